"""What the register says of each project in a month: as effective by its last day.

The one reader behind the month's grid, the review and the freeze. It answers with a
constant number of queries however many projects there are.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet

from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    AnnualList,
    MilestoneDate,
    Project,
    ProjectVersion,
    StageEvent,
)
from yipanqi.apps.ledger.projects.standstill import stopped
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.month import Month
from yipanqi.core.projects import stages
from yipanqi.core.projects.pauses import Spell, due_by
from yipanqi.core.projects.stages import Interruption, Stage, Standing

Planned, Actual = MilestoneDate.Basis.PLANNED, MilestoneDate.Basis.ACTUAL
Step = MilestoneDate.Milestone


FROZEN_COLUMNS = (
    "project_uid",
    "code",
    "name",
    "package_uid",
    "is_package",
    "counting_unit_uid",
    "lead_unit_uid",
    "zone_uid",
    "list_level",
    "domain",
    "industry_code",
    "track",
    "stage",
    "annual_class",
    "list_version",
    "annual_plan",
    "plan_to_date",
    "total_investment",
    "completed_before",
    "planned_start_on",
    "actual_start_on",
    "planned_enrolment_on",
    "enrolled_on",
    "planned_completion_on",
    "completed_on",
    "planned_commissioning_on",
    "commissioned_on",
    "permit_on",
    "is_paused",
    "is_assessed",
    "reporting_unit_uid",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectFacts:
    """One project on a month's register. Amounts are whole yuan.

    ``plan_to_date`` leaves out the days of approved pauses.
    ``annual_*``, ``plan_to_date``, ``completed_before`` and ``list_version`` are None where
    the project isn't on the list in force for the month.
    """

    # identity
    project: int
    project_uid: str
    own_code: str
    code: str  # the approval code where there is one, else the own code
    name: str
    package: int | None
    package_uid: str | None
    is_package: bool
    # who answers
    counting_unit: int
    counting_unit_uid: str
    lead_unit: int
    lead_unit_uid: str
    reporting_unit: int
    reporting_unit_uid: str
    zone: int | None
    zone_uid: str | None
    # kind
    list_level: str
    domain: str
    industry_code: str | None
    track: str
    is_assessed: bool
    # standing by the month's last day
    stage: str
    stage_since: date | None
    is_paused: bool
    is_terminated: bool
    # the year's list in force
    annual_class: str | None
    list_version: str | None
    annual_plan: int | None
    plan_to_date: int | None
    completed_before: int | None
    monthly_plan: tuple[int, ...] | None
    stopped: tuple[Spell, ...]  # approved pauses
    package_is_listed: bool
    # size
    total_investment: int
    # milestones
    planned_start_on: date | None
    actual_start_on: date | None
    planned_enrolment_on: date | None
    enrolled_on: date | None
    planned_completion_on: date | None
    completed_on: date | None
    planned_commissioning_on: date | None
    commissioned_on: date | None
    permit_on: date | None

    @property
    def report_due(self) -> bool:
        """Every listed project owes a report, paused or not. A package owes none of its
        own: its parts report, on the package's entry if they have none themselves.
        """
        if self.is_package or self.is_terminated:
            return False
        return self.annual_class is not None or self.package_is_listed

    def columns(self) -> dict[str, Any]:
        """The register's side of the frozen row, under the frozen table's names."""
        columns = {name: getattr(self, name) for name in FROZEN_COLUMNS}
        return columns | {"report_due": self.report_due}


def project_facts(
    month: Month,
    known_at: datetime | None = None,
    project_ids: Iterable[int] | QuerySet[Any] | None = None,
) -> dict[int, ProjectFacts]:
    """Facts by project id, effective by the month's last day and recorded by ``known_at``.

    ``project_ids`` may be a list or a subquery of ids. A project that was terminated and is
    on no list in force has left the register.
    """
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    mine = Q() if project_ids is None else Q(project__in=project_ids)
    by_last = known & mine & Q(effective_on__lte=month.last)

    projects = Project.objects.unscoped("facts of a month: the caller has scoped the ids")
    if project_ids is not None:
        projects = projects.filter(pk__in=project_ids)
    versions = _versions(by_last)
    standings = _standings(by_last, month, known_at)
    milestones = _milestones(by_last)
    listed, entries = _entries(annual_list_in_force(month, known_at), project_ids)
    spells = stopped(project_ids)
    uids = {pk: str(uid) for pk, uid in Unit.objects.values_list("pk", "uid")}
    # A part's package may be out of ``project_ids``: its uid is read by join.
    rows = projects.order_by("pk").values_list(
        "pk", "uid", "own_code", "package_id", "package__uid", "is_package"
    )
    found: dict[int, ProjectFacts] = {}
    for pk, uid, own_code, package, package_uid, is_package in rows:
        version = versions.get(pk)
        standing, entry = standings.get(pk), entries.get(pk)
        if version is None or (standing and standing.is_terminated and entry is None):
            continue
        found[pk] = ProjectFacts(
            project=pk,
            project_uid=str(uid),
            own_code=own_code,
            code=version.approval_code or own_code,
            package=package,
            package_uid=str(package_uid) if package_uid else None,
            is_package=is_package,
            package_is_listed=package in entries,
            **_of_version(version, uids),
            **_of_standing(standing),
            **_of_entry(entry, listed, month, tuple(spells.get(pk, ()))),
            **_of_milestones(milestones.get(pk, {}), entry),
        )
    return found


def annual_list_in_force(month: Month, known_at: datetime | None = None) -> AnnualList | None:
    """The highest version of the year's list that is effective for ``month``."""
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    lists = AnnualList.objects.filter(known, year=month.year, effective_month__lte=str(month))
    return lists.order_by("-number").first()


def _versions(by_last: Q) -> dict[int, ProjectVersion]:
    rows = ProjectVersion.objects.filter(by_last).defer("content")
    return {v.project_id: v for v in rows.order_by("effective_on", "recorded_at", "pk")}


def _standings(by_last: Q, month: Month, known_at: datetime | None) -> dict[int, Standing]:
    voided = Q(voided_at=None)
    if known_at:
        voided |= Q(voided_at__gt=known_at)
    log: dict[int, list[stages.StageEvent]] = {}
    rows = StageEvent.objects.filter(by_last, voided).order_by("effective_on", "pk")
    for project, event, on, really in rows.values_list(
        "project_id", "event", "effective_on", "happened_on"
    ):
        what = Interruption(event) if event in list(Interruption) else Stage(event)
        log.setdefault(project, []).append(stages.StageEvent(what, really or on))
    standings = ((pk, stages.standing_on(events, month.last)) for pk, events in log.items())
    return {pk: standing for pk, standing in standings if standing is not None}


def _milestones(by_last: Q) -> dict[int, dict[tuple[str, str], date | None]]:
    found: dict[int, dict[tuple[str, str], date | None]] = {}
    rows = MilestoneDate.objects.filter(by_last).order_by("recorded_at", "pk")
    for project, milestone, basis, on in rows.values_list(
        "project_id", "milestone", "basis", "happens_on"
    ):
        found.setdefault(project, {})[milestone, basis] = on
    return found


def _entries(
    in_force: AnnualList | None, project_ids: Iterable[int] | QuerySet[Any] | None
) -> tuple[str, dict[int, AnnualEntry]]:
    if in_force is None:
        return "", {}
    entries = AnnualEntry.objects.filter(annual_list=in_force)
    if project_ids is not None:
        # a part looks up its package too
        packages = Project.objects.unscoped("packages of the asked projects").filter(
            pk__in=project_ids, package__isnull=False
        )
        entries = entries.filter(
            Q(project__in=project_ids) | Q(project__in=packages.values("package"))
        )
    return f"{in_force.year}/{in_force.number}", {e.project_id: e for e in entries}


def _of_version(v: ProjectVersion, uids: dict[int, str]) -> dict[str, Any]:
    return {
        "name": v.name,
        "counting_unit": v.counting_unit_id,
        "counting_unit_uid": uids[v.counting_unit_id],
        "lead_unit": v.lead_unit_id,
        "lead_unit_uid": uids[v.lead_unit_id],
        "reporting_unit": v.reporting_unit_id,
        "reporting_unit_uid": uids[v.reporting_unit_id],
        "zone": v.zone_id,
        "zone_uid": uids[v.zone_id] if v.zone_id is not None else None,
        "list_level": v.list_level,
        "domain": v.domain,
        "industry_code": v.industry_code or None,
        "track": v.track,
        "is_assessed": v.is_assessed,
        "total_investment": v.total_investment,
    }


def _of_standing(standing: Standing | None) -> dict[str, Any]:
    return {
        "stage": str(standing.stage if standing else Stage.CONCEIVED),
        "stage_since": standing.since if standing else None,
        "is_paused": bool(standing and standing.is_paused),
        "is_terminated": bool(standing and standing.is_terminated),
    }


def _of_entry(
    entry: AnnualEntry | None, listed: str, month: Month, spells: tuple[Spell, ...]
) -> dict[str, Any]:
    if entry is None:
        names = ("annual_class", "list_version", "annual_plan", "plan_to_date")
        return dict.fromkeys((*names, "completed_before", "monthly_plan")) | {"stopped": spells}
    plan = tuple(int(amount) for amount in entry.monthly_plan)
    return {
        "annual_class": entry.annual_class,
        "list_version": listed,
        "annual_plan": entry.annual_plan,
        "plan_to_date": due_by(plan, month.year, month.number, spells),
        "completed_before": entry.completed_before,
        "monthly_plan": plan,
        "stopped": spells,
    }


def _of_milestones(
    dates: dict[tuple[str, str], date | None], entry: AnnualEntry | None
) -> dict[str, Any]:
    return {
        "planned_start_on": _promised_start(dates.get((Step.START, Planned)), entry),
        "actual_start_on": dates.get((Step.START, Actual)),
        "planned_enrolment_on": dates.get((Step.ENROLMENT, Planned)),
        "enrolled_on": dates.get((Step.ENROLMENT, Actual)),
        "planned_completion_on": dates.get((Step.COMPLETION, Planned)),
        "completed_on": dates.get((Step.COMPLETION, Actual)),
        "planned_commissioning_on": dates.get((Step.COMMISSIONING, Planned)),
        "commissioned_on": dates.get((Step.COMMISSIONING, Actual)),
        "permit_on": dates.get((Step.PERMIT, Actual)),
    }


def _promised_start(planned: date | None, entry: AnnualEntry | None) -> date | None:
    """The month printed on the list in force is the promise: a date moved in the register
    alone doesn't move it. Inside that month the register's exact day is kept.
    """
    if entry is None or not entry.planned_start_month:
        return planned
    promised = Month.parse(entry.planned_start_month)
    if planned is not None and Month.of(planned) == promised:
        return planned
    return promised.last
