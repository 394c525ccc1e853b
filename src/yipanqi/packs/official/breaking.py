"""Where a title breaks: at a word's end, in a trapezoid or a rhombus, never an hourglass.

A title may carry soft marks ``|`` where its writer allows a break. Between marks the
text is broken only if a line would not fit, never inside a number with its unit, inside
one of the given words, or against the punctuation rules.
"""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import combinations, pairwise

from yipanqi.packs.official import terms
from yipanqi.packs.official.numerals import width

SOFT = "|"
_NUMBER = re.compile(r"(?:[0-9A-Za-z.,/%〔〕-]+[年月日号季度]*—?)+")
_MAX_BREAKS = 3
_FREE, _TOLERABLE = 0, 4


def plain(title: str) -> str:
    """The title without its soft marks, for properties and file names."""
    return title.replace(SOFT, "")


def break_title(title: str, capacity: Decimal | int, words: Iterable[str] = ()) -> list[str]:
    """Lines of at most ``capacity`` characters' width, as few as will do."""
    text = plain(title)
    if width(text) <= capacity:
        return [text]
    costs = _break_costs(title, words)
    least = int(-(-width(text) // Decimal(capacity)))
    for count in range(least - 1, _MAX_BREAKS + 1):
        best = min(_candidates(text, costs, count, Decimal(capacity)), default=None)
        if best is not None:
            return best[1]
    return _greedy(text, costs, Decimal(capacity))


def _candidates(
    text: str, costs: dict[int, int], count: int, capacity: Decimal
) -> Iterable[tuple[Decimal, list[str]]]:
    for cuts in combinations(sorted(costs), count):
        lines = _cut(text, cuts)
        widths = [width(line) for line in lines]
        if max(widths) <= capacity:
            yield sum(costs[c] for c in cuts) + _shape_cost(widths), lines


def _cut(text: str, cuts: Sequence[int]) -> list[str]:
    edges = [0, *cuts, len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _shape_cost(widths: Sequence[Decimal]) -> Decimal:
    """Dislikes a hourglass, a rectangle and a stub of a line, in that order."""
    longest, shortest = max(widths), min(widths)
    cost = Decimal(0)
    if any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)):
        cost += 20
    if longest == shortest:
        cost += 2
    if shortest < 4:
        cost += 12
    return cost + (longest - shortest) / longest * 6


def _break_costs(title: str, words: Iterable[str]) -> dict[int, int]:
    """Position in the plain text → cost of breaking before it; absent = never."""
    text = plain(title)
    marks, position = set(), 0
    for part in title.split(SOFT):
        position += len(part)
        marks.add(position)
    closed = set()
    spans = [m.span() for m in _NUMBER.finditer(text)]
    for word in words:
        spans += [m.span() for m in re.finditer(re.escape(word), text)]
    for start, end in spans:
        closed |= set(range(start + 1, end))
    costs = {}
    for at in range(1, len(text)):
        if (
            at in closed
            or text[at] in terms.TITLE_NOT_FIRST
            or text[at - 1] in terms.TITLE_NOT_LAST
        ):
            continue
        costs[at] = _FREE if at in marks else _TOLERABLE * (2 if marks - {len(text)} else 1)
    return costs


def _greedy(text: str, costs: dict[int, int], capacity: Decimal) -> list[str]:
    """Fill line after line: what is left for a title longer than any sensible one."""
    lines, start = [], 0
    while width(text[start:]) > capacity:
        fits = [c for c in costs if c > start and width(text[start:c]) <= capacity]
        end = max(fits) if fits else start + int(capacity)
        lines.append(text[start:end])
        start = end
    return [*lines, text[start:]]
