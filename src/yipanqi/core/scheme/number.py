"""Arithmetic of the scoring language: decimal numbers with twelve places.

Sums and differences are exact. A product, a quotient, ``ln`` and ``power`` are rounded to
twelve places, halves away from zero, as soon as they are made; SQL does the same in
DECIMAL(38,12), so that both give the same figure, not nearly the same. Before a figure
meets a rounding, an edge of a bracket, a whole step or another unit's figure it is settled
at ten places: 2003/6000 of 30 points is 10.015 and prints 10.02, although the quotient
itself does not end.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Context, Decimal, localcontext

from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import half_up

PLACES = 12
SETTLED = 10
LIMIT = Decimal(10) ** 26  # what DECIMAL(38,12) can hold
ZERO = Decimal(0)
ONE = Decimal(1)
_WIDE = Context(prec=60)


@contextmanager
def wide() -> Iterator[None]:
    """Sixty digits to work with; every entry point of the language runs inside it."""
    with localcontext(_WIDE):
        yield


def _fixed(value: Decimal) -> Decimal:
    if abs(value) >= LIMIT:
        raise Refusal("score.figure_too_large", value=f"{value:.3E}")
    return half_up(value, PLACES)


def mul(left: Decimal, right: Decimal) -> Decimal:
    return _fixed(left * right)


def div(part: Decimal, whole: Decimal) -> Decimal | None:
    """None where there is no whole: a share of nothing is not a number."""
    return None if whole == 0 else _fixed(part / whole)


def ln(value: Decimal) -> Decimal | None:
    return _fixed(value.ln()) if value > 0 else None


def power(base: Decimal, exponent: Decimal) -> Decimal | None:
    """None for a negative base and for zero to a negative power."""
    if base < 0 or (base == 0 and exponent < 0):
        return None
    if base == 0:
        return ONE if exponent == 0 else ZERO
    return _fixed((base.ln() * exponent).exp())


def settle(value: Decimal) -> Decimal:
    return half_up(value, SETTLED)


def clamp(value: Decimal, low: Decimal | None, high: Decimal | None) -> Decimal:
    """``low`` wins where the two cross."""
    if high is not None:
        value = min(value, high)
    return value if low is None else max(value, low)


def scaled(value: int, decimals: int) -> Decimal:
    """The number that a fact stores as a scaled integer."""
    return Decimal(value).scaleb(-decimals)
