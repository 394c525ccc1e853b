"""The reporting month (报告月): a value that orders, counts and names its neighbours."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.refusal import Refusal

_ISO = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month. ``str`` gives ``2024-04``, the form used in addresses and files."""

    year: int
    number: int  # 1..12

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2199 and 1 <= self.number <= 12):
            raise Refusal("month.out_of_range", value=f"{self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> "Month":
        """From ``2024-04``; raises ``month.malformed``."""
        match = _ISO.fullmatch(text)
        if match is None:
            raise Refusal("month.malformed", value=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def plus(self, months: int) -> "Month":
        index = self.year * 12 + self.number - 1 + months
        return Month(index // 12, index % 12 + 1)

    @property
    def next(self) -> "Month":
        return self.plus(1)

    @property
    def previous(self) -> "Month":
        return self.plus(-1)

    def minus(self, other: "Month") -> int:
        """Whole months from ``other`` to this one."""
        return (self.year - other.year) * 12 + self.number - other.number

    def year_to_date(self) -> Iterator["Month"]:
        """January up to and including this month."""
        return (Month(self.year, n) for n in range(1, self.number + 1))

    @property
    def time_share(self) -> Decimal:
        """Share of the year gone by the end of this month: linear 序时进度, unrounded."""
        return Decimal(self.number) / 12
