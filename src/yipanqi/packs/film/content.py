"""What a film prints: cases as frozen months know them, scenes in their order. No lookups."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from yipanqi.core.meetings.storyboard import SceneKind
from yipanqi.core.money import ratio
from yipanqi.core.month import Month


@dataclass(frozen=True, slots=True)
class CaseMonth:
    """One frozen month of the year; money in whole yuan, cumulative from January."""

    month: Month
    plan: int | None
    done: int | None


@dataclass(frozen=True, slots=True)
class CaseDate:
    """A step of the project: planned, and what happened."""

    step: str  # start, enrolment, completion, commissioning
    planned: date | None
    actual: date | None


@dataclass(frozen=True, slots=True)
class FilmCase:
    """A project as the frozen month of ``snapshot`` knows it."""

    uid: str
    name: str
    unit: str
    code: str
    total_investment: int | None = None
    annual_plan: int | None = None
    plan_to_date: int | None = None
    year_to_date: int | None = None
    planned_start: date | None = None
    actual_start: date | None = None
    dates: tuple[CaseDate, ...] = ()
    months: tuple[CaseMonth, ...] = ()
    is_paused: bool = False
    words: str = ""  # why people chose it
    asked: str = ""  # what is asked of whom
    place: tuple[float, float] | None = None  # longitude, latitude

    @property
    def share(self) -> Decimal | None:
        plan, done = self.annual_plan, self.year_to_date
        return ratio(done, plan) if plan and done is not None else None

    @property
    def due(self) -> Decimal | None:
        plan, due = self.annual_plan, self.plan_to_date
        return ratio(due, plan) if plan and due is not None else None

    @property
    def gap(self) -> Decimal | None:
        return None if self.share is None or self.due is None else self.share - self.due

    def days_late(self, on: date) -> int:
        """Days since the planned start of what has not begun."""
        if self.planned_start is None or self.actual_start is not None:
            return 0
        return max(0, (on - self.planned_start).days)


@dataclass(frozen=True, slots=True)
class FilmScene:
    """``picture`` is a photo or a clip, stored outside of the web's reach."""

    kind: SceneKind
    heading: str
    text: str
    seconds: int
    source: str = ""
    case: FilmCase | None = None
    picture: Path | None = None
    vouched: bool = False  # an approver answers for its numbers


@dataclass(frozen=True, slots=True)
class CityShape:
    """Rings of the districts and the other projects' points, in degrees."""

    rings: tuple[tuple[tuple[float, float], ...], ...] = ()
    labels: tuple[tuple[float, float, str], ...] = ()
    points: tuple[tuple[float, float], ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class FilmContent:
    city: str
    title: str
    agency: str
    month: Month
    cut_off: date
    held_on: date | None  # the meeting's day
    snapshot: str
    snapshot_mark: str
    scenes: tuple[FilmScene, ...]
    shape: CityShape = field(default_factory=CityShape)
    months: tuple[str, ...] = ()  # every snapshot that a chart rests on
    is_demonstration: bool = False

    @property
    def seconds(self) -> int:
        return sum(scene.seconds for scene in self.scenes)

    def cases(self) -> Iterator[FilmCase]:
        seen = {s.case.uid: s.case for s in self.scenes if s.case is not None}
        yield from seen.values()
