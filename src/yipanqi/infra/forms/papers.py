"""A .docx form: its paragraphs and tables to look at, and the words that figures replace.

A place is ``p12:4-9``: characters 4 to 9 of paragraph 12, counted through the body in order,
cells of tables included. The first piece of the replaced words gives the look of the figure.
"""

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lxml import etree

from yipanqi.core.refusal import Refusal
from yipanqi.infra.forms.containers import Container

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
DOCUMENT = "word/document.xml"
MOST_PARAGRAPHS = 5_000
_PLACE = re.compile(r"^p(\d+):(\d+)-(\d+)$")
Value = Mapping[str, str] | None


def _q(name: str) -> str:
    return f"{{{_W}}}{name}"


def _body(container: Container, name: str) -> etree._Element:
    body = container.tree(DOCUMENT).find(_q("body"))
    if body is None:
        raise Refusal("workbook.damaged", name=name)
    return body


def _paragraphs(root: etree._Element) -> list[etree._Element]:
    """In order; those of text boxes are left out, since a box is written twice."""
    found = [
        p
        for p in root.iter(_q("p"))
        if not any(a.tag == _q("txbxContent") for a in p.iterancestors())
    ]
    if len(found) > MOST_PARAGRAPHS:
        raise Refusal("form_above.too_long", paragraphs=MOST_PARAGRAPHS)
    return found


def _pieces(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The text elements of a paragraph that are shown; deleted ones and boxes are not."""
    for node in paragraph.iter(_q("t")):
        above = {a.tag for a in node.iterancestors()}
        if _q("del") not in above and _q("txbxContent") not in above:
            yield node


def text_of(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in _pieces(paragraph))


def open_paper(content: bytes, name: str) -> dict[str, Any]:
    """Blocks in order: {"p": number, "text"} and {"rows": [[[{"p", "text"}, …] a cell] a row]}."""
    body = _body(Container(content, name), name)
    held = _paragraphs(body)  # an element's identity lasts as long as somebody holds it
    number = {id(p): at for at, p in enumerate(held)}
    return {"kind": "docx", "blocks": list(_blocks(body, number))}


def _blocks(parent: etree._Element, number: Mapping[int, int]) -> Iterator[Any]:
    for child in parent:
        if child.tag == _q("p"):
            yield _told(child, number)
        elif child.tag == _q("tbl"):
            rows = [
                [
                    [_told(p, number) for p in cell.iter(_q("p")) if id(p) in number]
                    for cell in row.findall(_q("tc"))
                ]
                for row in child.findall(_q("tr"))
            ]
            yield {"rows": rows}
        elif child.tag == _q("sdt"):
            inside = child.find(_q("sdtContent"))
            if inside is not None:
                yield from _blocks(inside, number)


def _told(paragraph: etree._Element, number: Mapping[int, int]) -> dict[str, Any]:
    return {"p": number[id(paragraph)], "text": text_of(paragraph)}


def fill_paper(content: bytes, name: str, request: Mapping[str, Any]) -> bytes:
    """``writes``: {"": {place: value}}; ``repeats``: [{"row": a paragraph's number, copies}].

    A repeat's copies are {place: value}: the table row around that paragraph is written once
    for each. An empty value leaves blanks where the words stood.
    """
    container = Container(content, name)
    paragraphs = _paragraphs(_body(container, name))
    for repeat in request.get("repeats", []):
        _repeat(paragraphs, int(repeat["row"]), repeat["copies"])
    places: dict[int, list[tuple[int, int, Value]]] = {}
    for cells in request.get("writes", {}).values():
        for at, value in cells.items():
            number, start, end = place_of(at)
            places.setdefault(number, []).append((start, end, value))
    for number, spots in places.items():
        if number < len(paragraphs):
            _replace(paragraphs[number], spots)
    return container.written()


def place_of(at: str) -> tuple[int, int, int]:
    found = _PLACE.match(at)
    if found is None:
        raise Refusal("form_above.no_such_place", place=at)
    return int(found[1]), int(found[2]), int(found[3])


def _repeat(
    paragraphs: Sequence[etree._Element], number: int, copies: Sequence[Mapping[str, Value]]
) -> None:
    if number >= len(paragraphs):
        raise Refusal("form_above.no_such_place", place=f"p{number}")
    row = next((a for a in paragraphs[number].iterancestors() if a.tag == _q("tr")), None)
    if row is None:
        raise Refusal("form_above.not_in_a_table", place=f"p{number}")
    inside = {id(p): at for at, p in enumerate(paragraphs)}
    order = [inside[id(p)] for p in row.iter(_q("p")) if id(p) in inside]
    blank = copy.deepcopy(row)
    last = row
    for offset, values in enumerate(copies or [{}]):
        one = row if offset == 0 else copy.deepcopy(blank)
        if offset:
            last.addnext(one)
            last = one
        spots: dict[int, list[tuple[int, int, Value]]] = {}
        for at, value in values.items():
            paragraph, start, end = place_of(at)
            spots.setdefault(paragraph, []).append((start, end, value))
        mine = list(one.iter(_q("p")))
        for local, paragraph in enumerate(order):
            if paragraph in spots and local < len(mine):
                _replace(mine[local], spots[paragraph])


def _replace(paragraph: etree._Element, spots: Sequence[tuple[int, int, Value]]) -> None:
    for start, end, value in sorted(spots, key=lambda s: -s[0]):
        text = (value or {}).get("s", (value or {}).get("n", ""))
        _replace_one(paragraph, start, end, str(text))


def _replace_one(paragraph: etree._Element, start: int, end: int, text: str) -> None:
    at, left = 0, text
    for node in list(_pieces(paragraph)):
        words = node.text or ""
        first, last = max(start - at, 0), min(end - at, len(words))
        if first < last or (start == end and first == last == start - at <= len(words) and left):
            node.text = words[:first] + left + words[last:]
            node.set(_SPACE, "preserve")
            left = ""
        at += len(words)
    if left and not list(_pieces(paragraph)):  # an empty cell: it gets its first words
        run = paragraph.find(_q("r"))
        if run is None:
            run = etree.SubElement(paragraph, _q("r"))
        etree.SubElement(run, _q("t")).text = left
