"""Reads of inspections; ``viewer`` first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.inspections.models import Exhibit, Finding, Inspection
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.models import EvidenceFile

FAR = 500  # metres between a picture and the place it should show


def inspections_for(viewer: Viewer) -> "QuerySet[Inspection]":
    counted = Count("findings", filter=Q(findings__dropped_at=None))
    shown = Count("findings", filter=Q(findings__shown_at__isnull=False))
    rows = Inspection.objects.visible_to(viewer)
    return rows.annotate(found=counted, shown=shown).order_by("-planned_on", "-pk")


def inspection_for(viewer: Viewer, uid: object) -> Inspection:
    """Raises ``inspection.not_found``."""
    found = Inspection.objects.visible_to(viewer).filter(uid=str(uid)).first()
    if found is None:
        raise Missing("inspection.not_found")
    return found


def finding_for(viewer: Viewer, uid: object) -> Finding:
    """Raises ``inspection.no_finding``, whether there is none or it has not been shown."""
    rows = Finding.objects.visible_to(viewer).select_related(
        "inspection", "stop", "commitment", "project__current", "meeting"
    )
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("inspection.no_finding")
    return found


def exhibit_for(viewer: Viewer, uid: object) -> Exhibit:
    """Raises ``inspection.no_exhibit``."""
    rows = Exhibit.objects.visible_to(viewer).filter(voided_at=None)
    found = rows.filter(uid=str(uid)).select_related("file", "finding__inspection").first()
    if found is None:
        raise Missing("inspection.no_exhibit")
    return found


@dataclass(frozen=True, slots=True)
class ExhibitLine:
    """A photo or clip with what does not fit: ``far`` (metres), ``no_place``, ``other_day``,
    ``no_time``.
    """

    row: Exhibit
    oddities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingLine:
    row: Finding
    unit: Node | None
    before: tuple[ExhibitLine, ...]
    after: tuple[ExhibitLine, ...]


def findings_of(viewer: Viewer, inspection: Inspection) -> list[FindingLine]:
    rows = Finding.objects.visible_to(viewer).filter(inspection=inspection, dropped_at=None)
    return lines_of(rows.select_related("commitment", "stop", "inspection", "project__current"))


def shown_findings(viewer: Viewer) -> list[FindingLine]:
    """For the units they are about: what was shown, newest first."""
    rows = Finding.objects.visible_to(viewer).filter(shown_at__isnull=False, dropped_at=None)
    related = rows.select_related("commitment", "stop", "inspection", "project__current")
    return lines_of(related.order_by("-shown_at")[:100])


def line_for(viewer: Viewer, row: Finding) -> FindingLine:
    return lines_of(Finding.objects.visible_to(viewer).filter(pk=row.pk))[0]


def lines_of(rows: "QuerySet[Finding]") -> list[FindingLine]:
    nodes = tree_on().nodes
    every = list(rows.prefetch_related("exhibits__file"))
    return [
        FindingLine(row, nodes.get(row.unit_id), _exhibits(row, "before"), _exhibits(row, "after"))
        for row in every
    ]


def _exhibits(row: Finding, phase: str) -> tuple[ExhibitLine, ...]:
    taken = [e for e in row.exhibits.all() if e.phase == phase and e.voided_at is None]
    day = row.found_on if phase == "before" else None
    return tuple(ExhibitLine(e, tuple(oddities(e.file, e.metres_off, day))) for e in taken)


def oddities(file: EvidenceFile, metres_off: int | None, day: date | None) -> Iterable[str]:
    """What a picture says of itself against what it should show; None asks for no day."""
    if file.longitude_e6 is None:
        yield "no_place"
    elif metres_off is not None and metres_off > FAR:
        yield "far"
    if file.taken_at is None:
        yield "no_time"
    elif day is not None and file.taken_at.astimezone(CITY_ZONE).date() != day:
        yield "other_day"


@dataclass(frozen=True, slots=True)
class Footage:
    """A picture or clip that a person wants in the film, with the words under it."""

    exhibit: Exhibit
    finding: str
    unit: str
    place: str
    caption: str


def footage(viewer: Viewer, meeting: Meeting | None = None) -> list[Footage]:
    """What the film's storyboard takes from inspections, in the order of the findings: those
    not shown yet, or shown at ``meeting``. Nobody but the root is given any.
    """
    rows = Exhibit.objects.visible_to(viewer) if viewer.whole_tree else Exhibit.objects.none()
    fresh = Q(finding__shown_at=None)
    if meeting is not None:
        fresh |= Q(finding__meeting=meeting)
    taken = rows.filter(fresh, in_film=True, voided_at=None, finding__dropped_at=None)
    nodes = tree_on().nodes
    return [
        Footage(
            exhibit=e,
            finding=e.finding.title,
            unit=nodes[e.finding.unit_id].name if e.finding.unit_id in nodes else "",
            place=e.finding.stop.place if e.finding.stop else "",
            caption=e.caption or e.finding.title,
        )
        for e in taken.select_related("file", "finding__stop").order_by(
            "finding__inspection", "finding__number", "position", "pk"
        )
    ]
