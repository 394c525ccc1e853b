"""Reads of rounds: what was nominated, screened and reviewed, and what is below its floor."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q

from yipanqi.apps.board.list_rounds.models import (
    AdmissionFloor,
    ListRound,
    Nomination,
    Review,
    Screening,
)
from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.projects.models import DraftLine, Project
from yipanqi.core.projects.annual_list import Floor, floor_of
from yipanqi.core.projects.identity import normalised
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer

T = TypeVar("T", bound=Model)


def open_rounds() -> list[ListRound]:
    rows = ListRound.objects.filter(draft__closed_at=None).select_related("draft")
    return list(rows.order_by("-draft__year"))


def round_by_uid(uid: str | UUID) -> ListRound:
    """Raises ``round.not_found``."""
    rows = ListRound.objects.select_related("draft", "draft__based_on", "approved_by", "opened_by")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("round.not_found")
    return found


def round_of(draft_uid: str | UUID) -> ListRound | None:
    return ListRound.objects.filter(draft__uid=draft_uid).first()


def floors() -> list[AdmissionFloor]:
    return list(AdmissionFloor.objects.filter(ended_at=None))


def floor_by_uid(uid: str | UUID) -> AdmissionFloor:
    """Raises ``round.no_floor``."""
    found = AdmissionFloor.objects.filter(uid=uid, ended_at=None).first()
    if found is None:
        raise Missing("round.no_floor")
    return found


def floors_of(year: int) -> list[Floor]:
    rows = AdmissionFloor.objects.filter(ended_at=None, from_year__lte=year)
    return [
        Floor(f.annual_class, f.list_level, f.least_total, f.least_plan, f.from_year) for f in rows
    ]


@dataclass(frozen=True, slots=True)
class RoundRow:
    """One project of a round as all steps see it."""

    project: Project
    annual_class: str
    annual_plan: int
    is_listed: bool
    line: DraftLine | None
    nomination: Nomination | None
    screening: Screening | None
    review: Review | None
    floor: Floor | None  # that it stays below

    @property
    def needs_exception(self) -> bool:
        admitted = self.review is not None and self.review.exception
        return self.floor is not None and self.is_listed and not admitted


def round_rows(viewer: Viewer, found: ListRound, q: str = "") -> list[RoundRow]:
    """Lines and nominations of the projects the viewer sees, largest plan first."""
    lines = {x.project_id: x for x in lists.draft_lines(viewer, found.draft, q=q)}
    asked = _latest(
        Nomination.objects.filter(round=found, withdrawn_at=None).select_related(
            "project__current", "unit"
        )
    )
    seen = set(
        Project.objects.visible_to(viewer)
        .filter(pk__in=asked)
        .filter(Q(current__search_name__contains=q) if q else Q())
        .values_list("pk", flat=True)
    )
    screened = _latest(Screening.objects.filter(round=found))
    reviewed = _latest(Review.objects.filter(round=found))
    rules = floors_of(found.draft.year)
    rows = []
    for pk in lines.keys() | (asked.keys() & seen):
        line, wish = lines.get(pk), asked.get(pk)
        project = line.project if line else wish.project  # type: ignore[union-attr]
        is_wish = line is None or (found.state == ListRound.State.COLLECTING and wish is not None)
        told = wish if is_wish and wish is not None else line
        rows.append(
            RoundRow(
                project=project,
                annual_class=told.annual_class,  # type: ignore[union-attr]
                annual_plan=told.annual_plan,  # type: ignore[union-attr]
                is_listed=line.is_listed if line else True,
                line=line,
                nomination=wish,
                screening=screened.get(pk),
                review=reviewed.get(pk),
                floor=floor_of(
                    rules,
                    annual_class=told.annual_class,  # type: ignore[union-attr]
                    list_level=project.current.list_level if project.current else "",
                    total_investment=project.current.total_investment if project.current else 0,
                    annual_plan=told.annual_plan,  # type: ignore[union-attr]
                ),
            )
        )
    return sorted(rows, key=lambda r: (-r.annual_plan, r.project.own_code))


def _latest(rows: Iterable[T]) -> dict[int, T]:
    return {row.project_id: row for row in rows}  # type: ignore[attr-defined]


def nomination_by_uid(viewer: Viewer, uid: str | UUID) -> Nomination:
    """Raises ``round.no_nomination``."""
    seen = Project.objects.visible_to(viewer)
    rows = Nomination.objects.filter(uid=uid, withdrawn_at=None, project__in=seen)
    found = rows.select_related("round__draft", "project__current", "unit").first()
    if found is None:
        raise Missing("round.no_nomination")
    return found


def row_of(viewer: Viewer, found: ListRound, project_uid: str | UUID) -> RoundRow:
    """Raises ``round.not_on_draft`` as nothing found."""
    for row in round_rows(viewer, found):
        if str(row.project.uid) == str(project_uid):
            return row
    raise Missing("round.no_such_project")


def nominable(viewer: Viewer, q: str, limit: int = 20) -> list[Project]:
    """Projects by name or code that the viewer's own units could ask for."""
    mine = viewer.units_as(Role.REPORTER, Role.REVIEWER, Role.OFFICE)
    own = Q(current__counting_unit__in=mine) | Q(current__reporting_unit__in=mine)
    wanted = Q(own_code__icontains=q) | Q(current__search_name__contains=normalised(q) or q)
    rows = Project.objects.visible_to(viewer).filter(own, wanted).select_related("current")
    return list(rows.order_by("current__name")[:limit])


def blank_row(viewer: Viewer, project_uid: str | UUID) -> RoundRow:
    """A project that nobody has asked for yet."""
    project = visible(viewer, str(project_uid))
    return RoundRow(project, "", 0, False, None, None, None, None, None)
