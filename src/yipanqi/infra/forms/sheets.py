"""An .xlsx form filled in its own XML: styles, formulas, widths, charts and rules stay as they are.

Rows of a request: ``writes`` {sheet: {"C5": value}} with places of the blank form, and
``repeats`` [{sheet, row, copies: [{"C": value}, …]}]. A value is {"n": "12.5"}, {"s": text} or
None: the cell is emptied. Formulas lose their old results, so that nothing stale is shown; the
program that opens the file computes them.
"""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from openpyxl.formula.translate import Translator

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import address, position
from yipanqi.infra.forms.containers import Container
from yipanqi.infra.forms.references import (
    moved,
    own_formula,
    shifted_areas,
    shifted_formula,
    shifted_range,
)
from yipanqi.infra.forms.rows import Shift

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACK = "http://schemas.openxmlformats.org/package/2006/relationships"
_DRAW = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_XM = "http://schemas.microsoft.com/office/excel/2006/main"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_BESIDE = ("/table", "/pivotTable", "/comments")
Value = Mapping[str, str] | None


def _q(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


def fill_sheets(content: bytes, name: str, request: Mapping[str, Any]) -> bytes:
    book = Workbook(Container(content, name))
    shifts: dict[str, list[Shift]] = {}
    repeats = request.get("repeats", [])
    for repeat in repeats:
        sheet = str(repeat["sheet"])
        by = len(repeat["copies"]) - 1
        shifts.setdefault(sheet, []).append(Shift(int(repeat["row"]) + 1, max(by, 0)))
    for sheet, cells in request.get("writes", {}).items():
        _Sheet(book.sheet(sheet)).write_all(cells)
    for sheet, put_in in shifts.items():
        _unshare(book.sheet(sheet))
        _refuse_beside(book, sheet)
        mine = [r for r in repeats if r["sheet"] == sheet]
        _put_in(book.sheet(sheet), mine, sorted(put_in, key=lambda s: s.row))
        _shift_everything(book, sheet, put_in)
    book.forget_results()
    return book.container.written()


class Workbook:
    """Parts of the workbook by the name of its sheets."""

    def __init__(self, container: Container) -> None:
        self.container = container
        self.root = container.tree("xl/workbook.xml")
        rels = container.tree("xl/_rels/workbook.xml.rels")
        targets = {r.get("Id"): str(r.get("Target")) for r in rels}
        self.paths: dict[str, str] = {}
        for sheet in self.root.iter(_q("sheet")):
            target = targets.get(sheet.get(f"{{{_REL}}}id"), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            if path in container:
                self.paths[str(sheet.get("name"))] = path

    def sheet(self, name: str) -> etree._Element:
        if name not in self.paths:
            raise Refusal("form_above.no_such_sheet", sheet=name)
        return self.container.tree(self.paths[name])

    def related(self, name: str) -> list[str]:
        """Parts the sheet refers to."""
        path = self.paths[name]
        folder, _, file = path.rpartition("/")
        rels = f"{folder}/_rels/{file}.rels"
        if rels not in self.container:
            return []
        found = []
        for relation in self.container.tree(rels):
            target = str(relation.get("Target"))
            joined = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            while "/../" in joined:
                joined = re.sub(r"[^/]+/\.\./", "", joined, count=1)
            found.append(joined)
        return found

    def forget_results(self) -> None:
        """Drop what formulas gave before and the order they were computed in."""
        for path in self.paths.values():
            for formula in self.container.tree(path).iter(_q("f")):
                cell = formula.getparent()
                for old in cell.findall(_q("v")):
                    cell.remove(old)
                if cell.get("t") in ("str", "e", "b"):
                    del cell.attrib["t"]
        told = self.root.find(_q("calcPr"))
        if told is None:
            told = etree.SubElement(self.root, _q("calcPr"))
            before = self.root.find(_q("definedNames"))
            if before is None:
                before = self.root.find(_q("sheets"))
            before.addnext(told)
        told.set("fullCalcOnLoad", "1")
        self._drop_chain()

    def _drop_chain(self) -> None:
        part = "xl/calcChain.xml"
        if part not in self.container:
            return
        self.container.drop(part)
        for listing, attribute in (
            ("[Content_Types].xml", "PartName"),
            ("xl/_rels/workbook.xml.rels", "Target"),
        ):
            for entry in list(self.container.tree(listing)):
                if str(entry.get(attribute, "")).endswith("calcChain.xml"):
                    entry.getparent().remove(entry)


class _Sheet:
    """Cells of one worksheet part by their place."""

    def __init__(self, root: etree._Element) -> None:
        self._places = root.find(_q("sheetData"))
        self._rows = {int(r.get("r")): r for r in self._places if r.get("r")}

    def write_all(self, cells: Mapping[str, Value]) -> None:
        for at, value in cells.items():
            row, column = position(at)
            write(_cell_in(self.row(row + 1), column, row), value)

    def row(self, number: int) -> etree._Element:
        found = self._rows.get(number)
        if found is None:
            found = etree.Element(_q("row"), r=str(number))
            later = [n for n in self._rows if n > number]
            if later:
                self._rows[min(later)].addprevious(found)
            else:
                self._places.append(found)
            self._rows[number] = found
        return found


def _cell_in(row: etree._Element, column: int, number: int) -> etree._Element:
    """The cell of a row, made in its order where there is none."""
    wanted = address(number, column)
    for cell in row:
        at = cell.get("r")
        if at == wanted:
            return cell
        if at and position(at)[1] > column:
            made = etree.Element(_q("c"), r=wanted)
            cell.addprevious(made)
            return made
    return etree.SubElement(row, _q("c"), r=wanted)


def write(cell: etree._Element, value: Value) -> None:
    """Its style stays; a formula of the form is never written over."""
    if cell.find(_q("f")) is not None:
        return
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    cell.attrib.pop("vm", None)
    if value is None:
        return
    if "n" in value:
        etree.SubElement(cell, _q("v")).text = value["n"]
        return
    cell.set("t", "inlineStr")
    text = etree.SubElement(etree.SubElement(cell, _q("is")), _q("t"))
    text.text = value["s"]
    text.set(_SPACE, "preserve")


def _refuse_beside(book: Workbook, sheet: str) -> None:
    """Lists, pivots and comments keep places of their own that would be left behind."""
    if any(mark in f"/{part}" for part in book.related(sheet) for mark in _BESIDE):
        raise Refusal("form_above.repeat_beside", sheet=sheet)


def _unshare(root: etree._Element) -> None:
    """Each cell its own formula, since shared ones are told relative to their first."""
    shared: dict[str, tuple[str, str]] = {}
    for formula in root.iter(_q("f")):
        if formula.get("t") != "shared":
            continue
        at, key = str(formula.getparent().get("r")), str(formula.get("si"))
        if formula.text:
            shared[key] = (at, formula.text)
        elif key in shared:
            origin, text = shared[key]
            formula.text = Translator(f"={text}", origin).translate_formula(at)[1:]
        for name in ("t", "si", "ref"):
            formula.attrib.pop(name, None)


def _put_in(root: etree._Element, repeats: Sequence[Any], shifts: Sequence[Shift]) -> None:
    places = root.find(_q("sheetData"))
    copies = {int(r["row"]) + 1: r["copies"] for r in repeats}
    for row in list(places):
        number = int(row.get("r"))
        first = moved(number, shifts)
        made = copies.get(number)
        blank = copy.deepcopy(row) if made is not None else None
        _renumber(row, first)
        if made is None or blank is None:
            continue
        last = row
        for offset, values in enumerate(made or [{}]):
            one = row if offset == 0 else copy.deepcopy(blank)
            if offset:
                _renumber(one, first + offset)
                last.addnext(one)
                last = one
            _own_formulas(one, number, first + offset, shifts)
            for letters, value in values.items():
                at = position(f"{letters}{first + offset}")
                write(_cell_in(one, at[1], at[0]), value)
    _copy_merges(root, copies, shifts)


def _renumber(row: etree._Element, new: int) -> None:
    row.set("r", str(new))
    for cell in row:
        at = cell.get("r")
        if at:
            cell.set("r", f"{at.rstrip('0123456789')}{new}")


def _own_formulas(row: etree._Element, old: int, new: int, shifts: Sequence[Shift]) -> None:
    for formula in row.iter(_q("f")):
        formula.text = own_formula(formula.text or "", old, new, shifts)
        formula.set("own", "1")


def _copy_merges(root: etree._Element, copies: Mapping[int, Any], shifts: Sequence[Shift]) -> None:
    """Merged cells inside a repeated row are merged in every copy."""
    merges = root.find(_q("mergeCells"))
    for merge in list(merges) if merges is not None else ():
        first, _, last = str(merge.get("ref")).partition(":")
        top, left = position(first)
        bottom, right = position(last or first)
        made = copies.get(top + 1)
        if top != bottom or not made:
            continue
        start = moved(top + 1, shifts)
        for offset in range(1, len(made)):
            row = start + offset - 1
            ref = f"{address(row, left)}:{address(row, right)}"
            etree.SubElement(merges, _q("mergeCell"), ref=ref).set("own", "1")
        merge.set("own", "1")
        merge.set("ref", f"{address(start - 1, left)}:{address(start - 1, right)}")
    if merges is not None:
        merges.set("count", str(len(merges)))


def _shift_everything(book: Workbook, sheet: str, shifts: Sequence[Shift]) -> None:
    for name, path in book.paths.items():
        _shift_formulas(book.container.tree(path), name, sheet, shifts)
    for named in book.root.iter(_q("definedName")):
        named.text = ",".join(
            shifted_formula(part, "", sheet, shifts) for part in (named.text or "").split(",")
        )
    for element in book.sheet(sheet).iter():
        if not isinstance(element.tag, str) or element.tag == _q("f"):
            continue
        if element.attrib.pop("own", None) is None:
            _shift_element(element, shifts)
    for part in book.related(sheet):
        if "/drawings/drawing" in f"/{part}" and part in book.container:
            for anchor in book.container.tree(part).iter(f"{{{_DRAW}}}row"):
                anchor.text = str(moved(int(anchor.text or "0") + 1, shifts) - 1)


def _shift_element(element: etree._Element, shifts: Sequence[Shift]) -> None:
    if element.get("sqref"):
        element.set("sqref", shifted_areas(str(element.get("sqref")), shifts))
    if element.get("ref"):
        element.set("ref", shifted_range(str(element.get("ref")), shifts))
    if element.tag == f"{{{_XM}}}sqref":
        element.text = shifted_areas(element.text or "", shifts)
    if element.tag == _q("brk"):
        element.set("id", str(moved(int(element.get("id", "0")), shifts)))


def _shift_formulas(root: etree._Element, here: str, sheet: str, shifts: Sequence[Shift]) -> None:
    for tag in ("f", "formula", "formula1", "formula2"):
        for formula in root.iter(_q(tag)):
            if formula.attrib.pop("own", None):
                continue
            if formula.text:
                formula.text = shifted_formula(formula.text, here, sheet, shifts)
