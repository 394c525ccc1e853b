"""Money: whole yuan (元) in integers inside, 万元 and 亿元 as Decimal at the edge.

Whole yuan keep every sum exact on every database. 万元 with up to four decimals is
exactly a whole number of yuan; anything finer is refused, never rounded silently.
"""

from decimal import Decimal, InvalidOperation

from yipanqi.core.refusal import Refusal

WAN = 10_000
YI = 100_000_000
LIMIT = 10**15  # 1,000 万亿元; larger figures are typing errors and would strain BIGINT sums


def yuan_from(amount: Decimal | str, per: int, *, field: str | None = None) -> int:
    """Whole yuan from ``amount`` counted in units of ``per`` yuan.

    Raises ``money.not_a_number``, ``money.below_one_yuan`` or ``money.too_large``.
    """
    try:
        value = Decimal(amount)
    except InvalidOperation:
        raise Refusal("money.not_a_number", field=field, value=str(amount)) from None
    if not value.is_finite():
        raise Refusal("money.not_a_number", field=field, value=str(amount))
    if abs(value) * per >= LIMIT:
        raise Refusal("money.too_large", field=field, value=str(amount))
    yuan = value * per
    if yuan != yuan.to_integral_value():
        raise Refusal("money.below_one_yuan", field=field, value=str(amount))
    return int(yuan)


def yuan_from_wan(amount: Decimal | str, *, field: str | None = None) -> int:
    """Whole yuan from 万元."""
    return yuan_from(amount, WAN, field=field)


def yuan_from_yi(amount: Decimal | str, *, field: str | None = None) -> int:
    """Whole yuan from 亿元."""
    return yuan_from(amount, YI, field=field)


def wan(yuan: int) -> Decimal:
    """万元, exact."""
    return Decimal(yuan) / WAN


def yi(yuan: int) -> Decimal:
    """亿元, exact."""
    return Decimal(yuan) / YI


def ratio(part: int | Decimal, whole: int | Decimal) -> Decimal | None:
    """``part / whole`` unrounded, or None where there is no whole to compare with."""
    if whole == 0:
        return None
    return Decimal(part) / Decimal(whole)
