"""Cell to value. Every parser gives the value, None for “nothing reported”, or a Finding.

Nothing is rounded, no unit is assumed, no approximation accepted: what is not exactly
readable comes back as a hard finding whose params carry the value as it was written.
"""

import re
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.money import LIMIT, yuan_from
from yipanqi.core.refusal import Finding, Refusal, Severity
from yipanqi.core.rounding import half_up
from yipanqi.core.tables.book import ERRORS, Cell
from yipanqi.core.tables.clean import is_none_word, squeeze
from yipanqi.core.tables.fields import MoneyUnit

_PLAIN = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?|[+-]?\.\d+|[+-]?\d+(\.\d+)?[eE][+-]?\d+")
_WITH_TAIL = re.compile(r"([+-]?[\d,]*\.?\d+)(\D+)")
_APPROXIMATE = re.compile(r"^(约|近|超|超过|不足|大于|小于|≈|~|>|<|≥|≤)|(左右|以上|以下|余|多)")
_RANGE = re.compile(r"\d-\d|\d(至|到|~)\d")
_BRACKETED = re.compile(r"\([\d,.]+\)")
_CURRENCY = re.compile(r"^(¥|￥|RMB|CNY|人民币)", re.IGNORECASE)
_FOREIGN = re.compile(r"美元|美金|港元|港币|欧元|日元|英镑|USD|HKD|EUR|[$€£]", re.IGNORECASE)
_APART = re.compile(r"\d\s+\d")
_SPACED = re.compile(r"[+-]?\d{1,3}([ \u00a0\u2009\u3000]\d{3})+(?![\d\s]*\d)(\.\d+)?")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_TAILS = {**{u.value: u for u in MoneyUnit}, "亿": MoneyUnit.YI, "万": MoneyUnit.WAN}
_TAILS |= {"万元整": MoneyUnit.WAN, "亿元整": MoneyUnit.YI, "元整": MoneyUnit.YUAN}

_PER = {unit: unit.per for unit in MoneyUnit}

LONGEST_SHOWN = 60
LONGEST_FIGURE = 64  # a longer text is no figure, and no regular expression looks at it
EXCEL_DIGITS = 15  # Excel shows and keeps 15 significant digits; the rest is float noise


class Scale(StrEnum):
    """How a bare number in a percent column is meant."""

    PERCENT = "percent"  # 45 is 45 %
    SHARE = "share"  # 0.45 is 45 %


def shown(cell: Cell) -> str:
    """The cell as its sender sees it, for messages."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Decimal):
        return plain(cell)
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}" if cell.time() != time() else f"{cell:%Y-%m-%d}"
    return str(cell)


def brief(cell: Cell) -> str:
    """``shown`` cut to what fits into a message."""
    text = shown(cell)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def plain(value: Decimal) -> str:
    """Fixed point without exponent or trailing zeros."""
    written = f"{as_shown(value):f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def as_shown(value: Decimal) -> Decimal:
    """A binary number's decimal form at Excel's 15 significant digits."""
    if not value or len(value.as_tuple().digits) <= EXCEL_DIGITS:
        return value
    return half_up(value, EXCEL_DIGITS - 1 - value.adjusted())


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and is_none_word(cell))


def number(cell: Cell) -> Decimal | Finding | None:
    """A bare number: digits of any width, thousands separators, no unit."""
    if isinstance(cell, Decimal):
        return as_shown(cell)
    odd = _not_numeric(cell)
    if odd is not None or cell is None or (isinstance(cell, str) and is_none_word(cell)):
        return odd
    if _APART.search(str(cell)) and not _SPACED.fullmatch(str(cell).strip()):
        return _fault("cell.two_numbers", cell)
    written = _CURRENCY.sub("", squeeze(str(cell)))
    if _PLAIN.fullmatch(written):
        return Decimal(written.replace(",", ""))
    return _why_not_a_number(written, cell)


def money(cell: Cell, unit: MoneyUnit | None) -> int | Finding | None:
    """Whole yuan. ``unit`` is the column's; a unit in the cell itself (120.5亿元) goes first."""
    if isinstance(cell, Decimal) and unit and (whole := _whole_yuan(cell, unit)) is not None:
        return whole
    if isinstance(cell, str) and len(cell) <= LONGEST_FIGURE:
        split = _split_unit(cell)
        if isinstance(split, Finding):
            return split
        if split is not None:
            return _yuan(split[0], split[1], cell)
    value = number(cell)
    if value is None or isinstance(value, Finding):
        return value
    if unit is None:
        return 0 if value == 0 else _fault("cell.unit_unknown", cell)
    return _yuan(value, unit, cell)


def percent(cell: Cell, scale: Scale | None) -> Decimal | Finding | None:
    """A share of one. “45%” says what it is; a bare number needs the column's ``scale``."""
    if isinstance(cell, str) and len(cell) <= LONGEST_FIGURE:
        written = squeeze(cell)
        if written.endswith("%"):
            inner = number(written[:-1])
            return inner / 100 if isinstance(inner, Decimal) else _fault("cell.not_a_percent", cell)
    value = number(cell)
    if value is None or isinstance(value, Finding):
        return value
    if value == 0:
        return value
    if scale is None:
        return _fault("cell.percent_scale", cell)
    return value / 100 if scale is Scale.PERCENT else value


def integer(cell: Cell) -> int | Finding | None:
    value = number(cell)
    if value is None or isinstance(value, Finding):
        return value
    if value != value.to_integral_value():
        return _fault("cell.not_whole", cell)
    return int(value)


def text(cell: Cell) -> str | Finding | None:
    """Trimmed text; inner line breaks stay. “无” stays too: in words it is an answer."""
    if cell is None or (isinstance(cell, str) and cell in ERRORS):
        return None if cell is None else _fault("cell.error", cell)
    if not isinstance(cell, str):
        return shown(cell)
    trimmed = cell.strip().strip("\u3000\ufeff")
    if len(trimmed) > 4:
        return trimmed
    return None if is_none_word(trimmed) and not _HAN.search(trimmed) else trimmed


def code(cell: Cell) -> str | Finding | None:
    """An identifier: full width folded, no spaces; a number past 15 digits has lost some."""
    if isinstance(cell, Decimal):
        if cell != cell.to_integral_value():
            return _fault("cell.not_a_code", cell)
        if abs(cell) >= 10**EXCEL_DIGITS:
            return _fault("cell.digits_lost", cell)
        return f"{cell.to_integral_value():f}"
    if isinstance(cell, date | time | bool):
        return _fault("cell.not_a_code", cell)
    if cell is None or is_none_word(cell):
        return None
    return _fault("cell.error", cell) if cell in ERRORS else squeeze(cell)


def _split_unit(cell: str) -> tuple[Decimal, MoneyUnit] | Finding | None:
    """Number and stated unit; None where the cell states none (or is no such pair)."""
    if _APART.search(cell) and not _SPACED.match(cell.strip()):
        return _fault("cell.two_numbers", cell)
    written = _CURRENCY.sub("", squeeze(cell))
    match = _WITH_TAIL.fullmatch(written)
    if match is None or match[2] == "%":
        return None
    tail = match[2].removeprefix("(").removesuffix(")").removesuffix("人民币")
    if _FOREIGN.search(tail):
        return _fault("cell.foreign_currency", cell)
    if _APPROXIMATE.search(tail):
        return _fault("cell.approximate", cell)
    unit = _TAILS.get(tail)
    if unit is None:
        return _fault("cell.unit_not_money", cell)
    value = number(match[1])
    return (value, unit) if isinstance(value, Decimal) else _fault("cell.not_a_number", cell)


def _whole_yuan(value: Decimal, unit: MoneyUnit) -> int | None:
    """Nearly every cell: a number that is whole yuan as it stands."""
    yuan = value * _PER[unit]
    whole = int(yuan) if yuan.is_finite() else LIMIT
    return whole if whole == yuan and abs(whole) < LIMIT else None


def _yuan(value: Decimal, unit: MoneyUnit, cell: Cell) -> int | Finding:
    try:
        return yuan_from(value, unit.per)
    except Refusal as refusal:
        if refusal.code == "money.below_one_yuan":
            return _fault("cell.below_one_yuan", cell, unit=unit.value)
        return _fault("cell.too_large", cell, unit=unit.value)


def _not_numeric(cell: Cell) -> Finding | None:
    if isinstance(cell, bool):
        return _fault("cell.not_a_number", cell)
    if isinstance(cell, date | time):
        return _fault("cell.date_for_number", cell)
    if isinstance(cell, str) and len(cell) > LONGEST_FIGURE:
        return _fault("cell.not_a_number", cell) if cell.strip() else None
    if isinstance(cell, str) and cell.strip() in ERRORS:
        return _fault("cell.error", cell)
    return None


def _why_not_a_number(written: str, cell: Cell) -> Finding:
    if _FOREIGN.search(written):
        return _fault("cell.foreign_currency", cell)
    if _APPROXIMATE.search(written):
        return _fault("cell.approximate", cell)
    if _BRACKETED.fullmatch(written):
        return _fault("cell.bracketed_number", cell)
    if _RANGE.search(written):
        return _fault("cell.range_of_numbers", cell)
    return _fault("cell.not_a_number", cell)


def _fault(code_: str, cell: Cell, **params: object) -> Finding:
    return Finding(code_, Severity.HARD, None, {"value": brief(cell), **params})
