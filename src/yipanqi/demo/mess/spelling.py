"""How people write one and the same value into a cell, and how they spoil it."""

from datetime import date
from decimal import Decimal
from random import Random

from yipanqi.core.tables.fields import MoneyUnit
from yipanqi.demo.mess.clean import in_unit

Written = str | float | Decimal | date | None
_WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")
NONES = ("", "-", "/", "—", "无", "——", " ")
BAD_MONEY = (
    "约5000",
    "2000万件",
    "5万亩",
    "3000余万元",
    "待定",
    "500-800",
    "#REF!",
    "120万美元",
    "1，23",
    "12 5",
)
BAD_DATES = ("已开工", "2023-2025", "2024年上半年", "待定", "2024", "3月", "24.3.5", "2024年13月")


def plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def money(rng: Random, yuan: int | None, unit: MoneyUnit, *, in_cell: bool) -> Written:
    """``in_cell``: the unit is written beside every number (120.5亿元)."""
    if yuan is None:
        return rng.choice(NONES) or None
    if in_cell or rng.random() < 0.04:
        own = rng.choice((MoneyUnit.WAN, MoneyUnit.YI))
        return plain(in_unit(yuan, own)) + rng.choice(("", " ")) + own.value
    value = in_unit(yuan, unit)
    whole = value == value.to_integral_value()
    spelled: tuple[Written, ...] = (
        plain(value),
        plain(value).translate(_WIDE),
        f"{value:,f}" if whole else f"{value.normalize():,f}",
        f" {plain(value)} ",
        *(float(value),) * 4,
    )
    return rng.choice(spelled)


def day(rng: Random, value: date | None) -> tuple[Written, date | None]:
    """The cell and the day to be read from it (a month alone is read as its last day)."""
    if value is None:
        return rng.choice(NONES) or None, None
    y, m, d = value.year, value.month, value.day
    spelled: tuple[tuple[Written, date], ...] = (
        (f"{y}-{m:02}-{d:02}", value),
        (f"{y}/{m}/{d}", value),
        (f"{y}年{m}月{d}日", value),
        (f"{y}.{m}.{d}", value),
        (f"{y}{m:02}{d:02}", value),
        (float((value - date(1899, 12, 30)).days), value),
        (f"{y}年{m}月", _last(value)),
        (f"{y} 年 {m} 月底".translate(_WIDE), _last(value)),
        (value, value),
        (value, value),
    )
    return rng.choice(spelled)


def _last(value: date) -> date:
    following = date(value.year + value.month // 12, value.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def head(rng: Random, label: str) -> str:
    """Spaces and line breaks inside a head, as typed to make it fit."""
    match rng.randrange(6):
        case 0 if len(label) <= 4:
            return "  ".join(label)
        case 1 if len(label) > 4:
            half = len(label) // 2
            return f"{label[:half]}\n{label[half:]}"
        case 2:
            return f" {label}"
        case _:
            return label
