"""Numbers as official prose writes them: dates, 发文字号, heading numerals, widths."""

import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.refusal import Refusal
from yipanqi.packs.official import terms


def chinese_date(day: date) -> str:
    """``2024年5月6日``: full year, no leading zeros."""
    return f"{day.year}{terms.YEAR}{day.month}{terms.MONTH}{day.day}{terms.DAY}"


def chinese_numeral(number: int) -> str:
    """一, 二 … 九十九, as headings are numbered."""
    if not 1 <= number <= 99:
        raise Refusal("official.numeral_out_of_range", number=number)
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else terms.TEN if tens == 1 else terms.DIGITS[tens] + terms.TEN
    return head + (terms.DIGITS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """发文字号: agency code (代字), year and serial, ``绍重办〔2024〕5号``."""

    agency_code: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if self.serial < 1 or not 1949 <= self.year <= 2199 or not self.agency_code.strip():
            raise Refusal("official.bad_document_number", number=str(self))

    def __str__(self) -> str:
        return f"{self.agency_code}〔{self.year}〕{self.serial}{terms.ISSUE}"


def width(text: str) -> Decimal:
    """Characters of space ``text`` takes: a Chinese one 1, a Latin letter or digit 1/2."""
    return text_width(text, Decimal("0.5"))


def text_width(text: str, narrow: Decimal) -> Decimal:
    """As ``width``, with a Latin letter or digit taking ``narrow`` of a character."""
    wide = sum(unicodedata.east_asian_width(c) in "WFA" for c in text)
    return Decimal(wide) + (len(text) - wide) * narrow
