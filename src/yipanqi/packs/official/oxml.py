"""Small words over WordprocessingML: elements, runs with every font slot named, fields."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from yipanqi.packs.official import measures, terms


@dataclass(frozen=True, slots=True)
class Face:
    """How a run is set: type face, size in points, and the exceptions."""

    font: str = terms.FANG
    size: Decimal = measures.SIZE_3
    bold: bool = False
    color: str = measures.BLACK
    spacing: int = 0  # twips between characters
    stretch: int = 100  # percent of the characters' natural width

    def sized(self, size: Decimal) -> "Face":
        return replace(self, size=size)


_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

BODY = Face(spacing=measures.TIGHTEN)
HEADING_1 = replace(BODY, font=terms.HEI)
HEADING_2 = replace(BODY, font=terms.KAI)
TITLE = Face(font=terms.SONG_TITLE, size=measures.SIZE_2)
SMALL = Face(size=measures.SIZE_4)
PAGE_NUMBER = Face(font=terms.SONG, size=measures.SIZE_4)


def element(tag: str, /, *children: Any, **attributes: Any) -> Any:
    """``<w:tag w:attribute="value">`` with its children; a trailing _ in a name is dropped."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name.rstrip('_')}"), str(value))
    for child in children:
        made.append(child)
    return made


def run_properties(face: Face) -> Any:
    """In the order the schema asks for; all four font slots carry the same name."""
    name = face.font
    fonts = element("rFonts", ascii=name, hAnsi=name, eastAsia=name, cs=name, hint="eastAsia")
    made = [fonts]
    if face.bold:
        made.append(element("b"))
    made.append(element("color", val=face.color))
    if face.spacing:
        made.append(element("spacing", val=face.spacing))
    if face.stretch != 100:
        made.append(element("w", val=face.stretch))
    half_points = int(face.size * 2)
    made += [element("sz", val=half_points), element("szCs", val=half_points)]
    return element("rPr", *made)


_BREAKS = {"\t": "tab", "\n": "br"}


def run(text: str, face: Face) -> Any:
    """Text with its tabs and line breaks; characters XML cannot hold are left out."""
    made = element("r", run_properties(face))
    for part in re.split(r"([\t\n])", _UNPRINTABLE.sub("", text)):
        if part in _BREAKS:
            made.append(element(_BREAKS[part]))
        elif part:
            piece = element("t")
            piece.text = part
            piece.set(qn("xml:space"), "preserve")
            made.append(piece)
    return made


def field(instruction: str, face: Face, shown: str = "1") -> list[Any]:
    """A Word field (``PAGE``); ``shown`` stands until Word counts."""
    code = element("instrText")
    code.text = f" {instruction} "
    parts = [
        element("fldChar", fldCharType="begin"),
        code,
        element("fldChar", fldCharType="separate"),
        None,
        element("fldChar", fldCharType="end"),
    ]
    return [
        run(shown, face) if part is None else element("r", run_properties(face), part)
        for part in parts
    ]


def page_number_runs() -> list[Any]:
    """``— 1 —`` in 4号 half-width 宋体."""
    return [
        run(f"{terms.DASH} ", PAGE_NUMBER),
        *field("PAGE", PAGE_NUMBER),
        run(f" {terms.DASH}", PAGE_NUMBER),
    ]
