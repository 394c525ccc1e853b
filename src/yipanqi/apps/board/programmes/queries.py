"""Reads of programmes: the board of all, and what one page shows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from yipanqi.apps.board.programmes.models import (
    Charter,
    CharterTask,
    Participation,
    ProgrammeReport,
)
from yipanqi.apps.board.programmes.owed import Owed, owed
from yipanqi.apps.board.programmes.standings import Ground, Projects, projects_counted, projects_of
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.kept import figures
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.supervision.queries import LATE, RED, RUNNING, Line, lines, with_severity
from yipanqi.core.ledgers.programmes import ProgrammeKind, strangers
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label

PROJECTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A programme on the board."""

    charter: Charter
    lead: str
    depth: int
    projects: Projects
    measures: int
    running: int
    late: int
    report: ProgrammeReport | None


def charters(viewer: Viewer, *, over: bool = False) -> list[Charter]:
    """Running ones, or those that are over; parts stand under their whole."""
    rows = Charter.objects.visible_to(viewer).select_related("programme", "lead_unit", "parent")
    rows = rows.exclude(ended_on=None) if over else rows.filter(ended_on=None)
    return list(rows.prefetch_related("parts__parts", "parts__programme"))


def board(viewer: Viewer, rows: list[Charter], on: Ground) -> list[tuple[str, list[Row]]]:
    """By kind. Tasks are counted as the viewer sees them, projects as a whole."""
    tasks = task_counts(viewer, rows)
    reports = {
        r.charter_id: r
        for r in ProgrammeReport.objects.visible_to(viewer).filter(month=str(on.month))
    }
    measured = dict(
        Charter.objects.visible_to(viewer)
        .annotate(n=Count("measures", filter=Q(measures__ended_on=None)))
        .values_list("pk", "n")
    )
    nodes = tree_on().nodes
    groups: dict[str, list[Row]] = {}
    for charter in rows:
        node = nodes.get(charter.lead_unit_id) if charter.lead_unit_id else None
        groups.setdefault(charter.kind, []).append(
            Row(
                charter=charter,
                lead=node.short_name if node else "",
                depth=1 if charter.parent_id else 0,
                projects=projects_counted(charter, on),
                measures=measured.get(charter.pk, 0),
                running=tasks[charter.pk, "running"],
                late=tasks[charter.pk, "late"],
                report=reports.get(charter.pk),
            )
        )
    return [(label(kind), groups[kind]) for kind in ProgrammeKind if kind in groups]


def task_counts(viewer: Viewer, rows: Iterable[Charter]) -> Counter[tuple[int, str]]:
    """Running and late tasks that the viewer sees, by charter and word."""
    seen = with_severity(Commitment.objects.visible_to(viewer).filter(state__in=RUNNING))
    found: Counter[tuple[int, str]] = Counter()
    wanted = seen.filter(charter_task__charter__in=list(rows))
    for charter, severity in wanted.values_list("charter_task__charter", "severity"):
        found[charter, "running"] += 1
        found[charter, "late"] += severity in {RED, LATE}
    return found


def task_lines(viewer: Viewer, row: Charter) -> list[Line]:
    """Those the viewer sees, running ones first, worst first."""
    mine = CharterTask.objects.filter(charter__in=[row, *row.parts.all()]).values("commitment")
    rows = with_severity(Commitment.objects.visible_to(viewer).filter(pk__in=mine))
    kept = rows.exclude(state="cancelled").prefetch_related("slips").order_by("due_on", "pk")
    over = {"closed": 2, "reported_done": 1}
    return lines(
        sorted(kept, key=lambda r: (over.get(r.state, 0), -getattr(r, "severity", 0), r.due_on))
    )


def project_lines(viewer: Viewer, row: Charter, month: Month) -> tuple[list[dict[str, Any]], int]:
    """The worst the viewer sees, and how many there are in all that it sees."""
    mine = projects_of(viewer, row, month).filter(is_package=False)
    shown = figures(mine, month)
    weight = {"red": 0, "yellow": 1, "grey": 2, "green": 3}
    order = sorted(
        shown, key=lambda pk: (weight[shown[pk].light.value], -(shown[pk].annual_plan or 0), pk)
    )[:PROJECTS_SHOWN]
    rows = mine.select_related("current").in_bulk(order)
    nodes = tree_on().nodes
    return [
        {
            "project": rows[pk],
            "figures": shown[pk],
            "unit": nodes.get(rows[pk].current.counting_unit_id),  # type: ignore[union-attr]
        }
        for pk in order
    ], len(shown)


def reports_of(viewer: Viewer, row: Charter) -> list[ProgrammeReport]:
    rows = ProgrammeReport.objects.visible_to(viewer).filter(charter=row)
    return list(rows.select_related("signed_by").order_by("-month"))


def reports_owed(viewer: Viewer, month: Month) -> list[Owed]:
    """The month's reports that the viewer may read or write; late ones first."""
    rows = Charter.objects.visible_to(viewer).select_related("programme")
    if not viewer.whole_tree:
        rows = rows.filter(lead_unit__in=viewer.posts_as(*WORKING, *ORDERING))
    return sorted(owed(month, rows), key=lambda r: (not (r.is_late and r.step.is_owed), r.due_on))


@dataclass(frozen=True, slots=True)
class Part:
    """A unit that takes part, and how often it did."""

    name: str
    times: int
    people: int
    last: Any


def participation(viewer: Viewer, row: Charter) -> tuple[list[Part], list[Participation]]:
    """By unit, those who never did first; then the record itself."""
    rows = list(Participation.objects.visible_to(viewer).filter(charter=row).select_related("file"))
    nodes = tree_on().nodes
    units = list(row.members.filter(left_on=None).values_list("unit", flat=True))
    valid = [r for r in rows if r.voided_on is None]
    units += [u for u in dict.fromkeys(r.unit_id for r in valid) if u not in units]
    parts = []
    for unit in units:
        own = [r for r in valid if r.unit_id == unit]
        if unit in nodes and (viewer.whole_tree or own or unit in viewer.units):
            last = max((r.on for r in own), default=None)
            people = sum(r.people or 0 for r in own)
            parts.append(Part(nodes[unit].short_name, len(own), people, last))
    return sorted(parts, key=lambda p: p.times), rows


def told(report: ProgrammeReport) -> list[dict[str, Any]]:
    """Paragraphs cut into pieces: text, and figures with the page they come from. Numbers that
    the facts do not give are named.
    """
    facts = {f["key"]: f for f in report.facts}
    found = []
    for paragraph in report.paragraphs:
        fact = facts.get(paragraph["key"], {"text": "", "figures": []})
        known = [fact["text"], *(f["text"] for f in report.facts)]
        found.append(
            paragraph
            | {
                "pieces": pieces(paragraph["text"], fact["figures"]),
                "strangers": strangers(paragraph["text"], known),
                "is_edited": paragraph["text"] != fact["text"],
            }
        )
    return found


def pieces(text: str, figures_in: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    """In the order in which the figures were written; one that was edited away is passed over."""
    found, rest = [], text
    for figure in figures_in:
        before, hit, after = rest.partition(figure["words"])
        if not hit:
            continue
        if before:
            found.append({"text": before, "href": ""})
        found.append({"text": hit, "href": figure["href"]})
        rest = after
    return [*found, {"text": rest, "href": ""}] if rest else found


def meetings_ahead(viewer: Viewer) -> list[Meeting]:
    """Those a report can still be collected for."""
    rows = Meeting.objects.visible_to(viewer).exclude(state=Meeting.State.HELD)
    ahead = rows.filter(starts_at__date__gte=clock.business_today()).order_by("starts_at")
    return list(ahead[:6])
