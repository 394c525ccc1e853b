"""版记: copies and printing office between three rules, on the bottom edge of the last page.

A table that floats at the bottom of the type area: it stays there however the text
before it is edited. The standard wants an even page; whether the last page is even is
known only to the printer, who adds the blank leaf.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.packs.official import measures as m
from yipanqi.packs.official import terms
from yipanqi.packs.official.numerals import chinese_date
from yipanqi.packs.official.oxml import SMALL, element, run
from yipanqi.packs.official.styles import IMPRINT


@dataclass(frozen=True, slots=True)
class Imprint:
    printed_by: str  # 印发机关
    printed_on: date
    copies_to: tuple[str, ...] = ()  # 抄送机关


def imprint_xml(imprint: Imprint, wide: int) -> Any:
    rows = [_printed_row(imprint, wide)]
    if imprint.copies_to:
        rows.insert(0, _copies_row(imprint.copies_to, wide))
    borders = element(
        "tblBorders",
        element("top", val="single", sz=m.THICK_RULE, space=0, color=m.BLACK),
        element("bottom", val="single", sz=m.THICK_RULE, space=0, color=m.BLACK),
        element("insideH", val="single", sz=m.THIN_RULE, space=0, color=m.BLACK),
    )
    properties = element(
        "tblPr",
        element(
            "tblpPr",
            leftFromText=0,
            rightFromText=0,
            topFromText=0,
            bottomFromText=0,
            vertAnchor="margin",
            horzAnchor="page",
            tblpX=m.twips(m.LEFT),
            tblpYSpec="bottom",
        ),
        element("tblOverlap", val="never"),
        element("tblW", w=wide, type="dxa"),
        borders,
        element("tblLayout", type="fixed"),
        element("tblCellMar", element("left", w=0, type="dxa"), element("right", w=0, type="dxa")),
    )
    return element("tbl", properties, element("tblGrid", element("gridCol", w=wide)), *rows)


def _copies_row(copies_to: tuple[str, ...], wide: int) -> Any:
    text = terms.COPIES + "，".join(copies_to) + terms.STOP
    hang = 3 * m.PITCH_4  # later lines stand under the first name
    indent = element("ind", left=m.PITCH_4 + hang, right=m.PITCH_4, hanging=hang)
    return _row(text, wide, indent)


def _printed_row(imprint: Imprint, wide: int) -> Any:
    text = f"{imprint.printed_by}\t{chinese_date(imprint.printed_on)}{terms.PRINTED}"
    stop = element("tabs", element("tab", val="right", pos=wide - m.PITCH_4))
    return _row(text, wide, element("ind", left=m.PITCH_4, right=m.PITCH_4), stop)


def _row(text: str, wide: int, indent: Any, tabs: Any = None) -> Any:
    properties = element("pPr", element("pStyle", val=IMPRINT.id))
    if tabs is not None:
        properties.append(tabs)
    properties.extend([indent, element("jc", val="left")])
    paragraph = element("p", properties, run(text, SMALL))
    cell = element("tc", element("tcPr", element("tcW", w=wide, type="dxa")), paragraph)
    return element("tr", element("trPr", element("cantSplit")), cell)
