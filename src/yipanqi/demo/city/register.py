"""Write the drawn projects: identities, versions, stage log, milestones, lists, programmes.

Every fact is recorded on the day it became known, so that a month frozen afterwards holds
what was known then and nothing later.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    AnnualList,
    MilestoneDate,
    Programme,
    ProgrammeProject,
    Project,
    ProjectVersion,
    StageEvent,
    Support,
)
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.stages import Domain, ListLevel, Stage
from yipanqi.demo.city.dates import ADJUSTED, FIRST_LIST, SECOND_LIST
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import instant
from yipanqi.demo.city.logs import milestone_dates, stage_log, stages_reached
from yipanqi.demo.city.money import PLAN_2023, PLAN_2024, PLAN_ADJUSTED
from yipanqi.demo.tables import rows

BATCH = 500
REVISED = date(2024, 1, 16)
LISTS = {
    PLAN_2023: (2023, 1, FIRST_LIST, "2023-01", "绍推进办〔2023〕1号（演示）"),
    PLAN_2024: (2024, 1, SECOND_LIST, "2024-01", "绍推进办〔2024〕1号（演示）"),
    PLAN_ADJUSTED: (2024, 2, ADJUSTED, "2024-04", "绍推进办〔2024〕9号（演示）"),
}
HIGHER = {ListLevel.NATIONAL, ListLevel.PROVINCIAL, ListLevel.THOUSAND}


@dataclass(frozen=True)
class Registered:
    """The drafts with the rows that stand for them, by draft number."""

    drafts: list[Draft]
    project: dict[int, Project]
    version: dict[int, ProjectVersion]


def build_register(drafts: list[Draft], units: dict[str, Unit]) -> Registered:
    projects = _projects(drafts)
    versions = _versions(drafts, projects, units)
    _supports(drafts, projects, units)
    events = [e for d in drafts for e in stage_log(d, projects[d.number])]
    StageEvent.objects.bulk_create(events, batch_size=BATCH)
    dates = [m for d in drafts for m in milestone_dates(d, projects[d.number])]
    dates.sort(key=lambda m: m.recorded_at)
    MilestoneDate.objects.bulk_create(dates, batch_size=BATCH)
    _lists(drafts, projects)
    _programmes(drafts, projects)
    return Registered(drafts, projects, versions)


def _projects(drafts: list[Draft]) -> dict[int, Project]:
    heads = [d for d in drafts if d.package is None]
    parts = [d for d in drafts if d.package is not None]
    found: dict[int, Project] = {}
    for group in (heads, parts):
        made = Project.objects.bulk_create((_project(d, found) for d in group), batch_size=BATCH)
        found |= dict(zip((d.number for d in group), made, strict=True))
    return found


def _project(draft: Draft, found: dict[int, Project]) -> Project:
    stage = Stage.CONCEIVED
    for what, _day in stages_reached(draft):
        stage = what
    return Project(
        own_code=f"YPQ-{draft.registered_on.year}-{draft.number:04d}",
        package=found[draft.package] if draft.package else None,
        is_package=draft.is_package,
        stage=stage,
        is_paused=draft.pause is not None and draft.pause[1] is None,
        registered_at=instant(draft.registered_on),
    )


def _versions(
    drafts: list[Draft], projects: dict[int, Project], units: dict[str, Unit]
) -> dict[int, ProjectVersion]:
    first = [_version(d, projects[d.number], units, d.registered_on, d.total) for d in drafts]
    current = dict(
        zip(
            (d.number for d in drafts),
            ProjectVersion.objects.bulk_create(first, batch_size=BATCH),
            strict=True,
        )
    )
    revised = [d for d in drafts if d.total_later and d.registered_on < REVISED]
    later = ProjectVersion.objects.bulk_create(
        (_version(d, projects[d.number], units, REVISED, d.total_later) for d in revised),
        batch_size=BATCH,
    )
    current |= dict(zip((d.number for d in revised), later, strict=True))
    for number, project in projects.items():
        project.current = current[number]
    Project.objects.bulk_update(projects.values(), ["current"], batch_size=BATCH)
    return current


def _version(
    draft: Draft, project: Project, units: dict[str, Unit], on: date, total: int
) -> ProjectVersion:
    return ProjectVersion(
        project=project,
        effective_on=on,
        recorded_at=instant(on),
        name=draft.name,
        search_name=normalised(draft.name),
        approval_code=_approval_code(draft),
        list_level=draft.level,
        domain=draft.work.domain,
        track=draft.track,
        industry_code=draft.work.code,
        is_assessed=draft.level in HIGHER,
        lead_unit=units[draft.lead],
        counting_unit=units[draft.counting],
        reporting_unit=units[draft.reporting],
        zone=units[draft.zone] if draft.zone else None,
        sponsor=draft.sponsor,
        place=f"{draft.county.name}{draft.town.name}",
        longitude_e6=draft.longitude_e6,
        latitude_e6=draft.latitude_e6,
        owner_name=draft.owner,
        owner_credit_code=draft.credit_code,
        total_investment=total,
        content=draft.content,
    )


def _approval_code(draft: Draft) -> str:
    """GB/T 40058: date, region, industry group, kind, serial; one project in seven has none."""
    if draft.is_package or draft.number % 7 == 0:
        return ""
    asked = draft.registered_on - timedelta(days=20)
    since = date(2020, 11, 1)
    stamp = f"{asked:%y%m}" if asked >= since else f"{asked.year}"
    kind = "02" if draft.work.domain in {Domain.INDUSTRY, Domain.REAL_ESTATE} else "01"
    return f"{stamp}-{draft.county.code}-04-{kind}-{900_000 + draft.number}"


def _supports(drafts: list[Draft], projects: dict[int, Project], units: dict[str, Unit]) -> None:
    Support.objects.bulk_create(
        (
            Support(
                project=projects[d.number],
                unit=units[key],
                from_on=d.registered_on,
                recorded_at=instant(d.registered_on),
            )
            for d in drafts
            for key in d.supports
        ),
        batch_size=BATCH,
    )


def _lists(drafts: list[Draft], projects: dict[int, Project]) -> None:
    for key, (year, number, issued, effective, document) in LISTS.items():
        issued_list = AnnualList.objects.create(
            year=year,
            number=number,
            issued_on=issued,
            effective_month=effective,
            document_number=document,
            recorded_at=instant(issued, 15),
        )
        AnnualEntry.objects.bulk_create(
            (
                AnnualEntry(
                    annual_list=issued_list,
                    project=projects[d.number],
                    annual_class=plan.annual_class,
                    annual_plan=plan.annual_plan,
                    completed_before=plan.before,
                    monthly_plan=plan.monthly,
                    planned_start_month=plan.planned_start,
                )
                for d in drafts
                if (plan := d.plans.get(key))
            ),
            batch_size=BATCH,
        )


def _programmes(drafts: list[Draft], projects: dict[int, Project]) -> None:
    made = Programme.objects.bulk_create(
        Programme(key=r["key"], name=r["name"], sort=int(r["sort"])) for r in rows("programmes.csv")
    )
    by_key = {p.key: p for p in made}
    ProgrammeProject.objects.bulk_create(
        (
            ProgrammeProject(
                programme=by_key[key], project=projects[d.number], from_on=d.registered_on
            )
            for d in drafts
            for key in d.programmes
        ),
        batch_size=BATCH,
    )
