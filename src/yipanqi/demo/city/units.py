"""The tree: city, six counties with their dated past, 103 towns, zones, departments, the
leading group. Units are found again by keys: codes, zone keys, ``fgw``, ``330681.js`` …
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yipanqi.apps.ledger.units.models import RegionCode, Unit, UnitVersion
from yipanqi.core.units.kinds import UnitKind
from yipanqi.demo.city import places
from yipanqi.demo.city.instants import instant
from yipanqi.demo.tables import rows, table

OLDEST = date(2002, 12, 31)  # the oldest revision of the codes that was kept
RENAMED = date(2013, 10, 18)
LEDGER = date(2020, 1, 1)  # what lies below the counties is kept from here on
LED = date(2023, 2, 6)  # the leading group


@dataclass(frozen=True, slots=True)
class Standing:
    """One version to be: ``key`` and ``parent`` are keys of units."""

    key: str
    name: str
    short: str
    kind: UnitKind
    parent: str
    from_on: date
    to_on: date | None = None
    code: str = ""


def build_units() -> dict[str, Unit]:
    """Write units, versions and region codes; units by key."""
    standings = [*_territory(), *_organisations()]
    keys = list(dict.fromkeys(s.key for s in standings))
    units = dict(zip(keys, Unit.objects.bulk_create(Unit() for _ in keys), strict=True))
    UnitVersion.objects.bulk_create(
        UnitVersion(
            unit=units[s.key],
            from_on=s.from_on,
            to_on=s.to_on,
            name=s.name,
            short_name=s.short,
            code=s.code,
            kind=s.kind,
            parent=units[s.parent] if s.parent else None,
            is_view=s.kind.is_view,
            sort=sort,
            recorded_at=instant(LEDGER),
        )
        for sort, s in enumerate(standings, 1)
    )
    RegionCode.objects.bulk_create(_region_codes())
    return units


def _territory() -> Iterator[Standing]:
    root = table("organs.toml")["root"]
    yield Standing(
        places.ROOT, root["name"], root["short"], UnitKind.CITY, "", OLDEST, code=root["code"]
    )
    for county in places.counties():
        since = OLDEST
        if past := county.before:
            kind = UnitKind(past["kind"])
            yield Standing(
                county.code,
                past["name"],
                past["short"],
                kind,
                places.ROOT,
                OLDEST,
                RENAMED,
                past["code"],
            )
            since = RENAMED
        yield Standing(
            county.code,
            county.name,
            county.short,
            county.kind,
            places.ROOT,
            since,
            code=county.code,
        )
        for zone in places.zones():
            if zone.county == county.code:
                yield Standing(zone.key, zone.name, zone.short, zone.kind, county.code, LEDGER)
        for town in county.towns:
            yield Standing(
                town.code, town.name, town.short, town.kind, county.code, LEDGER, code=town.code
            )
        for part in table("organs.toml")["county_department"]:
            yield Standing(
                f"{county.code}.{part['key']}",
                county.name + part["name"],
                county.short + part["short"],
                UnitKind.DEPARTMENT,
                county.code,
                LEDGER,
            )


def _organisations() -> Iterator[Standing]:
    for part in places.departments():
        yield Standing(part.key, part.name, part.short, UnitKind.DEPARTMENT, places.ROOT, LEDGER)
    for body in table("organs.toml")["leading"]:
        above = places.ROOT if body["kind"] == "office" else "lead.office"
        yield Standing(
            f"lead.{body['key']}", body["name"], body["short"], UnitKind(body["kind"]), above, LED
        )


def _region_codes() -> Iterator[RegionCode]:
    for row in rows("regions.csv"):
        yield RegionCode(
            code=row["code"],
            name=row["name"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            successor=row["successor"] or "",
            source="GB/T 2260",
        )
