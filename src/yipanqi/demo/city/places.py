"""The places of the city as values: counties with their towns, zones, departments."""

from dataclasses import dataclass
from functools import cache

from yipanqi.core.units.kinds import UnitKind
from yipanqi.demo.tables import rows, table

ROOT = "330600"
BINHAI = "binhai"


@dataclass(frozen=True, slots=True)
class Town:
    code: str
    name: str
    account: str

    @property
    def county(self) -> str:
        return self.code[:6]

    @property
    def kind(self) -> UnitKind:
        return UnitKind.STREET if self.name.endswith("街道") else UnitKind.TOWN

    @property
    def short(self) -> str:
        for ending in ("街道", "镇", "乡"):
            if self.name.endswith(ending) and len(self.name) > len(ending) + 1:
                return self.name.removesuffix(ending)
        return self.name


@dataclass(frozen=True, slots=True)
class County:
    code: str
    name: str
    short: str
    account: str
    kind: UnitKind
    gdp: int  # 2024, in 百万元: a weight
    inside: tuple[tuple[int, ...], ...]  # boxes: west, south, east, north, 1e-2 degree
    vigour: tuple[int, int]  # percent of plan kept, 2023 and 2024
    towns: tuple[Town, ...]
    before: dict[str, str]  # code, name, short, kind until October 2013


@dataclass(frozen=True, slots=True)
class Zone:
    key: str
    name: str
    short: str
    kind: UnitKind
    county: str
    towns: tuple[str, ...]
    share: int  # percent of the county's industrial projects


@dataclass(frozen=True, slots=True)
class Department:
    key: str
    name: str
    short: str
    account: str
    domains: tuple[str, ...]
    reports: bool


@cache
def counties() -> tuple[County, ...]:
    towns = [Town(r["code"], r["name"], r["account"]) for r in rows("towns.csv")]
    return tuple(
        County(
            code=c["code"],
            name=c["name"],
            short=c["short"],
            account=c["account"],
            kind=UnitKind(c["kind"]),
            gdp=int(c["gdp"].replace(".", "")),
            inside=tuple(tuple(box) for box in c["inside"]),
            vigour=(int(c["vigour"][0] * 100), int(c["vigour"][1] * 100)),
            towns=tuple(t for t in towns if t.county == c["code"]),
            before=c.get("before", {}),
        )
        for c in table("counties.toml")["county"]
    )


@cache
def county(code: str) -> County:
    return next(c for c in counties() if c.code == code)


@cache
def zones() -> tuple[Zone, ...]:
    return tuple(
        Zone(
            key=z["key"],
            name=z["name"],
            short=z["short"],
            kind=UnitKind(z["kind"]),
            county=z["county"],
            towns=tuple(z["towns"]),
            share=z["share"],
        )
        for z in table("organs.toml")["zone"]
    )


@cache
def departments() -> tuple[Department, ...]:
    return tuple(
        Department(
            key=r["key"],
            name=f"绍兴市{r['name']}",
            short=f"市{r['short_name']}",
            account=r["account"],
            domains=tuple(r["domains"].split()),
            reports=r["reports"] == "1",
        )
        for r in rows("departments.csv")
    )
