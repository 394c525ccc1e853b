"""Figures proposed for the places of a form: heads and unit names read as in any table, numbers
of last month's bulletin found again among last month's figures.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from yipanqi.core.forms_above.grids import Place
from yipanqi.core.forms_above.mapping import ROOT, ROW, Figure, Over, Period, Repeat
from yipanqi.core.forms_above.measures import MEASURES, Form, Kind
from yipanqi.core.forms_above.reading import Ground, written
from yipanqi.core.month import Month
from yipanqi.core.rounding import half_up
from yipanqi.core.tables.fields import MoneyUnit, TableField
from yipanqi.core.tables.meaning import meaning
from yipanqi.core.tables.wording import declared_unit, wording

FindUnit = Callable[[str], str | None]
"""Name → uid, None where it means no one unit."""

_FIELDS: Mapping[TableField, str] = {
    TableField.ORDINAL: "ordinal",
    TableField.NAME: "name",
    TableField.CODE: "code",
    TableField.LEAD_UNIT: "lead_unit",
    TableField.TOWN: "counting_unit",
    TableField.COUNTY: "counting_unit",
    TableField.DOMAIN: "domain",
    TableField.ANNUAL_CLASS: "annual_class",
    TableField.STAGE: "stage",
    TableField.TOTAL_INVESTMENT: "total_investment",
    TableField.COMPLETED_BEFORE: "completed_before",
    TableField.ANNUAL_PLAN: "annual_plan",
    TableField.PLAN_TO_DATE: "plan_to_date",
    TableField.THIS_MONTH: "this_month",
    TableField.YEAR_TO_DATE: "year_to_date",
    TableField.PREVIOUS_YEAR_TO_DATE: "year_to_date",
    TableField.COMPLETED_IN_ALL: "completed_in_all",
    TableField.COMPLETION_RATE: "share",
    TableField.STATISTICS_COUNTED: "statistics_counted",
    TableField.NEXT_MONTH_PLAN: "next_month_plan",
    TableField.PHYSICAL_PROGRESS: "physical_progress",
    TableField.PLANNED_START: "planned_start_on",
    TableField.ACTUAL_START: "actual_start_on",
    TableField.PLANNED_COMPLETION: "planned_completion_on",
    TableField.COMPLETED: "completed_on",
    TableField.ENROLLED: "enrolled_on",
}
# longest first: a wording is taken where it stands in the words of the head
_WORDS: tuple[tuple[str, str], ...] = (
    ("应开工", "starts_due"),
    ("计划开工项目", "starts_due"),
    ("未开工", "not_started"),
    ("新开工项目", "new_starts"),
    ("续建项目", "carried_over"),
    ("前期项目", "preliminary"),
    ("已开工", "started"),
    ("开工项目", "started"),
    ("开工数", "started"),
    ("竣工项目", "completed"),
    ("投产项目", "commissioned"),
    ("入库项目", "enrolled"),
    ("纳统项目", "enrolled"),
    ("未报", "not_reported"),
    ("序时进度差", "pace_gap"),
    ("进度差", "pace_gap"),
    ("序时进度", "pace"),
    ("序时", "pace"),
    ("同比", "growth"),
    ("增长", "growth"),
    ("完成率", "share"),
    ("占年度计划", "share"),
    ("项目个数", "projects"),
    ("项目数", "projects"),
    ("个数", "projects"),
    ("地区", "unit_name"),
    ("县市区", "unit_name"),
    ("区县", "unit_name"),
    ("单位名称", "unit_name"),
    ("数据来源", "cited"),
    ("报告期", "month_words"),
    ("年月", "month_words"),
)
_ALL = ("合计", "总计", "全市", "市合计", "全部", "汇总", "小计")
_BRACKETS = re.compile(r"^(?:\{\{|【)(.*?)(?:\}\}|】)$")
_DECIMALS = 6


def suggest(
    places: Mapping[str, Place], month: Month, find: FindUnit, declared: Mapping[str, str]
) -> dict[str, Figure]:
    """``declared``: the unit of money a sheet states for itself (单位：万元)."""
    found = {}
    blank = _blank_rows(places)
    for at, place in places.items():
        figure = _of_place(place, month, find, declared.get(place.sheet, ""))
        if figure is None or (figure.unit == ROW and (place.sheet, place.row) not in blank):
            continue
        if figure.unit != ROW and not _of_whole(figure):
            continue
        found[at] = replace(figure, label=place.label[:200])
    listing = {r.sheet for r in proposed_repeats(places, found) if r.over is Over.PROJECTS}
    return {  # a total below a list of projects is the list's, not the city's
        at: f for at, f in found.items() if f.unit == ROW or places[at].sheet not in listing
    }


def _blank_rows(places: Mapping[str, Place]) -> set[tuple[str, int]]:
    """The first row under the head of each sheet that holds no word: it is to be repeated."""
    named = {(p.sheet, p.row) for p in places.values() if p.beside}
    first: dict[str, int] = {}
    for place in places.values():
        if place.path and (place.sheet, place.row) not in named:
            first[place.sheet] = min(place.row, first.get(place.sheet, place.row))
    return set(first.items())


def _of_whole(figure: Figure) -> bool:
    measure = MEASURES[figure.measure]
    return not measure.of_project or measure.of_unit is not None


def proposed_repeats(
    places: Mapping[str, Place], figures: Mapping[str, Figure]
) -> tuple[Repeat, ...]:
    """Blank rows with figures of their own: for projects where one names them, else counties."""
    rows: dict[tuple[str, int], set[str]] = {}
    for at, figure in figures.items():
        if figure.unit == ROW:
            rows.setdefault((places[at].sheet, places[at].row), set()).add(figure.measure)
    return tuple(
        Repeat(sheet, row, Over.PROJECTS if told & {"name", "code"} else Over.COUNTIES)
        for (sheet, row), told in sorted(rows.items())
    )


def declared_of(texts: Iterable[str]) -> str:
    """The unit of money a sheet's texts state, empty where none or several do."""
    stated = {u.value for u in map(declared_unit, texts) if u is not None}
    return stated.pop() if len(stated) == 1 else ""


def _of_place(place: Place, month: Month, find: FindUnit, declared: str) -> Figure | None:
    inside = _BRACKETS.match(place.text.strip())
    if inside:
        return _of_words(inside[1], month, find, place, declared)
    if place.before or place.after or not place.path:
        return None
    figure = _of_head(place.path, month, place, declared)
    if figure is None:
        return None
    unit = _unit_of(place.beside, find)
    if unit is not None:
        return replace(figure, unit=unit)
    return None if place.beside else replace(figure, unit=ROW)


def _unit_of(words: str, find: FindUnit) -> str | None:
    plain = words.strip("　 :：")
    if plain in _ALL or any(plain.startswith(word) for word in _ALL):
        return ROOT
    return find(plain) if plain else None


def _of_words(
    words: str, month: Month, find: FindUnit, place: Place, declared: str
) -> Figure | None:
    """``{{柯桥区累计完成投资（亿元）}}``: a unit's name may stand before the measure."""
    for length in range(min(len(words) - 2, 12), 1, -1):
        unit = _unit_of(words[:length], find)
        if unit is not None:
            rest = _of_head((words[length:].lstrip("的：: "),), month, place, declared)
            if rest is not None:
                return replace(rest, unit=unit)
    return _of_head((words,), month, place, declared)


def _of_head(path: tuple[str, ...], month: Month, place: Place, declared: str) -> Figure | None:
    told = meaning(path, month)
    joined = "".join(path)
    key = _FIELDS.get(told.field) if told.field else None
    period = Period.THIS
    if told.field is TableField.PREVIOUS_YEAR_TO_DATE:
        period = Period.PREVIOUS
    if key is None:
        key = next((measure for word, measure in _WORDS if word in joined), None)
    if key is None and told.candidates:
        key = next((_FIELDS[f] for f in told.candidates if f in _FIELDS), None)
    if key is None:
        return None
    if any(word in joined for word in ("上年同期", "去年同期")) and key != "growth":
        period = Period.LAST_YEAR
    kind = MEASURES[key].kind
    unit = told.unit or wording(path[-1], month).unit
    stated = unit.value if unit else declared
    return Figure(key, period=period, form=_form(kind, stated, place), places=_places(kind, place))


def _form(kind: Kind, stated: str, place: Place) -> Form:
    if kind is Kind.SHARE:
        return Form.RATIO if "%" in place.format else Form.PERCENT
    if kind is not Kind.MONEY:
        return Form.PLAIN
    return {MoneyUnit.YI.value: Form.YI, MoneyUnit.YUAN.value: Form.YUAN}.get(stated, Form.WAN)


def _places(kind: Kind, place: Place) -> int | None:
    """A cell's own format rounds what it shows; words need their decimals said."""
    is_words = place.at.startswith("p")
    if not is_words or kind not in (Kind.MONEY, Kind.SHARE):
        return None
    return 1 if kind is Kind.SHARE else 2


# --- last month's bulletin: its numbers found among its figures

_MONEY_FIRST = (("亿元", Form.YI), ("万元", Form.WAN))
_AFTER_COUNT = ("个", "项", "家")


def recognise(
    places: Mapping[str, Place], last: Ground, names: Mapping[str, str]
) -> dict[str, Figure]:
    """Numbers of a bulletin of ``last.month`` that exactly one figure gives. ``names``: unit
    uid by the names that may stand before a number in its sentence.
    """
    known = _known(last, {ROOT, *names.values()})
    found: dict[str, Figure] = {}
    for at, place in places.items():
        if not (place.before or place.after) or not place.text[-1:].isdigit():
            continue
        number = Decimal(place.text)
        decimals = -int(number.as_tuple().exponent)
        if decimals > _DECIMALS:
            continue
        unit = _named_before(place.before, names)
        fitting = [
            figure
            for figure, value in known
            if figure.unit == unit
            and _fits(place, figure)
            and abs(half_up(value, decimals)) == abs(number)
        ]
        if len(fitting) == 1 or (fitting and _all_one(fitting)):
            found[at] = replace(fitting[0], places=decimals, label=place.label[:200])
    return found


def _known(last: Ground, units: Iterable[str]) -> list[tuple[Figure, Decimal]]:
    found = []
    for unit in sorted(units):
        for key, measure in MEASURES.items():
            if measure.of_unit is None and key != "growth":
                continue
            forms = {Kind.MONEY: (Form.YI, Form.WAN), Kind.SHARE: (Form.PERCENT,)}
            for form in forms.get(measure.kind, (Form.PLAIN,)):
                figure = Figure(key, unit, form=form)
                value = written(last.answer(figure).value, figure)
                if isinstance(value, Decimal):
                    found.append((figure, value))
    return found


def _fits(place: Place, figure: Figure) -> bool:
    """The unit written after the number is the figure's."""
    after = place.after.lstrip()
    kind = MEASURES[figure.measure].kind
    if kind is Kind.MONEY:
        return any(after.startswith(word) and figure.form is form for word, form in _MONEY_FIRST)
    if kind is Kind.SHARE:
        return after.startswith(("%", "％", "个百分点"))
    return after.startswith(_AFTER_COUNT)


def _all_one(fitting: list[Figure]) -> bool:
    """Counted with or without parts: the same where no package is split."""
    return {f.measure for f in fitting} <= {"projects", "projects_split"}


def _named_before(words: str, names: Mapping[str, str]) -> str:
    """The unit named last in the sentence before a number, else the whole."""
    sentence = re.split(r"[。；\n]", words)[-1]
    best, at = ROOT, -1
    for name, uid in names.items():
        where = sentence.rfind(name)
        if where > at:
            best, at = uid, where
    return best


def carried_over(
    old: Mapping[str, Place], mapped: Mapping[str, Figure], new: Mapping[str, Place]
) -> dict[str, Figure]:
    """What was mapped in the form before, at the places of its next version with the same words."""
    by_words: dict[str, list[str]] = {}
    for at, place in new.items():
        by_words.setdefault(place.signature, []).append(at)
    found = {}
    for at, figure in mapped.items():
        before = old.get(at)
        if before is None:
            continue
        same = by_words.get(before.signature, [])
        here = at if at in same else (same[0] if len(same) == 1 else None)
        if here is not None:
            found[here] = replace(figure, label=new[here].label[:200])
    return found
