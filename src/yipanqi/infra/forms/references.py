"""Cell references when a row of a form becomes several: moved below it, widened across it."""

import re
from collections.abc import Callable, Sequence

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from yipanqi.infra.forms.rows import Shift

_CELL = re.compile(r"(\$?)([A-Z]{1,3})(\$?)(\d+)")
_RANGE = re.compile(r"^(\$?[A-Z]{1,3}\$?\d+)(?::(\$?[A-Z]{1,3}\$?\d+))?$")
_ROWS = re.compile(r"^(\$?)(\d+):(\$?)(\d+)$")


def shifted_formula(formula: str, here: str, sheet: str, shifts: Sequence[Shift]) -> str:
    """``formula`` of a cell on ``here`` after rows were put into ``sheet``."""
    if not shifts:
        return formula
    tokens = Tokenizer(f"={formula}")
    parts = []
    for token in tokens.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            parts.append(_operand(token.value, here, sheet, shifts))
        else:
            parts.append(token.value)
    return "".join(parts)


def own_formula(formula: str, row: int, to: int, shifts: Sequence[Shift]) -> str:
    """A formula inside a repeated row: what it says of its own row it says of its copy."""
    parts = []
    for token in Tokenizer(f"={formula}").items:
        text = token.value
        if token.type == Token.OPERAND and token.subtype == Token.RANGE and "!" not in text:
            named = {int(m[4]) for m in _CELL.finditer(text)}
            text = _moved(text, lambda _row: to) if named == {row} else shifted_range(text, shifts)
        parts.append(text)
    return "".join(parts)


def _operand(text: str, here: str, sheet: str, shifts: Sequence[Shift]) -> str:
    name, mark, cells = text.rpartition("!")
    if (name.strip("'").replace("''", "'") if mark else here) != sheet:
        return text
    return f"{name}{mark}{shifted_range(cells, shifts)}"


def shifted_range(text: str, shifts: Sequence[Shift]) -> str:
    """``C5:C9`` or ``$C$5``; anything else (a name, whole columns) stays."""
    found = _RANGE.match(text)
    if found:
        first, last = found[1], found[2]
        if last is None:
            return _moved(first, lambda row: moved(row, shifts))
        return (
            _moved(first, lambda row: moved(row, shifts))
            + ":"
            + _moved(last, lambda row: end_of(row, shifts))
        )
    found = _ROWS.match(text)
    if found:
        first_row, last_row = moved(int(found[2]), shifts), end_of(int(found[4]), shifts)
        return f"{found[1]}{first_row}:{found[3]}{last_row}"
    return text


def shifted_areas(text: str, shifts: Sequence[Shift]) -> str:
    """A list of ranges set apart by blanks (``sqref``)."""
    areas = []
    for part in text.split():
        first, _, last = shifted_range(part if ":" in part else f"{part}:{part}", shifts).partition(
            ":"
        )
        areas.append(first if first == last else f"{first}:{last}")
    return " ".join(areas)


def _moved(cell: str, to: Callable[[int], int]) -> str:
    return _CELL.sub(lambda m: f"{m[1]}{m[2]}{m[3]}{to(int(m[4]))}", cell)


def moved(row: int, shifts: Sequence[Shift]) -> int:
    """Where row ``row`` (from 1) has gone; a repeated row itself stays first of its copies."""
    return row + sum(shift.by for shift in shifts if row > shift.row)


def end_of(row: int, shifts: Sequence[Shift]) -> int:
    """As ``moved`` for the end of a range: one that ends on a repeated row takes its copies in."""
    return row + sum(shift.by for shift in shifts if row >= shift.row)
