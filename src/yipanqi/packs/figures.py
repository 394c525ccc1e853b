"""Figures as official text: 四舍五入, fixed decimals, no thousands signs, no negative zero."""

from decimal import Decimal

from yipanqi.core.money import yi
from yipanqi.core.month import Month
from yipanqi.core.rounding import half_up


def fixed(value: Decimal | int, places: int) -> str:
    """``value`` with exactly ``places`` decimals."""
    figure = half_up(Decimal(value), places)
    return f"{abs(figure) if figure == 0 else figure:f}"


def trimmed(value: Decimal) -> str:
    """``40.0`` as ``40``, ``12.50`` as ``12.5``: full marks in a column's title."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yi_text(yuan: int, places: int = 2) -> str:
    """亿元."""
    return fixed(yi(yuan), places)


def percent_text(share: Decimal, places: int) -> str:
    """A share (1 = 100%) in percent, or a difference of shares in 百分点."""
    return fixed(share * 100, places)


def period_text(month: Month) -> str:
    """``1—4``: investment is reported cumulatively from January."""
    return "1" if month.number == 1 else f"1—{month.number}"
