"""A form (单): labels and values in a ruled frame, as 督办单 is; the standard has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yipanqi.packs.official import measures as m
from yipanqi.packs.official.cells import table_properties
from yipanqi.packs.official.oxml import Face, element, run
from yipanqi.packs.official.styles import CELL
from yipanqi.packs.official.terms import HEI

_LABEL = 1500  # twips: five characters of 4号 and the padding
_LEADING = 400  # twips between lines
_LEAST = 500  # twips, the least height of a row


@dataclass(frozen=True, slots=True)
class Box:
    """A label with its value; ``lines`` leaves room to write by hand."""

    label: str
    value: str = ""
    lines: int = 1


def form_xml(rows: Sequence[Sequence[Box]], available: int) -> Any:
    """``w:tbl`` of the full width; each row holds one box or two."""
    half = available // 2
    widths = [_LABEL, half - _LABEL, _LABEL, available - half - _LABEL]
    grid = element("tblGrid", *(element("gridCol", w=w) for w in widths))
    made = element("tbl", table_properties(available), grid)
    for boxes in rows:
        made.append(_row(boxes, widths))
    return made


def _row(boxes: Sequence[Box], widths: Sequence[int]) -> Any:
    least = max(_LEAST, *(_LEADING * box.lines + 100 for box in boxes))
    height = element("trHeight", val=least, hRule="atLeast")
    made = element("tr", element("trPr", element("cantSplit"), height))
    if len(boxes) == 1:
        made.append(_cell(boxes[0].label, widths[0], is_label=True))
        made.append(_cell(boxes[0].value, sum(widths[1:]), span=3))
        return made
    for box, label, value in zip(boxes, widths[::2], widths[1::2], strict=True):
        made.append(_cell(box.label, label, is_label=True))
        made.append(_cell(box.value, value))
    return made


def _cell(text: str, width: int, *, is_label: bool = False, span: int = 1) -> Any:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if span > 1:
        properties.append(element("gridSpan", val=span))
    properties.append(element("vAlign", val="center"))
    face = Face(font=HEI, size=m.SIZE_4) if is_label else Face(size=m.SIZE_4)
    cell = element("tc", properties)
    for line in text.split("\n"):
        look = element(
            "pPr",
            element("pStyle", val=CELL.id),
            element("spacing", before=20, after=20, line=_LEADING, lineRule="exact"),
            element("ind", left=0 if is_label else 60, right=0 if is_label else 60),
            element("jc", val="center" if is_label else "left"),
        )
        cell.append(element("p", look, run(line, face)) if line else element("p", look))
    return cell
