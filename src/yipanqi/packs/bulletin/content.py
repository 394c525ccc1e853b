"""Everything a bulletin (通报) prints, frozen: names, figures, dates. No wording, no lookups.

Money is whole yuan, shares are fractions of one, both unrounded: the document rounds
each figure once, where it prints it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.publishing.honours import Honours
from yipanqi.core.refusal import Refusal
from yipanqi.packs.official import DocumentNumber
from yipanqi.packs.standings import Citation, League


@dataclass(frozen=True, slots=True)
class OpeningFigures:
    """The figures every printed digest opens with (domain C1).

    ``started`` includes early starts: started = due - due_not_started + early; anything
    else raises ``bulletin.starts_do_not_add_up``.
    """

    projects: int  # packages counted as one
    projects_split: int  # packages counted by their parts
    total_investment: int  # yuan
    annual_plan: int
    year_to_date: int
    pace: Decimal | None  # share of the annual plan due by now
    starts_planned_year: int
    starts_due: int  # planned up to this month
    started: int
    started_early: int
    due_not_started: int
    not_reported: int = 0  # projects whose report of the month is missing
    last_year_to_date: int | None = None  # same period of last year
    statistics_counted: int | None = None  # 列统, from January to ``statistics_month``
    statistics_month: Month | None = None
    is_from_bureau: bool = False  # the bureau's own figure, not what the units say of it

    def __post_init__(self) -> None:
        if self.started != self.starts_due - self.due_not_started + self.started_early:
            raise Refusal(
                "bulletin.starts_do_not_add_up",
                due=self.starts_due,
                not_started=self.due_not_started,
                early=self.started_early,
                started=self.started,
            )

    @property
    def share(self) -> Decimal | None:
        return ratio(self.year_to_date, self.annual_plan)

    @property
    def pace_gap(self) -> Decimal | None:
        return None if self.share is None or self.pace is None else self.share - self.pace

    @property
    def growth(self) -> Decimal | None:
        """On last year; None where there is nothing positive to compare with."""
        before = self.last_year_to_date
        if before is None or before <= 0:
            return None
        return Decimal(self.year_to_date - before) / before


@dataclass(frozen=True, slots=True)
class LeagueHonours:
    """Both lists of one league with the places they were drawn by."""

    league: str
    first: int
    last: int
    lists: Honours


@dataclass(frozen=True, slots=True)
class TypicalProblem:
    project: str
    unit: str
    situation: str  # a clause: 计划3月开工，截至目前主体工程仍未动工


@dataclass(frozen=True, slots=True)
class Demand:
    heading: str  # 加快开工
    text: str


@dataclass(frozen=True, slots=True)
class ProgressRow:
    """One unit's line; ``is_of_which`` marks a view unit that is no addend of the total."""

    unit: str
    projects: int
    annual_plan: int
    year_to_date: int
    pace: Decimal | None
    starts_due: int
    started: int
    due_not_started: int
    is_of_which: bool = False

    @property
    def share(self) -> Decimal | None:
        return ratio(self.year_to_date, self.annual_plan)

    @property
    def pace_gap(self) -> Decimal | None:
        return None if self.share is None or self.pace is None else self.share - self.pace


@dataclass(frozen=True, slots=True)
class ProgressTable:
    """Districts or departments side by side; an annex of its own."""

    title: str
    rows: tuple[ProgressRow, ...]
    total: ProgressRow | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BulletinContent:
    month: Month
    cut_off: date  # figures as of
    agency: str  # issuing agency: signature and printing office
    head: str  # as in the red head: agency + 文件
    number: DocumentNumber
    title: str  # may carry | where it may break
    recipients: tuple[str, ...]
    citation: Citation
    opening: OpeningFigures
    leagues: tuple[League, ...]
    honours: tuple[LeagueHonours, ...]
    signed_on: date
    problems: tuple[TypicalProblem, ...] = ()
    demands: tuple[Demand, ...] = ()
    progress: tuple[ProgressTable, ...] = ()
    copies_to: tuple[str, ...] = ()
    printed_on: date | None = None  # the day of signature if not another
    remark: str = ""  # 附注: 此件公开发布
    is_provisional: bool = False  # 快报
    is_demonstration: bool = False
    is_sealed: bool = True  # leave room for the seal
