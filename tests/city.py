"""A small town for tests: 3 counties, a park inside one of them, 5 departments, 12 projects.

``city()`` builds all of it on the city's date 2024-05-05. March 2024 is reported and approved
but for one project that kept silent; April is open and empty. 南浦市 has people and no
project: its viewers must see nothing. Names lead to objects::

    town = city()
    town.unit["east"], town.user["office"], town.project["road"], town.window["2024-04"]
    town.viewer("east_reviewer")
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time

from city_tables import LINE_DOMAINS, PEOPLE, PROJECTS, UNITS
from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    AnnualList,
    MilestoneDate,
    Project,
    ProjectVersion,
    StageEvent,
    Support,
)
from yipanqi.apps.ledger.units.models import Appointment, Delegation, Unit, UnitVersion, User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportRevision
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Stage, Track
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import Installation

TODAY = date(2024, 5, 5)
SINCE = date(2020, 1, 1)
PASSWORD = "Demo-2024-town"
YI = 100_000_000
WAN = 10_000


@dataclass(frozen=True)
class City:
    unit: dict[str, Unit]
    user: dict[str, User]
    window: dict[str, MonthWindow]
    annual_list: AnnualList
    project: dict[str, Project] = field(default_factory=dict)
    report: dict[str, MonthReport] = field(default_factory=dict)  # of March

    def viewer(self, name: str, **acting: User) -> Viewer:
        """The viewer that ``name`` (a key of ``user``) is on the city's date."""
        return viewer_for(self.user[name], **acting)

    def deputy(self, name: str, of: str) -> Viewer:
        """``name`` acting for ``of``, who has lent them their posts for the month of May."""
        principal, deputy = self.user[of], self.user[name]
        days = {"from_on": date(2024, 5, 1), "to_on": date(2024, 5, 31)}
        Delegation.objects.get_or_create(
            principal=principal, deputy=deputy, defaults=days | {"reason": "出差"}
        )
        return viewer_for(deputy, acting_for=principal)


def city() -> City:
    """The whole town: tree, people, windows, 12 projects, March's reports."""
    town = make_city()
    for key, changes in PROJECTS.items():
        town.project[key] = make_project(town, key=key, **changes)
        if key not in {"silent", "conceived", "bundle"}:
            town.report[key] = make_report(town, town.project[key])
    return town


def make_city() -> City:
    """Tree, people and month windows; no project yet."""
    Installation.objects.update_or_create(
        pk=1, defaults={"title": "演示城", "is_demo": True, "business_date": TODAY}
    )
    units = {key: Unit.objects.create() for key in UNITS}
    for sort, (key, (name, short, kind, parent, code)) in enumerate(UNITS.items()):
        UnitVersion.objects.create(
            unit=units[key],
            from_on=SINCE,
            name=name,
            short_name=short,
            kind=kind,
            parent=units[parent] if parent else None,
            is_view=kind in {"functional_zone", "development_zone"},
            code=code,
            sort=sort,
            recorded_at=instant(SINCE),
        )
    users = {}
    for key, (name, role, unit) in PEOPLE.items():
        users[key] = User(username=key, name=name, must_change_password=False)
        users[key].set_password(PASSWORD)
        users[key].save()
        domains = LINE_DOMAINS.get(unit, []) if role == "line" else []
        Appointment.objects.create(
            user=users[key], unit=units[unit], role=role, domains=domains, from_on=SINCE
        )
    annual_list = AnnualList.objects.create(
        year=2024,
        number=1,
        issued_on=date(2024, 1, 20),
        effective_month="2024-01",
        recorded_at=instant(date(2024, 1, 20)),
    )
    windows = {month: make_window(month) for month in ("2024-03", "2024-04")}
    return City(unit=units, user=users, window=windows, annual_list=annual_list)


def make_window(month: str, **changes) -> MonthWindow:
    """A month's window with plain dates; April is due on 2024-04-28."""
    year, number = (int(part) for part in month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    due = date(2024, 4, 28) if month == "2024-04" else after.replace(day=8)
    values = {
        "month": month,
        "opens_on": date(year, number, 20),
        "cut_off_on": min(due, date(year, number, 28)),
        "due_on": due,
        "reviewed_by_on": after.replace(day=12 if number != 4 else 5),
        "freeze_on": after.replace(day=13 if number != 4 else 6),
        "publish_on": after.replace(day=15 if number != 4 else 6),
    }
    return MonthWindow.objects.create(**values | changes)


def make_project(
    town: City,
    *,
    key: str = "extra",
    counting: str = "east",
    reporting: str | None = None,
    lead: str | None = None,
    zone: str | None = None,
    supports: tuple[str, ...] = (),
    stage: Stage = Stage.STARTED,
    planned_start_on: date = date(2023, 6, 1),
    actual_start_on: date | None = date(2023, 6, 15),
    enrolled_on: date | None = None,
    annual_class: AnnualClass | None = AnnualClass.CARRIED_OVER,
    annual_plan: int = YI,
    completed_before: int = 2 * YI,
    package: Project | str | None = None,
    is_package: bool = False,
    effective_on: date = date(2023, 1, 10),
    **changes,
) -> Project:
    """A project with its version, stage log, milestones and place on the 2024 list.

    Units are given by their keys in ``town.unit``; ``annual_class=None`` keeps it off the
    list; further ``changes`` are fields of the version.
    """
    recorded = instant(effective_on)
    project = Project.objects.create(
        own_code=changes.pop("own_code", f"YZ-{key}"),
        is_package=is_package,
        package=town.project[package] if isinstance(package, str) else package,
        stage=stage,
        registered_at=recorded,
    )
    name = changes.setdefault("name", f"示例项目{key}")
    project.current = ProjectVersion.objects.create(
        **{
            "project": project,
            "effective_on": effective_on,
            "recorded_at": recorded,
            "search_name": unicodedata.normalize("NFKC", name).lower(),
            "list_level": ListLevel.MUNICIPAL,
            "domain": Domain.INDUSTRY,
            "track": Track.GOVERNMENT,
            "counting_unit": town.unit[counting],
            "lead_unit": town.unit[lead or counting],
            "reporting_unit": town.unit[reporting or zone or counting],
            "zone": town.unit[zone] if zone else None,
            "total_investment": 10 * YI,
        }
        | changes
    )
    project.save(update_fields=["current"])
    for unit in supports:
        Support.objects.create(
            project=project, unit=town.unit[unit], from_on=effective_on, recorded_at=recorded
        )
    log = [(Stage.CONCEIVED, effective_on)]
    if actual_start_on:
        log.append((Stage.STARTED, actual_start_on))
    for event, on in log:
        StageEvent.objects.create(
            project=project, event=event, effective_on=on, recorded_at=instant(on)
        )
    set_date(project, "start", "planned", planned_start_on, effective_on)
    if actual_start_on:
        set_date(project, "start", "actual", actual_start_on, actual_start_on)
    if enrolled_on:
        set_date(project, "enrolment", "actual", enrolled_on, enrolled_on)
    if annual_class:
        AnnualEntry.objects.create(
            annual_list=town.annual_list,
            project=project,
            annual_class=annual_class,
            annual_plan=annual_plan,
            completed_before=completed_before,
            monthly_plan=[annual_plan // 12] * 11 + [annual_plan - annual_plan // 12 * 11],
            planned_start_month=f"{planned_start_on:%Y-%m}",
        )
    return project


def set_date(project: Project, milestone: str, basis: str, on: date, known_on: date) -> None:
    """One line of the milestone ledger."""
    MilestoneDate.objects.create(
        project=project,
        milestone=milestone,
        basis=basis,
        happens_on=on,
        effective_on=known_on,
        recorded_at=instant(known_on),
    )


def make_report(
    town: City, project: Project, month: str = "2024-03", state: str = "approved", **changes
) -> MonthReport:
    """A month report; submitted and approved ones carry their revisions."""
    window = town.window[month]
    values = {
        "this_month": 800 * WAN,
        "year_to_date": 2_400 * WAN,
        "statistics_counted": 700 * WAN,
        "statistics_month": "2024-02" if month == "2024-03" else "2024-03",
        "next_month_plan": 900 * WAN,
        "physical_progress": "主体结构施工至三层，外脚手架同步搭设。",
        "problems": "",
        "explanations": {},
    }
    values |= {name: changes.pop(name) for name in list(changes) if name in values}
    submitted = state in {"submitted", "returned", "approved"}
    at = instant(window.due_on)
    report = MonthReport.objects.create(
        **values
        | {
            "project": project,
            "window": window,
            "reporting_unit": project.current.reporting_unit,
            "state": state,
            "saved_at": at,
            "first_submitted_at": at if submitted else None,
            "first_submitted_on": window.due_on if submitted else None,
            "times_returned": int(state == "returned"),
        }
        | changes
    )
    events = {"submitted": ["submitted"], "returned": ["submitted", "returned"]}
    for number, event in enumerate(events.get(state, ["submitted", "approved"]), 1):
        if submitted:
            ReportRevision.objects.create(
                **values,
                report=report,
                number=number,
                event=event,
                by_unit=report.reporting_unit if event == "submitted" else town.unit["city"],
                at=at,
                business_on=window.due_on,
            )
    return report


def instant(day: date, hour: int = 10) -> datetime:
    """An aware instant of that day in the city."""
    return datetime.combine(day, time(hour), tzinfo=clock.CITY_ZONE)
