"""The columns a person may choose; one definition draws the cell and fills the workbook's."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yipanqi.core.money import ratio
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Stage, Track
from yipanqi.infra.templatetags.figures import percent
from yipanqi.infra.texts import label

Text = str | Promise
WAN_UNIT = _("10,000 yuan")


class Kind(StrEnum):
    """How a value is written."""

    TEXT = "text"
    MONEY = "money"  # whole yuan, shown in 万元
    CHANGE = "change"  # whole yuan with its sign
    SHARE = "share"  # ratio
    POINTS = "points"  # ratio, shown in 百分点
    DAY = "day"
    LIGHT = "light"
    STATE = "state"
    DONE = "done"  # money that somebody may owe


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` takes a row: text, whole yuan, ratio, day or light, by ``kind``."""

    key: str
    title: Text
    kind: Kind
    value: Callable[[Any], Any]
    width: int = 12  # of the workbook's column
    unit: Text = ""
    sort: str = ""

    @property
    def is_number(self) -> bool:
        return self.kind in {Kind.MONEY, Kind.CHANGE, Kind.POINTS, Kind.DONE}


def _fact(name: str) -> Callable[[Any], Any]:
    return lambda row: row.facts.get(name)


def _word(kind: Any, name: str) -> Callable[[Any], str]:
    def written(row: Any) -> str:
        value = getattr(row, name)
        return label(kind(value)) if value else ""

    return written


def _was(name: str) -> Callable[[Any], Any]:
    return lambda row: row.was.facts.get(name) if row.was else None


def _stage_was(row: Any) -> str:
    value = _was("stage")(row)
    return label(Stage(value)) if value else ""


def _difference(now: int | None, was: int | None) -> int | None:
    return None if now is None or was is None else now - was


def _share_of_first(row: Any) -> str:
    if row.done is None or not row.plan_first:
        return ""
    return percent(ratio(row.done, row.plan_first))


COLUMNS: tuple[Column, ...] = (
    Column("code", _("Code"), Kind.TEXT, lambda row: row.code, 26),
    Column("unit", _("Unit"), Kind.TEXT, lambda row: row.unit, 14, sort="unit"),
    Column("light", _("Light"), Kind.LIGHT, lambda row: row.light, 8),
    Column("why", _("Reason of the light"), Kind.TEXT, lambda row: row.why, 40),
    Column("stage", _("Stage"), Kind.TEXT, _word(Stage, "stage"), 10, sort="stage"),
    Column("domain", _("Domain"), Kind.TEXT, _word(Domain, "domain"), 10),
    Column("annual_class", _("Annual class"), Kind.TEXT, _word(AnnualClass, "annual_class"), 10),
    Column("level", _("List level"), Kind.TEXT, _word(ListLevel, "level"), 10),
    Column("track", _("Track"), Kind.TEXT, _word(Track, "track"), 10),
    Column("industry", _("Industry code"), Kind.TEXT, lambda row: row.industry, 8),
    Column("lead", _("Lead unit"), Kind.TEXT, lambda row: row.lead, 14),
    Column("reporting", _("Reporting unit"), Kind.TEXT, lambda row: row.reporting, 14),
    Column("sponsor", _("Sponsor"), Kind.TEXT, lambda row: row.sponsor, 14),
    Column("owner", _("Owner"), Kind.TEXT, lambda row: row.owner, 24),
    Column("place", _("Place"), Kind.TEXT, lambda row: row.place, 24),
    Column(
        "total", _("Total investment"), Kind.MONEY, lambda row: row.total, 16, WAN_UNIT, "total"
    ),
    Column(
        "before", _("Done before this year"), Kind.MONEY, _fact("completed_before"), 16, WAN_UNIT
    ),
    Column("plan", _("Annual plan"), Kind.MONEY, lambda row: row.plan, 16, WAN_UNIT, "plan"),
    Column(
        "plan_first",
        _("Plan as first issued"),
        Kind.MONEY,
        lambda row: row.plan_first,
        16,
        WAN_UNIT,
    ),
    Column(
        "share_first",
        _("Share of the plan as first issued"),
        Kind.TEXT,
        _share_of_first,
        14,
    ),
    Column("due", _("Investment due by now"), Kind.MONEY, _fact("plan_to_date"), 16, WAN_UNIT),
    Column(
        "this_month", _("Done in the month"), Kind.MONEY, lambda row: row.this_month, 16, WAN_UNIT
    ),
    Column("done", _("Done since January"), Kind.DONE, lambda row: row.done, 16, WAN_UNIT, "done"),
    Column("share", _("Share of plan and pace"), Kind.SHARE, lambda row: row.share, 10),
    Column(
        "gap", _("Gap to pace"), Kind.POINTS, lambda row: row.gap, 12, _("percentage points"), "gap"
    ),
    Column("state", _("Month report"), Kind.STATE, lambda row: row.state, 12),
    Column("start_planned", _("Planned start"), Kind.DAY, _fact("planned_start_on")),
    Column("start", _("Actual start"), Kind.DAY, _fact("actual_start_on")),
    Column("permit", _("Construction permit"), Kind.DAY, _fact("permit_on")),
    Column("enrolled", _("Enrolled in statistics"), Kind.DAY, _fact("enrolled_on")),
    Column("completion_planned", _("Planned completion"), Kind.DAY, _fact("planned_completion_on")),
    Column("completion", _("Actual completion"), Kind.DAY, _fact("completed_on")),
    Column(
        "commissioning_planned",
        _("Planned commissioning"),
        Kind.DAY,
        _fact("planned_commissioning_on"),
    ),
    Column("commissioning", _("Actual commissioning"), Kind.DAY, _fact("commissioned_on")),
    # against the month chosen to compare with
    Column(
        "light_was", pgettext_lazy("then", "Light then"), Kind.LIGHT, lambda row: row.light_was, 8
    ),
    Column("stage_was", pgettext_lazy("then", "Stage then"), Kind.TEXT, _stage_was, 10),
    Column(
        "plan_change",
        _("Change of the plan"),
        Kind.CHANGE,
        lambda row: _difference(row.plan, _was("annual_plan")(row)),
        16,
        WAN_UNIT,
    ),
    Column(
        "done_was",
        pgettext_lazy("then", "Done then"),
        Kind.MONEY,
        lambda row: row.was.year_to_date if row.was else None,
        16,
        WAN_UNIT,
    ),
    Column(
        "done_change",
        _("Done since then"),
        Kind.CHANGE,
        lambda row: _difference(row.done, row.was.year_to_date if row.was else None),
        16,
        WAN_UNIT,
    ),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
USUAL = ("unit", "light", "stage", "total", "plan", "done", "share", "gap", "state")
COMPARED = ("light_was", "stage_was", "plan_change", "done_was", "done_change")
CHOOSABLE = tuple(column for column in COLUMNS if column.key not in COMPARED)
