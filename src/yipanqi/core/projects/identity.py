"""Whether two project names mean one project.

``normalised`` removes what people type differently (full-width forms, blanks, brackets,
一期 / （I期） / 1期); equal results are the same name. ``likeness`` is for the warning at
entry: it never decides anything by itself.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

ALIKE = Decimal("0.8")  # from here a new name is worth a question

_NUMERALS = {c: str(n) for n, c in enumerate("一二三四五六七八九十", 1)}
_NUMERALS |= {"IX": "9", "VIII": "8", "VII": "7", "VI": "6", "IV": "4", "III": "3", "II": "2"}
_NUMERALS |= {"I": "1", "V": "5", "X": "10"}
_ORDINAL = re.compile(
    r"(?P<stem>第?)(?P<number>十?[一二三四五六七八九]|十|VIII|VII|III|IX|IV|VI|II|I|V|X)"
    r"(?P<kind>期|标段|标|号|批|阶段)"
)
_TAIL = re.compile(r"(?:建设项目|建设工程|工程项目|项目|工程)+$")
_DIGITS = re.compile(r"\d+")


def tidy(name: str) -> str:
    """A name as it is kept: without what can't be seen but turns or hides the rest (controls,
    zero-width characters, marks that reverse the direction of reading).
    """
    return "".join(c for c in name if unicodedata.category(c) not in {"Cc", "Cf"}).strip()


def normalised(name: str) -> str:
    """One spelling for names that differ in form only; empty if nothing is left."""
    text = unicodedata.normalize("NFKC", name).upper()
    text = "".join(c for c in text if c.isalnum())
    return _ORDINAL.sub(_in_digits, text)


def _in_digits(match: re.Match[str]) -> str:
    number = match["number"]
    if len(number) == 2 and number[0] == "十":
        digits = f"1{_NUMERALS[number[1]]}"
    else:
        digits = _NUMERALS[number]
    return f"{digits}{match['kind']}"


def likeness(one: str, other: str) -> Decimal:
    """0 … 1: shared pairs of neighbouring characters (Dice), without 项目 and 工程 at the end.

    Names whose numbers differ (二期, 3号线, 110千伏) are different projects, however alike
    the rest: half the likeness at most.
    """
    first, second = normalised(one), normalised(other)
    if first == second:
        return Decimal(1)
    stems = [_TAIL.sub("", text) or text for text in (first, second)]
    if stems[0] == stems[1]:
        return Decimal(1)
    pairs = [Counter("".join(pair) for pair in pairwise(f"^{stem}$")) for stem in stems]
    shared = Decimal((pairs[0] & pairs[1]).total() * 2) / (pairs[0].total() + pairs[1].total())
    same_numbers = sorted(_DIGITS.findall(stems[0])) == sorted(_DIGITS.findall(stems[1]))
    return shared if same_numbers else shared / 2


@dataclass(frozen=True, slots=True)
class Namesake:
    """An existing name that a new one resembles."""

    name: str
    likeness: Decimal


def namesakes(
    name: str, existing: Iterable[str], *, at_least: Decimal = ALIKE, limit: int = 5
) -> tuple[Namesake, ...]:
    """The most alike first."""
    scored = (Namesake(other, likeness(name, other)) for other in existing)
    alike = [one for one in scored if one.likeness >= at_least]
    return tuple(sorted(alike, key=lambda one: (-one.likeness, one.name))[:limit])
