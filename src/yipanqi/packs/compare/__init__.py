"""A file edited outside against what the snapshot gives: every figure and rank that differs.

Only figures and the names of ranked units count: words may be polished freely. A sentence or a
row that has no counterpart is listed with its figures; whoever issues the file answers for it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import TypeVar

from yipanqi.packs.compare.parts import (
    SNIPPET,
    Grid,
    Line,
    Parts,
    Series,
    compare_wording,
    document_parts,
    slide_parts,
)
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.pack import PackContent, plain_number

__all__ = ["Difference", "compared", "document_parts", "names_of", "slide_parts"]
_NUMBER = r"-?[0-9A-Za-z][0-9A-Za-z./_:+-]*"
_ORDINAL = r"第[一二三四五六七八九十]+"
_LIKE = 0.4  # of two lines that are one line edited
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class Difference:
    """``stands`` in the file at ``where``; ``says`` is what the snapshot gives there."""

    where: str
    stands: str
    says: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """Splits a text into what is checked: numbers, ordinals, names of ranked units."""

    tokens: re.Pattern[str]
    free: frozenset[str]  # numbers of the period itself, in a sentence without counterpart

    def read(self, text: str) -> list[str]:
        found = self.tokens.findall(text.translate(_FULL_WIDTH))
        cut = [t.rstrip("./:+-") if t[0] != "第" else t for t in found]
        return [t for t in cut if not t.isascii() or any(c.isdigit() for c in t)]

    def same(self, one: str, other: str) -> bool:
        return _plain(self.read(one)) == _plain(self.read(other))

    def figures(self, text: str) -> list[str]:
        numbers = [plain_number(n) for n in numbers_in(text)]
        return [n for n in numbers if n not in self.free]


def _plain(tokens: Iterable[str]) -> list[str]:
    """``12.50`` and ``12.5`` are one figure."""
    return [plain_number(token) for token in tokens]


def compared(
    ours: Parts, theirs: Parts, names: Iterable[str], free: Iterable[str] = ()
) -> list[Difference]:
    """``ours`` is made from the snapshot, ``theirs`` was edited outside."""
    known = sorted({re.escape(n) for n in names if n}, key=len, reverse=True)
    pattern = "|".join([*known, _ORDINAL, _NUMBER])
    reader = _Reader(re.compile(pattern), frozenset(map(plain_number, free)))
    found = [*_lines(ours.lines, theirs.lines, reader)]
    for our, their in paired(ours.grids, theirs.grids, _grid_words):
        found += _grid(our, their, reader)
    for chart, other in paired(ours.charts, theirs.charts, _chart_words):
        found += _chart(chart, other)
    return list(dict.fromkeys(found))


def names_of(content: PackContent) -> set[str]:
    """Units that are ranked or have a line of their own."""
    bulletin = content.bulletin
    ranked = {row.unit for league in bulletin.leagues for row in league.rows}
    return ranked | {row.unit for table in bulletin.progress for row in table.rows}


def _lines(ours: Sequence[Line], theirs: Sequence[Line], reader: _Reader) -> Iterator[Difference]:
    before, after = [line.text for line in ours], [line.text for line in theirs]
    match = SequenceMatcher(None, before, after, autojunk=False)
    for what, a, b, c, d in match.get_opcodes():
        if what != "equal":
            yield from _edited(ours[a:b], theirs[c:d], reader)


def _edited(ours: Sequence[Line], theirs: Sequence[Line], reader: _Reader) -> Iterator[Difference]:
    """Lines of a changed stretch, each paired with its most alike."""
    left = list(ours)
    for line in theirs:
        pair = max(left, key=lambda x: _alike(x.text, line.text), default=None)
        if pair is None or _alike(pair.text, line.text) < _LIKE:
            yield from _new_line(line, reader)
            continue
        left.remove(pair)
        yield from _line(pair, line, reader)
    say = compare_wording().say
    for line in left:
        if reader.figures(line.text):
            yield Difference(line.where, say("stands.line_gone"), line.text[:120])


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _new_line(line: Line, reader: _Reader) -> Iterator[Difference]:
    say = compare_wording().say
    for figure in reader.figures(line.text):
        yield Difference(_near(line, figure), figure, say("stands.absent"))


def _line(our: Line, their: Line, reader: _Reader) -> Iterator[Difference]:
    before, after = reader.read(our.text), reader.read(their.text)
    none = compare_wording().say("stands.absent")
    match = SequenceMatcher(None, _plain(before), _plain(after), autojunk=False)
    for what, a, b, c, d in match.get_opcodes():
        if what == "equal":
            continue
        for says, stands in zip_longest(before[a:b], after[c:d], fillvalue=none):
            near = stands if stands != none else says
            yield Difference(_near(their, near), stands, says)


def _near(line: Line, token: str) -> str:
    at = max(0, line.text.find(token) - SNIPPET // 2)
    near = line.text[at : at + SNIPPET + len(token)]
    return compare_wording().say("where.line", where=line.where, near=near)


Part = TypeVar("Part", Grid, Series)


def paired(
    ours: Sequence[Part], theirs: Sequence[Part], words: Callable[[Part], set[str]]
) -> list[tuple[Part | None, Part | None]]:
    """Each of ours with the one of theirs that shares most of its words; a slide that was taken
    out or moved takes no other's place.
    """
    left: list[Part] = list(theirs)
    found: list[tuple[Part | None, Part | None]] = []
    for our in ours:
        best = max(left, key=lambda t: _shared(words(our), words(t)), default=None)
        if best is not None and _shared(words(our), words(best)) >= _LIKE:
            left.remove(best)
            found.append((our, best))
        else:
            found.append((our, None))
    found += [(None, their) for their in left]
    return found


def _shared(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, len(one | other))


def _grid_words(grid: Grid) -> set[str]:
    return {c for row in grid.rows for c in row if c and not any(x.isdigit() for x in c)}


def _chart_words(chart: Series) -> set[str]:
    return {f"{category} {name}" for category, name, _value in chart.values}


def _grid(our: Grid | None, their: Grid | None, reader: _Reader) -> Iterator[Difference]:
    say = compare_wording().say
    if their is None:
        assert our is not None  # noqa: S101  (one of the two is there)
        yield Difference(our.where, say("stands.table_gone"), " ".join(our.rows[0])[:120])
        return
    if our is None:
        for cells in their.rows:
            if reader.figures(" ".join(cells)):
                yield Difference(their.where, " ".join(cells)[:120], say("stands.absent"))
        return
    column = _key_column(our.rows)
    ours, theirs = _keyed(our.rows, column), _keyed(their.rows, column)
    heads: Sequence[str] = our.rows[0] if our.rows else ()
    for key, row in ours.items():
        if key not in theirs:
            where = say("where.row", where=our.where, row=key)
            yield Difference(where, say("stands.row_gone"), " ".join(row)[:120])
            continue
        yield from _cells(their.where, key, heads, (row, theirs[key]), reader)
    for key, row in theirs.items():
        if key not in ours and reader.figures(" ".join(row)):
            where = say("where.row", where=their.where, row=key)
            stands = say("stands.row_new", cells=" ".join(row))
            yield Difference(where, stands[:120], say("stands.absent"))


def _key_column(rows: Sequence[Sequence[str]]) -> int | None:
    """The first column whose cells name the rows: words, each once."""
    for column in range(min((len(r) for r in rows), default=0)):
        cells = [row[column] for row in rows[1:]]
        words = [c for c in cells if c and not any(x.isdigit() for x in c)]
        if cells and len(words) == len(cells) == len(set(cells)):
            return column
    return None


def _keyed(rows: Sequence[Sequence[str]], column: int | None) -> dict[str, Sequence[str]]:
    if column is None:
        return {str(n): row for n, row in enumerate(rows, 1)}
    found: dict[str, Sequence[str]] = {}
    for n, row in enumerate(rows):
        key = row[column] if column < len(row) else str(n)
        found[key if key not in found else f"{key}（{n}）"] = row
    return found


def _cells(
    where: str,
    key: str,
    heads: Sequence[str],
    both: tuple[Sequence[str], Sequence[str]],
    reader: _Reader,
) -> Iterator[Difference]:
    say = compare_wording().say
    ours, theirs = both
    for n, (our, their) in enumerate(zip_longest(ours, theirs, fillvalue="")):
        if plain_number(our) == plain_number(their) or reader.same(our, their):
            continue
        head = heads[n] if n < len(heads) else str(n + 1)
        at = say("where.cell", where=where, row=key, column=head)
        none = say("stands.absent")
        yield Difference(at, their[:120] or none, our[:120] or none)


def _chart(our: Series | None, their: Series | None) -> Iterator[Difference]:
    say = compare_wording().say
    chart = their or our
    assert chart is not None  # noqa: S101  (one of the two is there)
    if their is None:
        yield Difference(chart.where, say("stands.chart_gone"), chart.values[0][1])
        return
    before = {(c, s): plain_number(v) for c, s, v in (our.values if our else ())}
    after = {(c, s): plain_number(v) for c, s, v in their.values}
    none = say("stands.absent")
    for pair in dict.fromkeys([*before, *after]):
        if before.get(pair) != after.get(pair):
            where = say("where.chart", where=chart.where, row=pair[0], column=pair[1])
            yield Difference(where, after.get(pair) or none, before.get(pair) or none)
