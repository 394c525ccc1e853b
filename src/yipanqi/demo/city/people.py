"""Accounts for every role. Their names are posts; no person is real."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from yipanqi.apps.ledger.units.models import Appointment, Delegation, Unit, User
from yipanqi.core.scope import Role
from yipanqi.demo.accounts import PASSWORD
from yipanqi.demo.city import places
from yipanqi.demo.city.instants import instant
from yipanqi.demo.tables import table

SINCE = date(2022, 12, 1)


@dataclass(frozen=True, slots=True)
class Post:
    username: str
    name: str
    role: Role
    unit: str  # key
    domains: tuple[str, ...] = ()


def build_people(units: dict[str, Unit]) -> dict[str, User]:
    """Users by username, each appointed; one delegation is in force in May 2024."""
    posts = [*_city(), *_departments(), *_investment(), *_counties(), *_zones()]
    secret = make_password(PASSWORD)  # one password, hashed once
    users = User.objects.bulk_create(
        User(
            username=p.username,
            name=p.name,
            password=secret,
            must_change_password=False,
            password_changed_at=instant(date(2024, 1, 2)),
        )
        for p in posts
    )
    found = {user.username: user for user in users}
    Appointment.objects.bulk_create(
        Appointment(
            user=found[p.username],
            unit=units[p.unit],
            role=p.role,
            domains=list(p.domains),
            from_on=SINCE,
        )
        for p in posts
    )
    Delegation.objects.create(
        principal=found["lingdao"],
        deputy=found["bangongshi2"],
        from_on=date(2024, 4, 29),
        to_on=date(2024, 5, 17),
        reason="市领导赴外地招商，期间由办公室代为查阅和批阅",
    )
    return found


def _city() -> Iterator[Post]:
    root = places.ROOT
    yield Post("bangongshi", "市推进办综合岗", Role.OFFICE, root)
    yield Post("bangongshi2", "市推进办督查岗", Role.OFFICE, root)
    yield Post("lingdao", "市政府分管领导", Role.LEADER, root)
    yield Post("shenji", "审计员", Role.AUDITOR, root)
    yield Post("guanliyuan", "系统管理员", Role.ADMIN, root)


def _departments() -> Iterator[Post]:
    for part in places.departments():
        if part.reports:
            yield Post(f"{part.account}.tb", f"{part.short}填报员", Role.REPORTER, part.key)
        if part.domains:
            yield Post(
                f"{part.account}.hy", f"{part.short}行业审核员", Role.LINE, part.key, part.domains
            )


def _investment() -> Iterator[Post]:
    """市投促中心's post: it looks after the leads of the whole city."""
    yield Post("tzc.zs", "市投促中心招商岗", Role.REPORTER, "tzc")


def _counties() -> Iterator[Post]:
    for county in places.counties():
        yield Post(f"{county.account}.sh", f"{county.name}审核员", Role.REVIEWER, county.code)
        yield Post(f"{county.account}.ld", f"{county.name}领导", Role.LEADER, county.code)
        for part in table("organs.toml")["county_department"]:
            yield Post(
                f"{county.account}.{part['key']}",
                f"{county.short}{part['short']}填报员",
                Role.REPORTER,
                f"{county.code}.{part['key']}",
            )
        for town in county.towns:
            yield Post(f"{town.account}.tb", f"{town.name}填报员", Role.REPORTER, town.code)


def _zones() -> Iterator[Post]:
    for zone in places.zones():
        yield Post(f"{zone.key}.tb", f"{zone.short}填报员", Role.REPORTER, zone.key)
    yield Post(f"{places.BINHAI}.sh", "滨海新区审核员", Role.REVIEWER, places.BINHAI)


def reporter_of(unit: str) -> str:
    """The username that reports for a unit."""
    if "." in unit:
        county, part = unit.split(".")
        return f"{places.county(county).account}.{part}"
    if unit.isdigit():
        return next(f"{t.account}.tb" for t in places.county(unit[:6]).towns if t.code == unit)
    return f"{unit}.tb"


def reviewers_of(unit: str) -> list[tuple[str, str]]:
    """(unit, username) of the levels below the city that review what ``unit`` reports."""
    if unit == places.BINHAI:
        return [(unit, "binhai.sh"), ("330602", "yuecheng.sh")]
    zone = next((z for z in places.zones() if z.key == unit), None)
    code = zone.county if zone else unit[:6]
    if code.isdigit():
        return [(code, f"{places.county(code).account}.sh")]
    return []
