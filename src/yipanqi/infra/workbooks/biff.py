"""Judges an .xls before the parser: encryption, macros, links, far cells, formula cells.

Walks the record stream after [MS-XLS]; values are not read here, that is the parser's work.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import column_letters
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.cfb import CompoundFile
from yipanqi.infra.workbooks.limits import Outline

_BOF, _EOF, _BOUNDSHEET, _FILEPASS, _DATEMODE = 0x809, 0x0A, 0x85, 0x2F, 0x22
_FORMULAS = frozenset((0x06, 0x206, 0x406))
# LABEL, NUMBER, RK, LABELSST, BOOLERR, RSTRING, BLANK excluded: blank cells are dropped
_VALUES = frozenset((0x203, 0x204, 0x205, 0x27E, 0xFD, 0xD6)) | _FORMULAS
_MULRK = 0xBD
_SUPBOOK = 0x1AE
_MACRO_SHEET, _VB_MODULE = 1, 6


@dataclass(slots=True)
class _Walk:
    sheets: dict[int, str] = field(default_factory=dict)  # stream offset -> name
    outline: Outline = field(default_factory=Outline)
    rows: int = 0
    columns: int = 0


def check_xls(content: bytes, name: str) -> Outline:
    """Raises ``workbook.…`` refusals; returns formula cells and the date system."""
    stream = content
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        container = CompoundFile(content)
        names = container.names()
        if "EncryptedPackage" in names:
            raise Refusal("workbook.encrypted", name=name)
        if "_VBA_PROJECT_CUR" in names or "VBA" in names:
            raise Refusal("workbook.macro", name=name)
        found = container.stream("Workbook", "Book")
        if found is None:
            raise Refusal("workbook.not_a_workbook", name=name)
        stream = found
    walk = _Walk()
    sheet = ""
    for at, kind, body in _records(stream):
        if kind == _BOF:
            walk.rows = walk.columns = 0
            sheet = walk.sheets.get(at, sheet)
        elif kind in _VALUES or kind == _MULRK:
            _cell(walk, kind, body, sheet)
        else:
            _globals(walk, kind, body, name)
    return walk.outline


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at, end = 0, len(stream)
    while at + 4 <= end:
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(walk: _Walk, kind: int, body: bytes, name: str) -> None:
    if kind == _FILEPASS:
        raise Refusal("workbook.encrypted", name=name)
    if kind == _DATEMODE and body[:1] == b"\x01":
        walk.outline.date_system = 1904
    elif kind == _BOUNDSHEET and len(body) > 7:
        if body[5] in (_MACRO_SHEET, _VB_MODULE):
            raise Refusal("workbook.macro", name=name)
        walk.sheets[struct.unpack_from("<I", body)[0]] = _sheet_name(body)
    elif kind == _SUPBOOK and len(body) > 4 and body[2:4] not in (b"\x01\x04", b"\x01\x3a"):
        raise Refusal("workbook.external_link", part="SUPBOOK")


def _sheet_name(body: bytes) -> str:
    count, flags = body[6], body[7]
    if flags & 1:
        return body[8 : 8 + 2 * count].decode("utf-16-le", "replace")
    if flags == 0:
        return body[8 : 8 + count].decode("latin-1")
    return body[7 : 7 + count].decode("gb18030", "replace")  # BIFF5 has no flag byte


def _cell(walk: _Walk, kind: int, body: bytes, sheet: str) -> None:
    if len(body) < 6:
        raise Refusal("workbook.damaged")
    row, column = struct.unpack_from("<HH", body)
    last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULRK else column
    walk.rows, walk.columns = max(walk.rows, row + 1), max(walk.columns, last + 1)
    if (
        walk.rows > ceilings.ROWS
        or walk.columns > ceilings.COLUMNS
        or walk.rows * walk.columns > ceilings.SHEET_CELLS
    ):
        raise Refusal("workbook.far_cell", sheet=sheet, row=row + 1, column=column_letters(last))
    if kind in _FORMULAS:
        walk.outline.formulas.setdefault(sheet, []).append((row, column))
