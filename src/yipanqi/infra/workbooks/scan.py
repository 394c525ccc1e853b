"""Streaming look at sheet XML before it is parsed: far cells, formulas, entities.

The parser allocates one slot per cell from the first to the last filled one, so a single
far cell can ask for gigabytes. References are therefore read here first, in pieces, with
regular expressions over bytes: nothing is built.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import column_letters, position
from yipanqi.infra.workbooks import ceilings

PIECE = 1 << 20

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d*)""")
_FILLED = re.compile(
    rb"""<(?:\w+:)?c(?=\s)(?:[^>]*?\sr\s*=\s*["']([A-Za-z]+)(\d+)["'])?[^>]*(?<!/)>(?!\s*</)"""
)
_FORMULA = re.compile(
    rb"""<(?:\w+:)?c\s(?:[^>]*?\s)?r\s*=\s*["']([A-Za-z]+\d+)["'][^>]*>\s*<(?:\w+:)?f[\s/>]"""
)
_ENTITY_REFERENCE = re.compile(rb"""\sr\s*=\s*(?:"[^"<>]{0,64}&|'[^'<>]{0,64}&)""")


# A sheet within A1:ZZ999, spelled as every program spells it, needs no closer look.
SMALL_ROWS, SMALL_COLUMNS = 999, 702
_NOT_SMALL = re.compile(rb' r="(?![A-Za-z]{0,2}[0-9]{1,3}")')


@dataclass(slots=True)
class SheetScan:
    """``rows`` and ``columns`` count from A1 to the last filled cell (an upper bound)."""

    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)


def pieces(packed: bytes, declared: int, method: int) -> Iterator[bytes]:
    """The member unpacked piece by piece; more bytes than declared are a lie and refused."""
    if method == 0:
        yield packed
        return
    unpacker = zlib.decompressobj(-15)
    left, rest = declared, packed
    while rest or not unpacker.eof:
        piece = unpacker.decompress(rest, PIECE)
        left -= len(piece)
        if left < 0:
            raise Refusal("workbook.zip_bomb")
        if piece:
            yield piece
        if unpacker.eof or (not piece and not unpacker.unconsumed_tail):
            return
        rest = unpacker.unconsumed_tail


def guard_text(piece: bytes, before: bytes) -> None:
    """No DTD (entities, external files) and no UTF-16 that would hide one."""
    joined = before[-16:] + piece if before else piece
    if b"<!DOCTYPE" in joined or b"<!ENTITY" in joined:
        raise Refusal("workbook.doctype")
    if b"\x00" in piece:
        raise Refusal("workbook.damaged")


def scan_sheet(stream: Iterator[bytes], sheet: str, *, small_is_enough: bool) -> SheetScan:
    """Refuses far cells (naming sheet, row and column); lists formula cells.

    ``small_is_enough``: within A1:ZZ999 the exact extent is not worked out. Only for a member
    that comes in one block; the extents of several blocks must be comparable.
    """
    found = SheetScan()
    look = _take_small if small_is_enough else _take
    carry = b""
    for piece in stream:
        guard_text(piece, carry)
        block = carry + piece
        cut = _last_cell(block) if len(piece) >= PIECE // 2 else 0
        look(block[:cut] if cut else block, sheet, found)
        carry = block[cut:] if cut else b""
        if len(carry) > 4 * PIECE:
            raise Refusal("workbook.damaged")
    if carry:
        look(carry, sheet, found)
    return found


def _take_small(block: bytes, sheet: str, found: SheetScan) -> None:
    if _is_oddly_spelled(block) or _NOT_SMALL.search(block):
        _take(block, sheet, found)
        return
    found.rows, found.columns = max(found.rows, SMALL_ROWS), max(found.columns, SMALL_COLUMNS)
    _take_formulas(block, found)


def _last_cell(block: bytes) -> int:
    """Where the last cell begins, so that a tag is never cut in two."""
    plain = block.rfind(b"<c ")
    prefixed = block.rfind(b":c ")
    if prefixed > plain:
        plain = block.rfind(b"<", 0, prefixed)
    row = block.rfind(b"<row ")
    return max(plain, row, 0)


def _take(block: bytes, sheet: str, found: SheetScan) -> None:
    if _ENTITY_REFERENCE.search(block):
        raise Refusal("workbook.damaged")
    references = set(_REFERENCE.findall(block))
    rows, columns = _box(references)
    rows, columns = max(found.rows, rows), max(found.columns, columns)
    if rows > ceilings.ROWS or columns > ceilings.COLUMNS or rows * columns > ceilings.SHEET_CELLS:
        rows, columns = _filled_box(block, sheet, found)
    found.rows, found.columns = rows, columns
    _take_formulas(block, found)


def _is_oddly_spelled(block: bytes) -> bool:
    """An attribute may be written other than `` r="``: single quotes, tabs, lines, spaces."""
    return (
        b"'" in block
        or b"\t" in block
        or block.find(b"\r", 100) >= 0
        or block.find(b"\n", 100) >= 0
        or b" =" in block
        or b"= " in block
    )


def _take_formulas(block: bytes, found: SheetScan) -> None:
    if b"<f" in block or b":f" in block:
        found.formulas += [position(m.decode().upper()) for m in _FORMULA.findall(block)]


def _box(references: set[tuple[bytes, bytes]]) -> tuple[int, int]:
    rows = max((int(digits) for _, digits in references if digits), default=0)
    names = {letters for letters, _ in references}
    names.discard(b"")
    columns = max((_column(letters) for letters in names), default=0)
    return rows, columns


def _column(letters: bytes) -> int:
    """1 for A; anything past four letters is simply far."""
    if len(letters) > 4:
        return 10**6
    return position(letters.decode().upper() + "1")[1] + 1


def _filled_box(block: bytes, sheet: str, found: SheetScan) -> tuple[int, int]:
    """The box of filled cells only: formatted blank cells out to XFD1048576 are common."""
    rows, columns = found.rows, found.columns
    for match in _FILLED.finditer(block):
        if not match[2]:  # a cell without reference: position unknown, take the row's claim
            rows = max(rows, _box(set(_REFERENCE.findall(block)))[0])
            continue
        row, column = int(match[2]), _column(match[1])
        rows, columns = max(rows, row), max(columns, column)
        if (
            rows > ceilings.ROWS
            or columns > ceilings.COLUMNS
            or rows * columns > ceilings.SHEET_CELLS
        ):
            raise Refusal(
                "workbook.far_cell",
                sheet=sheet,
                row=row,
                column=column_letters(column - 1) if column <= 16_384 else match[1].decode(),
            )
    return rows, columns
