"""Pace curves (序时进度): the share of the year's target due by the end of each month.

``kind = "linear"`` is month/12. ``months`` lists twelve percentages. ``points`` names some
months (``{ 3 = 50, 6 = 80, 10 = 100 }``) and ``between`` says what holds in the others:
``hold`` keeps the last point (nothing is due before the first), ``linear`` draws straight
lines, from 0 at the start of the year.
"""

from collections.abc import Mapping
from decimal import Decimal

from yipanqi.core.scheme.model import Periodic
from yipanqi.core.scheme.number import ZERO
from yipanqi.core.scheme.reading import Section
from yipanqi.core.scheme.vocabulary import fixed

HUNDRED = Decimal(100)


def read_curve(section: Section) -> Periodic | None:
    section.text("title", "")
    curve = _read(section)
    section.close()
    if curve is None:
        return None
    if any(not 0 <= share <= 1 for share in curve):
        section.fault("", "scheme.curve_out_of_range")
    if list(curve) != sorted(curve):
        section.fault("", "scheme.curve_falls")
    return curve


def _read(section: Section) -> Periodic | None:
    if section.has("months"):
        percents = section.periodic("months")
        if not isinstance(percents, tuple):
            return None
        return tuple(fixed(p, HUNDRED) for p in percents)
    if section.has("points"):
        points = _points(section)
        between = section.choice("between", ("hold", "linear"))
        return None if points is None else _drawn(points, between)
    section.choice("kind", ("linear",))
    return tuple(fixed(Decimal(month), Decimal(12)) for month in range(1, 13))


def _points(section: Section) -> dict[int, Decimal] | None:
    raw = section.take("points")
    names = {str(n): n for n in range(1, 13)}
    if not isinstance(raw, dict) or not raw or not set(raw) <= set(names):
        section.fault("points", "scheme.curve_points_by_month")
        return None
    part = Section(section.source, f"{section.path}.points", raw)
    numbers = {names[k]: part.number(k) for k in raw}
    return None if None in numbers.values() else dict(sorted(numbers.items()))


def _drawn(points: Mapping[int, Decimal], between: str) -> Periodic:
    return tuple(_share(points, month, between) for month in range(1, 13))


def _share(points: Mapping[int, Decimal], month: int, between: str) -> Decimal:
    start = max((m for m in points if m <= month), default=0)
    end = min((m for m in points if m > month), default=None)
    low = points.get(start, ZERO)
    if between == "hold" or end is None:
        return fixed(low, HUNDRED)
    risen = (points[end] - low) * (month - start)
    return fixed(low * (end - start) + risen, HUNDRED * (end - start))
