"""A .docx or .pptx as its parts: lines of text, tables, charts, each with where it stands."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import docx
from docx.oxml.ns import qn
from docx.table import Table as WordTable
from pptx import Presentation

from yipanqi.core.refusal import Refusal
from yipanqi.packs.wording import Wording

SNIPPET = 24


@dataclass(frozen=True, slots=True)
class Line:
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    where: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A chart's values by (category, name of the series)."""

    where: str
    values: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Parts:
    lines: tuple[Line, ...]
    grids: tuple[Grid, ...]
    charts: tuple[Series, ...] = ()


@cache
def compare_wording() -> Wording:
    return Wording.shipped("yipanqi.packs.compare", "wording.toml")


def document_parts(content: bytes) -> Parts:
    """Raises ``compare.unreadable``."""
    try:
        opened = docx.Document(io.BytesIO(content))
    except Exception:  # noqa: BLE001  (whatever a broken package raises)
        raise Refusal("compare.unreadable", field="file") from None
    say = compare_wording().say
    lines: list[Line] = []
    grids: list[Grid] = []
    number = 0
    for child in _blocks(opened.element.body):
        if child.tag == qn("w:p"):
            text = _text(child)
            number += 1
            if text.strip():
                lines.append(Line(say("where.paragraph", number=number), text))
        elif child.tag == qn("w:tbl"):
            table = WordTable(child, opened)
            rows = tuple(tuple(c.text.strip() for c in row.cells) for row in table.rows)
            grids.append(Grid(say("where.table", number=len(grids) + 1), rows))
    return Parts(tuple(lines), tuple(grids))


def _blocks(element: Any) -> Iterator[Any]:
    """Paragraphs and tables in order, those inside content controls, too."""
    for child in element.iterchildren():
        if child.tag in {qn("w:p"), qn("w:tbl")}:
            yield child
        else:
            yield from _blocks(child)


def _text(paragraph: Any) -> str:
    """What is read: accepted insertions too, struck deletions not, fields not."""
    depth, found = 0, []
    for node in paragraph.iter():
        if node.tag == qn("w:fldChar"):
            depth += {"begin": 1, "end": -1}.get(node.get(qn("w:fldCharType")), 0)
        elif depth == 0 and node.tag == qn("w:t"):
            found.append(node.text or "")
    return "".join(found)


def slide_parts(content: bytes) -> Parts:
    """Raises ``compare.unreadable``."""
    try:
        pages = list(Presentation(io.BytesIO(content)).slides)
    except Exception:  # noqa: BLE001  (whatever a broken package raises)
        raise Refusal("compare.unreadable", field="file") from None
    lines: list[Line] = []
    grids: list[Grid] = []
    charts: list[Series] = []
    for number, page in enumerate(pages, 1):
        head = page.shapes.title.text_frame.text if page.shapes.title is not None else ""
        where = compare_wording().say("where.slide", number=number, title=head[:SNIPPET])
        for shape in _shapes(page.shapes):
            if shape.has_text_frame:
                texts = [p.text for p in shape.text_frame.paragraphs]
                lines += [Line(where, "".join(text.splitlines())) for text in texts if text.strip()]
            if getattr(shape, "has_table", False) and shape.has_table:
                grids.append(Grid(where, _rows(shape.table)))
            if getattr(shape, "has_chart", False) and shape.has_chart:
                charts.append(Series(where, tuple(_values(shape.chart))))
    return Parts(tuple(lines), tuple(grids), tuple(charts))


def _shapes(shapes: Any) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        else:
            yield shape


def _rows(table: Any) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(cell.text.strip() for cell in row.cells) for row in table.rows)


def _values(chart: Any) -> Iterator[tuple[str, str, str]]:
    for plot in chart.plots:
        categories = [str(c) for c in plot.categories]
        for series in plot.series:
            for category, value in zip(categories, series.values, strict=False):
                yield category, str(series.name), "" if value is None else repr(value)
