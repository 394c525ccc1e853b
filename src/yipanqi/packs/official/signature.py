"""署名 and 成文日期: who stands how far from the right edge (GB/T 9704-2012, 7.3.5)."""

from decimal import Decimal

from yipanqi.packs.official.breaking import break_title
from yipanqi.packs.official.numerals import width

_DATE_FROM_RIGHT = 4  # characters, under a seal
_FROM_RIGHT = 2
_LONGEST = 24  # characters of an agency's name on one line


def signature_lines(agency: str, day: str, *, sealed: bool) -> list[tuple[str, Decimal]]:
    """Lines with their right indents in characters, the date last."""
    names = break_title(agency, _LONGEST)
    return _sealed(names, day) if sealed else _unsealed(names, day)


def _sealed(names: list[str], day: str) -> list[tuple[str, Decimal]]:
    """The date four characters from the right, the agency centred on it.

    A name too long for that moves both to the left together.
    """
    centre = _DATE_FROM_RIGHT + width(day) / 2
    centre = max([centre, *(width(name) / 2 for name in names)])
    return [(line, centre - width(line) / 2) for line in [*names, day]]


def _unsealed(names: list[str], day: str) -> list[tuple[str, Decimal]]:
    """The agency two characters from the right, the date two right of its beginning.

    A date longer than that leaves is itself set two from the right, and the agency moved.
    """
    widest = max(width(name) for name in names)
    date_right = _FROM_RIGHT + widest - 2 - width(day)
    agency_right = Decimal(_FROM_RIGHT)
    if date_right < _FROM_RIGHT:
        agency_right += _FROM_RIGHT - date_right
        date_right = Decimal(_FROM_RIGHT)
    lines = [(name, agency_right + widest - width(name)) for name in names]
    return [*lines, (day, date_right)]
