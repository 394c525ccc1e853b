"""How works grow: an S-curve that runs on the building year, not on the calendar.

The building year has 1,200 ticks; February has few of them (Spring Festival, frost), June
and December many. Shares are parts per million, so money stays whole.
"""

from datetime import date

from yipanqi.core.month import Month

SEASON = (92, 54, 116, 114, 114, 126, 96, 90, 104, 94, 96, 104)
YEAR = sum(SEASON)
WHOLE = 1_000_000


def ticks(month: Month) -> int:
    """Ticks gone by the end of the month."""
    return month.year * YEAR + sum(SEASON[: month.number])


def ticks_at(day: date) -> int:
    """Ticks gone by the morning of the day."""
    month = Month.of(day)
    here = SEASON[month.number - 1]
    return ticks(month) - here + here * (day.day - 1) // month.last.day


def s_curve(part: int) -> int:
    """Share done (parts per million) when that part of the time is gone.

    Half straight, half ``3u² - 2u³``: slow at first, fastest in the middle.
    """
    u = min(max(part, 0), WHOLE)
    bent = u * u // WHOLE * (3 * WHOLE - 2 * u) // WHOLE
    return (u * 9 + bent * 11) // 20


def reached(start: date, months: int, by: Month) -> int:
    """Share done by the end of ``by`` of works that take ``months`` building months."""
    gone = ticks(by) - ticks_at(start)
    return s_curve(gone * WHOLE // (months * 100))


def ends(start: date, months: int) -> date:
    """The day on which the building months are used up."""
    last = ticks_at(start) + months * 100
    month = Month.of(start)
    while ticks(month) < last:
        month = month.next
    here = SEASON[month.number - 1]
    day = month.last.day - (ticks(month) - last) * month.last.day // here
    return month.first.replace(day=max(1, day))


def split(amount: int, weights: list[int], grain: int) -> list[int]:
    """``amount`` by ``weights`` in whole ``grain``; the last weighted place takes the rest."""
    whole = sum(weights)
    if whole <= 0:
        weights, whole = list(SEASON), YEAR
    parts = [amount * weight // whole // grain * grain for weight in weights]
    last = max(place for place, weight in enumerate(weights) if weight > 0)
    parts[last] += amount - sum(parts)
    return parts
