"""Rows and cells of a table, as WordprocessingML."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.packs.official import measures as m
from yipanqi.packs.official.oxml import Face, element, run
from yipanqi.packs.official.styles import CELL

PADDING = 45  # twips at each side of a cell
_LEADING = Decimal("1.3")
_ROW = 454  # twips, the least height of a row: 8 mm
_FRAME, _RULE = 8, 4  # eighths of a point around the table and between cells
_SIDES = ("top", "left", "bottom", "right")
_INNER = ("insideH", "insideV")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a cell stands: width and right inset in twips, alignment, columns spanned."""

    width: int
    align: str = "center"
    inset: int = 0
    span: int = 1


def table_properties(available: int) -> Any:
    borders = element(
        "tblBorders",
        *(element(s, val="single", sz=_FRAME, space=0, color=m.BLACK) for s in _SIDES),
        *(element(s, val="single", sz=_RULE, space=0, color=m.BLACK) for s in _INNER),
    )
    margins = element(
        "tblCellMar",
        element("left", w=PADDING, type="dxa"),
        element("right", w=PADDING, type="dxa"),
    )
    return element(
        "tblPr",
        element("tblW", w=available, type="dxa"),
        element("jc", val="center"),
        borders,
        element("tblLayout", type="fixed"),
        margins,
    )


def row_xml(
    cells: Sequence[str], slots: Sequence[Slot], face: Face, *, is_head: bool = False
) -> Any:
    """A row that is not cut by a page's end; a head is repeated on every page."""
    height = element("trHeight", val=_ROW, hRule="atLeast")
    properties = element("trPr", element("cantSplit"), height)
    if is_head:
        properties.append(element("tblHeader"))
    made = element("tr", properties)
    for text, slot in zip(cells, slots, strict=True):
        made.append(_cell(text, slot, face))
    return made


def _cell(text: str, slot: Slot, face: Face) -> Any:
    properties = element("tcPr", element("tcW", w=slot.width, type="dxa"))
    if slot.span > 1:
        properties.append(element("gridSpan", val=slot.span))
    properties.append(element("vAlign", val="center"))
    line = int(face.size * 20 * _LEADING)
    paragraph = element(
        "p",
        element(
            "pPr",
            element("pStyle", val=CELL.id),
            element("spacing", before=20, after=20, line=line, lineRule="exact"),
            element("ind", right=slot.inset),
            element("jc", val=slot.align),
        ),
    )
    if text:
        paragraph.append(run(text, face))
    return element("tc", properties, paragraph)
