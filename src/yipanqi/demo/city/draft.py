"""A project as it is being drawn, before anything is written down."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache

from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Track
from yipanqi.demo.city.places import County, Town
from yipanqi.demo.tables import table


class Cohort(StrEnum):
    """Where a project stands in the two years that are told."""

    DONE = "done"  # finished in 2023
    FINISHING = "finishing"  # to finish in 2024
    UNDER_WAY = "under_way"  # goes on beyond 2024
    NEW = "new"  # to start in 2024
    EARLY_WORKS = "early_works"  # preliminary work only
    ADDED = "added"  # came with the adjusted list of April 2024


class Trait(StrEnum):
    """What is odd about a project's reports."""

    SHAM = "sham"  # round figures, jumps at quarter ends, the same words
    CORRECTED = "corrected"  # an earlier figure was cut (核减)
    PAUSED = "paused"
    TERMINATED = "terminated"
    LAGGARD = "laggard"  # started years ago, hardly moves


@dataclass(frozen=True, slots=True)
class Work:
    """One kind of project, from ``works.toml``."""

    key: str
    domain: Domain
    weight: int
    where: tuple[str, ...]
    code: str
    scene: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    amount: tuple[int, int]
    content: str
    size: int  # percent of the level's usual size
    floor: int  # 万元
    wide: bool  # belongs to the whole county, never to a town


@dataclass(frozen=True, slots=True)
class Slip:
    """A planned date as the register said it from ``known_on`` on."""

    known_on: date
    day: date
    reason: str = ""


@dataclass(slots=True)
class Plan:
    """A project's line on a year's list; money in yuan."""

    annual_class: AnnualClass
    annual_plan: int
    monthly: list[int]
    before: int
    planned_start: str = ""


@dataclass(slots=True)
class Draft:
    """One project to be. Money in yuan."""

    number: int
    county: County
    town: Town
    work: Work
    cohort: Cohort
    level: ListLevel
    # identity
    name: str = ""
    content: str = ""
    owner: str = ""
    credit_code: str = ""
    approval_code: str = ""
    sponsor: str = ""
    place: str = ""
    longitude_e6: int = 0
    latitude_e6: int = 0
    # who answers, as keys of units
    lead: str = ""
    reporting: str = ""
    counting: str = ""
    zone: str = ""
    supports: tuple[str, ...] = ()
    programmes: tuple[str, ...] = ()
    # size and time
    track: Track = Track.GOVERNMENT
    total: int = 0
    total_later: int = 0  # 0: never revised
    months: int = 24
    registered_on: date = date.min
    signed_on: date | None = None
    landed_on: date | None = None
    permit_on: date | None = None
    start_plans: list[Slip] = field(default_factory=list)
    started_on: date | None = None
    enrolled_on: date | None = None
    completion_plans: list[Slip] = field(default_factory=list)
    completed_on: date | None = None
    commissioned_on: date | None = None
    pause: tuple[date, date | None] | None = None
    terminated_on: date | None = None
    traits: frozenset[Trait] = frozenset()
    # packages
    is_package: bool = False
    package: int | None = None  # number of its package
    # what the years say
    plans: dict[str, Plan] = field(default_factory=dict)  # "2024/1" → line
    done: dict[Month, int] = field(default_factory=dict)  # money of each told month

    @property
    def planned_start(self) -> date | None:
        """As planned at first."""
        return self.start_plans[0].day if self.start_plans else None

    @property
    def planned_completion(self) -> date | None:
        return self.completion_plans[0].day if self.completion_plans else None

    def is_paused_in(self, month: Month) -> bool:
        """Paused on the month's last day."""
        if self.pause is None:
            return False
        since, until = self.pause
        return since <= month.last and (until is None or until > month.last)


@cache
def works() -> tuple[Work, ...]:
    return tuple(
        Work(
            key=w["key"],
            domain=Domain(w["domain"]),
            weight=w["weight"],
            where=tuple(w["where"]),
            code=w["code"],
            scene=w["scene"],
            names=tuple(w["names"]),
            words=tuple(w["words"]),
            amount=tuple(w["amount"]),
            content=w["content"],
            size=int(w.get("size", 1) * 100),
            floor=w.get("floor", 5_000),
            wide=w.get("wide", False),
        )
        for w in table("works.toml")["work"]
    )
