"""Where a project stands at its gates; pauses that stop the clock; what waits for a decision."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.access import may_keep
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.gates.models import GatePaper, GatePassage, Pause
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.month import Month
from yipanqi.core.projects.gates import Checklist, Gate, GateState, gates_of
from yipanqi.core.projects.pauses import PauseState, Spell, spell
from yipanqi.core.projects.stages import Track
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer

_Step = MilestoneDate.Milestone
MILESTONE_OF: Mapping[Gate, MilestoneDate.Milestone] = {
    Gate.SIGNED: _Step.SIGNING,
    Gate.LANDED: _Step.LANDING,
    Gate.APPROVED: _Step.APPROVAL,
    Gate.FUNDED: _Step.FUNDING,
    Gate.STARTED: _Step.START,
    Gate.ENROLLED: _Step.ENROLMENT,
    Gate.COMPLETED: _Step.COMPLETION,
    Gate.COMMISSIONED: _Step.COMMISSIONING,
    Gate.FULL_CAPACITY: _Step.FULL_CAPACITY,
}
Rows = TypeVar("Rows", bound=QuerySet[Any])
DECIDING = (Role.REVIEWER, Role.OFFICE)


@dataclass(frozen=True, slots=True)
class GateLine:
    """One gate of a project: its dates side by side, its last proposal, its checklist."""

    gate: Gate
    checklist: Checklist
    original: date | None
    planned: date | None
    actual: date | None
    passage: GatePassage | None
    is_next: bool = False

    @property
    def late(self) -> int | None:
        """Days the fact, else the plan, is later than first planned."""
        latest = self.actual or self.planned
        return (latest - self.original).days if latest and self.original else None


def gate_lines(project: Project) -> list[GateLine]:
    """The gates of the project's own track, in order. Three queries."""
    track = Track(project.current.track)  # type: ignore[union-attr]
    dates: dict[tuple[str, str], list[date | None]] = {}
    rows = project.milestone_dates.order_by("recorded_at", "pk")
    for milestone, basis, on in rows.values_list("milestone", "basis", "happens_on"):
        dates.setdefault((milestone, basis), []).append(on)
    last: dict[str, GatePassage] = {}
    for passage in project.gate_passages.order_by("pk").select_related("proposed_by"):
        last[passage.gate] = passage
    lists, next_seen, found = in_force(), False, []
    for gate in gates_of(track):
        step = MILESTONE_OF[gate]
        planned = dates.get((step, "planned"), [None])
        actual = dates.get((step, "actual"), [None])[-1]
        is_next = actual is None and not next_seen
        next_seen = next_seen or actual is None
        found.append(
            GateLine(gate, lists[gate], planned[0], planned[-1], actual, last.get(gate), is_next)
        )
    return found


def passed(project: Project) -> dict[Gate, date]:
    """Gates whose actual date stands."""
    rows = MilestoneDate.objects.filter(project=project, basis="actual")
    last = dict(rows.order_by("recorded_at", "pk").values_list("milestone", "happens_on"))
    return {gate: on for gate, step in MILESTONE_OF.items() if (on := last.get(step)) is not None}


@dataclass(frozen=True, slots=True)
class Counted:
    """Statistics-counted investment: since when it is counted, and how much by now (yuan)."""

    since: Month | None
    amount: int | None


def counted_in_statistics(project: Project) -> Counted:
    """From approved reports: counted investment is a fact of its own beside start and library."""
    rows = MonthReport.objects.unscoped("the caller has shown the project").filter(
        project=project, state=MonthReport.State.APPROVED, statistics_counted__gt=0
    )
    found = list(
        rows.order_by("statistics_month").values_list("statistics_month", "statistics_counted")
    )
    months = [month for month, _ in found if month]
    since = Month.parse(months[0]) if months else None
    return Counted(since, max((amount or 0 for _, amount in found), default=None))


def papers_of(passages: Iterable[GatePassage]) -> dict[int, list[GatePaper]]:
    found: dict[int, list[GatePaper]] = {}
    rows = GatePaper.objects.filter(passage__in=list(passages)).select_related("file")
    for paper in rows:
        found.setdefault(paper.passage_id, []).append(paper)
    return found


def spells_of(ids: Iterable[int] | QuerySet[Any] | None) -> dict[int, list[Spell]]:
    """Project → its approved pauses (None: of all). One query; the caller has scoped the ids."""
    rows = _approved() if ids is None else _approved().filter(project__in=ids)
    found: dict[int, list[Spell]] = {}
    for project, from_on, review_on, ended_on, reason in rows.values_list(
        "project_id", "from_on", "review_on", "ended_on", "reason"
    ):
        found.setdefault(project, []).append(spell(from_on, review_on, ended_on, reason))
    return found


def spells_by_uid(ids: Iterable[int] | QuerySet[Any]) -> dict[str, list[tuple[Spell, bool]]]:
    """Project uid → its approved pauses, each with whether nobody has ended it yet."""
    found: dict[str, list[tuple[Spell, bool]]] = {}
    rows = _approved().filter(project__in=ids)
    for uid, from_on, review_on, ended_on, reason in rows.values_list(
        "project__uid", "from_on", "review_on", "ended_on", "reason"
    ):
        one = spell(from_on, review_on, ended_on, reason)
        found.setdefault(str(uid), []).append((one, ended_on is None))
    return found


def _approved() -> QuerySet[Pause]:
    """Pauses that were approved, whether or not work has gone on since."""
    states = [PauseState.APPROVED, PauseState.ENDED]
    rows: QuerySet[Pause] = Pause.objects.filter(state__in=states)
    return rows


def waiting_passages(viewer: Viewer) -> QuerySet[GatePassage]:
    return _mine(viewer, GatePassage.objects.visible_to(viewer).filter(state=GateState.PROPOSED))


def waiting_pauses(viewer: Viewer) -> QuerySet[Pause]:
    rows = Pause.objects.visible_to(viewer).filter(state=PauseState.ASKED)
    return _mine(viewer, rows)


def overdue_pauses(viewer: Viewer, today: date) -> QuerySet[Pause]:
    """Approved ones past their review date: their clock runs again. For those who decide and
    for the unit that reports.
    """
    rows = Pause.objects.visible_to(viewer).filter(state=PauseState.APPROVED, review_on__lt=today)
    units = viewer.units_as(*DECIDING)
    own = rows.filter(project__current__reporting_unit__in=viewer.units_as(Role.REPORTER))
    if viewer.is_root_office:
        return rows.order_by("review_on")
    return (own | rows.filter(project__current__counting_unit__in=units)).order_by("review_on")


def refused_passages(viewer: Viewer) -> list[GatePassage]:
    """The reporting unit's refused proposals that were not made again."""
    units = viewer.units_as(Role.REPORTER)
    if not units:
        return []
    rows = GatePassage.objects.visible_to(viewer).filter(project__current__reporting_unit__in=units)
    last: dict[tuple[int, str], GatePassage] = {}
    for row in rows.order_by("pk"):
        last[row.project_id, row.gate] = row
    return [row for row in last.values() if row.state == GateState.REFUSED]


def _mine(viewer: Viewer, rows: Rows) -> Rows:
    """Those the viewer may decide: the nearest reviewer's, else the office's."""
    if not viewer.posts_as(*DECIDING):
        return rows.none()
    if viewer.is_root_office:
        return rows
    return rows.filter(project__current__counting_unit__in=viewer.units_as(*DECIDING))


def may_keep_project(viewer: Viewer, project: Project) -> bool:
    return may_keep(viewer, project.current.counting_unit_id)  # type: ignore[union-attr]


def passages(viewer: Viewer, show: str) -> QuerySet[GatePassage]:
    """Proposals of the viewer's projects in one state; ``mine``: those that wait on the viewer."""
    rows = waiting_passages(viewer)
    if show != "mine":
        rows = GatePassage.objects.visible_to(viewer).filter(state=show)
    return rows.select_related("project__current", "proposed_by", "decided_by").order_by("-pk")


def pauses(viewer: Viewer, show: str, today: date) -> list[Pause]:
    """``mine``: to decide or past their review; ``pauses``: every one asked for or in force."""
    if show == "mine":
        rows = waiting_pauses(viewer) | overdue_pauses(viewer, today)
    elif show == "pauses":
        rows = Pause.objects.visible_to(viewer)
        rows = rows.filter(state__in=[PauseState.ASKED, PauseState.APPROVED])
    else:
        return []
    return list(rows.select_related("project__current", "asked_by").order_by("review_on")[:200])


def paper(viewer: Viewer, uid: str) -> GatePaper:
    """Raises ``gate.not_found``."""
    mine = GatePassage.objects.visible_to(viewer)
    found = GatePaper.objects.filter(uid=uid, passage__in=mine).select_related("file").first()
    if found is None:
        raise Missing("gate.not_found")
    return found


def project_of_date(uid: str) -> Project:
    """Whose moved date this is; the verb before has checked who asks."""
    return MilestoneDate.objects.select_related("project").get(uid=uid).project
