"""Cell to day: the spellings met in Chinese project lists, and clear words for the rest.

A month alone (2024年3月, 2024年10月底) is read as its last day and marked ``MONTH``: a plan
for March is met until 31 March. “已开工” is no date; a year, a range or a month without
year is never completed by guessing.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.tables.book import ERRORS, Cell
from yipanqi.core.tables.clean import is_none_word, squeeze
from yipanqi.core.tables.values import LONGEST_FIGURE, brief

FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)


class Precision(StrEnum):
    DAY = "day"
    TEN_DAYS = "ten_days"  # 上旬, 中旬, 下旬
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    precision: Precision = Precision.DAY


_DAY = re.compile(
    r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})[日号]?(?:[T ]?\d{1,2}:\d{2}.*)?"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_MONTH = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月份?)?(底|末|下旬|中旬|上旬)?(?:前|之前)?")
_COMPACT_MONTH = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])")
_SERIAL = re.compile(r"[2-7]\d{4}(\.\d+)?")  # 1954 to 2119
_YEAR = re.compile(r"(19|20)\d\d年?(度|底|末|内|初)?")
_RANGE = re.compile(r"(19|20)\d\d.*[-至到~].*\d")
_SHORT_YEAR = re.compile(r"\d{2}[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_FOREIGN_ORDER = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_NO_YEAR = re.compile(r"\d{1,2}(月|[-/.]\d{1,2}$).*")
_COARSE = re.compile(r"(19|20)\d\d年?.*(季度|半年|年初|年中|年底|月初|月中|左右|前后)")
_HAN = str.maketrans("〇零○一二三四五六七八九", "000123456789")


def day(cell: Cell, date_system: int = 1900) -> Day | Finding | None:
    """``date_system`` (1900 or 1904) is the workbook's and decides what a serial number means."""
    if isinstance(cell, date):
        return _within(cell.date() if isinstance(cell, datetime) else cell, cell)
    if isinstance(cell, Decimal):
        return _from_number(cell, date_system)
    if cell is None or (isinstance(cell, str) and is_none_word(cell)):
        return None
    if not isinstance(cell, str) or len(cell) > LONGEST_FIGURE:
        return _fault("cell.not_a_date", cell)
    if cell.strip() in ERRORS:
        return _fault("cell.error", cell)
    return _from_text(_han_digits(squeeze(cell)), cell, date_system)


def serial(value: Decimal, date_system: int) -> date:
    start = date(1904, 1, 1) if date_system == 1904 else date(1899, 12, 30)
    return start + timedelta(days=int(value))


def _from_number(value: Decimal, date_system: int) -> Day | Finding:
    written = f"{value.normalize():f}"
    if _COMPACT.fullmatch(written) or _COMPACT_MONTH.fullmatch(written):
        return _from_text(written, value, date_system)
    if 20_000 <= value < 80_000:
        return _within(serial(value, date_system), value)
    if _YEAR.fullmatch(written):
        return _fault("cell.date_year_only", value)
    if re.fullmatch(r"20\d\d\.1", written):  # January, or October that lost its nought
        return _fault("cell.date_ambiguous", value)
    if re.fullmatch(r"(19|20)\d\d\.\d{1,2}", written):
        return _from_text(written, value, date_system)
    return _fault("cell.not_a_date", value)


def _from_text(written: str, cell: Cell, date_system: int) -> Day | Finding:
    exact = _DAY.fullmatch(written) or _COMPACT.fullmatch(written)
    if exact:
        return _made(int(exact[1]), int(exact[2]), int(exact[3]), Precision.DAY, cell)
    month = _MONTH.fullmatch(written) or _COMPACT_MONTH.fullmatch(written)
    if month:
        return _month(int(month[1]), int(month[2]), (*month.groups(), None)[2], cell)
    if _SERIAL.fullmatch(written):
        return _within(serial(Decimal(written), date_system), cell)
    return _why_not(written, cell)


def _month(year: int, number: int, part: str | None, cell: Cell) -> Day | Finding:
    if not 1 <= number <= 12:
        return _fault("cell.not_a_date", cell)
    last = monthrange(year, number)[1] if 1 <= year <= 9999 else 28
    if part in ("上旬", "中旬"):
        return _made(year, number, 10 if part == "上旬" else 20, Precision.TEN_DAYS, cell)
    return _made(year, number, last, Precision.MONTH, cell)


def _made(year: int, month: int, number: int, precision: Precision, cell: Cell) -> Day | Finding:
    try:
        return _within(date(year, month, number), cell, precision)
    except ValueError:
        return _fault("cell.not_a_date", cell)


def _within(on: date, cell: Cell, precision: Precision = Precision.DAY) -> Day | Finding:
    if not FIRST <= on <= LAST:
        return _fault("cell.date_out_of_range", cell)
    return Day(on, precision)


def _why_not(written: str, cell: Cell) -> Finding:
    if not any(c.isdigit() for c in written):
        return _fault("cell.date_in_words", cell)
    if _YEAR.fullmatch(written):
        return _fault("cell.date_year_only", cell)
    if _COARSE.search(written) or _RANGE.search(written):
        return _fault("cell.date_not_exact", cell)
    if _SHORT_YEAR.fullmatch(written) or _FOREIGN_ORDER.fullmatch(written):
        return _fault("cell.date_ambiguous", cell)
    if _NO_YEAR.fullmatch(written):
        return _fault("cell.date_without_year", cell)
    return _fault("cell.not_a_date", cell)


def _han_digits(written: str) -> str:
    """二〇二四年三月五日 → 2024年3月5日; 十 counts as ten in months and days."""
    if "年" not in written or written[:1].isdigit():
        return written
    year, _, rest = written.partition("年")
    rest = re.sub(r"([一二三])?十([一二三四五六七八九])?", _tens, rest)
    return f"{year.translate(_HAN)}年{rest.translate(_HAN)}"


def _tens(match: re.Match[str]) -> str:
    tens = match[1].translate(_HAN) if match[1] else "1"
    return tens + (match[2].translate(_HAN) if match[2] else "0")


def _fault(code: str, cell: Cell) -> Finding:
    return Finding(code, Severity.HARD, None, {"value": brief(cell)})
