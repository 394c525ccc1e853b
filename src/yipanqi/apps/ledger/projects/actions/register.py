"""Register a project, and say what the register says of it from a day on."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.doubles import flag
from yipanqi.apps.ledger.projects.models import Project, ProjectVersion
from yipanqi.apps.ledger.projects.numbering import next_own_code
from yipanqi.apps.ledger.projects.searching import keep_words
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.identity import normalised, tidy
from yipanqi.core.projects.stages import Domain, ListLevel, Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units import codes
from yipanqi.core.units.coordinates import Point, is_in_china
from yipanqi.core.units.kinds import TERRITORIAL
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version

NAME_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectData:
    """What the register says of a project. Money in whole yuan."""

    name: str
    counting_unit: Unit
    lead_unit: Unit
    reporting_unit: Unit
    total_investment: int
    domain: Domain
    track: Track
    list_level: ListLevel = ListLevel.COUNTY
    approval_code: str = ""
    industry_code: str = ""
    is_assessed: bool = False
    zone: Unit | None = None
    sponsor: str = ""
    place: str = ""
    longitude_e6: int | None = None
    latitude_e6: int | None = None
    owner_name: str = ""
    owner_credit_code: str = ""
    content: str = ""

    @classmethod
    def of(cls, version: ProjectVersion) -> "ProjectData":
        """The data of a version, to be amended with ``replace``."""
        values = {name: getattr(version, name) for name in cls.__slots__}
        values["domain"] = Domain(version.domain)
        values["track"] = Track(version.track)
        values["list_level"] = ListLevel(version.list_level)
        return cls(**values)


def register_project(
    *,
    viewer: Viewer,
    project: ProjectData,
    own_code: str = "",
    package: Project | None = None,
    is_package: bool = False,
    effective_on: date | None = None,
    key: str | None = None,
) -> Project:
    """Put a project on the register; it gets an own code where none is given.

    Raises ``project.keeper_only``, ``project.name_taken``, ``project.own_code_taken``,
    ``project.not_a_package``, ``project.counted_in_view`` and the codes' own refusals.
    """
    check_keeper(viewer, project.counting_unit.pk)
    day = effective_on or clock.business_today()
    with act(viewer, "register_project", key=key) as verb:
        if verb.repeated:
            return Project.objects.unscoped("own earlier call").get(uid=verb.subject_uid)
        check_project(project, day, None)
        if package is not None and not package.is_package:
            raise Refusal("project.not_a_package", field="package")
        code = own_code.strip() or next_own_code(day.year)
        everywhere = Project.objects.unscoped("codes are unique across all scopes")
        if everywhere.filter(own_code=code).exists():
            raise Refusal("project.own_code_taken", field="own_code", value=code)
        row = Project.objects.create(
            own_code=code, package=package, is_package=is_package, registered_at=clock.now()
        )
        row.current = write_version(row, project, day)
        row.save(update_fields=["current"])
        verb.record(row, after=shown(project) | {"own_code": code}, unit=project.counting_unit)
        flag(row)
    return row


def amend_project(
    *,
    viewer: Viewer,
    project: Project,
    changes: dict[str, Any],
    reason: str,
    effective_on: date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """Change what the register says from a day on (default today); the past keeps its words.

    Raises ``project.reason_missing``, ``project.nothing_changed``, ``project.dated_wrong``.
    """
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    day = effective_on or clock.business_today()
    with act(viewer, "amend_project", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        old, new = amended(viewer, row, changes, day)
        write_amended(verb, row, (old, new), day, reason)
    return row


def amended(
    viewer: Viewer, row: Project, changes: dict[str, Any], day: date
) -> tuple[ProjectData, ProjectData]:
    """What the register says now and what it would say from ``day`` on; all rules checked."""
    old = ProjectData.of(_current(row))
    check_keeper(viewer, old.counting_unit.pk)
    new = replace(old, **changes)
    check_keeper(viewer, new.counting_unit.pk)
    if new == old:
        raise Refusal("project.nothing_changed")
    if day > clock.business_today() or day < _current(row).effective_on:
        raise Refusal("project.dated_wrong", field="effective_on", day=day)
    check_project(new, day, row)
    return old, new


IDENTITY = {"name", "counting_unit", "approval_code", "owner_name", "owner_credit_code"}


def write_amended(
    verb: Verb, row: Project, change: tuple[ProjectData, ProjectData], day: date, reason: str
) -> None:
    """Write what ``amended`` allowed."""
    old, new = change
    row.current = write_version(row, new, day)
    row.version += 1
    row.save(update_fields=["current", "version"])
    verb.record(row, before=shown(old), after=shown(new), reason=reason, unit=new.counting_unit)
    if any(getattr(old, name) != getattr(new, name) for name in IDENTITY):
        flag(row)


def _current(row: Project) -> ProjectVersion:
    if row.current is None:
        raise Refusal("project.not_found")
    return row.current


def check_project(project: ProjectData, on: date, itself: Project | None) -> None:
    if not tidy(project.name):
        raise Refusal("project.name_missing", field="name")
    if project.total_investment <= 0:
        raise Refusal("project.investment_missing", field="total_investment")
    _check_point(project)
    node = tree_on().nodes.get(project.counting_unit.pk)
    if node is None or node.is_view or node.kind not in TERRITORIAL:
        raise Refusal("project.counted_in_view", field="counting_unit")
    for name, fault in (
        (
            "approval_code",
            project.approval_code and codes.approval_code_fault(project.approval_code, on),
        ),
        (
            "owner_credit_code",
            project.owner_credit_code and codes.uscc_fault(project.owner_credit_code),
        ),
    ):
        if fault:
            raise Refusal(fault.code, field=name, **fault.params)
    same = ProjectVersion.objects.filter(
        search_name=_searched(project.name),
        counting_unit=project.counting_unit,
        pk__in=Project.objects.unscoped("names are unique in a unit").values("current"),
    )
    if itself is not None:
        same = same.exclude(project=itself)
    if same.exists():
        raise Refusal("project.name_taken", field="name", name=project.name)


def _check_point(project: ProjectData) -> None:
    """Both degrees or none, and in China: a zero or a swapped pair is a slip of the pen."""
    longitude, latitude = project.longitude_e6, project.latitude_e6
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise Refusal("project.point_half", field="longitude")
    if not is_in_china(Point.of_e6(longitude, latitude)):
        raise Refusal("project.point_outside", field="longitude")


def write_version(row: Project, project: ProjectData, day: date) -> ProjectVersion:
    values = {name: getattr(project, name) for name in project.__slots__}
    values["name"] = tidy(project.name)
    version = ProjectVersion.objects.create(
        project=row,
        effective_on=day,
        recorded_at=clock.now(),
        search_name=_searched(project.name),
        **values,
    )
    keep_words(row, version)
    return version


def _searched(name: str) -> str:
    """The name as it is searched; a ligature may stand for eighteen letters."""
    return normalised(name)[:NAME_MAX]


def shown(project: ProjectData) -> dict[str, Any]:
    return {
        name: str(value.uid) if isinstance(value, Unit) else value
        for name, value in ((n, getattr(project, n)) for n in project.__slots__)
    }
