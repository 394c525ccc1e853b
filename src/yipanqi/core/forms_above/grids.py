"""An opened form as places with their words: what stands above a cell and beside it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.tables.book import Merge, Sheet, address
from yipanqi.core.tables.heads import Spans, find_heads

_DIGITS = re.compile(r"\d{4}年|\d+月|\d+")
_SPOT = re.compile(
    r"\{\{[^{}]{1,60}\}\}|【[^【】]{1,60}】|_{3,}|[×X]{2,}|(?<![\d.\-—])-?\d+(?:\.\d+)?(?![\d.])"
)
_PART_OF_WORDS = re.compile(r"^(?:年|月|日|号|期|时|分[^点])")


@dataclass(frozen=True, slots=True)
class Place:
    """A cell or a stretch of text that may take a figure. ``path`` are the labels above it,
    outermost first; ``beside`` the first words of its row.
    """

    at: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    path: tuple[str, ...] = ()
    beside: str = ""
    text: str = ""
    format: str = ""
    before: str = ""  # words of a paragraph before and after it
    after: str = ""

    @property
    def label(self) -> str:
        if self.before or self.after:
            return f"{self.before[-24:]}〔{self.text}〕{self.after[:12]}"
        return " · ".join(p for p in (self.beside, *self.path) if p)

    @property
    def signature(self) -> str:
        """The same place in next year's form: digits and blanks aside."""
        words = (self.sheet, self.beside, *self.path, self.before[-12:], self.after[:8])
        return "|".join(_DIGITS.sub("#", w).replace(" ", "") for w in words)


def places(opened: Mapping[str, Any], month: Month) -> dict[str, Place]:
    found = _in_sheets(opened, month) if opened["kind"] == "xlsx" else _in_paper(opened)
    return {place.at: place for place in found}


def sheet_of(told: Mapping[str, Any]) -> Sheet:
    rows = tuple(tuple(cell.get("text") for cell in row) for row in told["rows"])
    return Sheet(str(told["name"]), rows, tuple(Merge(*m) for m in told["merges"]))


def _in_sheets(opened: Mapping[str, Any], month: Month) -> Iterator[Place]:
    for told in opened["sheets"]:
        sheet = sheet_of(told)
        spans = Spans(sheet)
        heads = find_heads(sheet, month, spans)
        for r, row in enumerate(told["rows"]):
            head = next((h for h in reversed(heads) if h.bottom < r), None)
            for c, cell in enumerate(row):
                if not _is_open(cell) or spans.is_follower(r, c):
                    continue
                path = head.paths[c] if head and c < len(head.paths) else _above(told, spans, r, c)
                yield Place(
                    at=f"{sheet.name}!{address(r, c)}",
                    sheet=sheet.name,
                    row=r,
                    column=c,
                    path=tuple(path),
                    beside=_beside(told, r, c),
                    text=str(cell.get("text", "")),
                    format=str(cell.get("format", "")),
                )


def _is_open(cell: Mapping[str, Any]) -> bool:
    """A blank or a number; formulas are the form's own, words are its labels."""
    if cell.get("formula"):
        return False
    text = str(cell.get("text", "")).strip()
    return not text or bool(cell.get("number")) or bool(_SPOT.fullmatch(text))


def _above(told: Mapping[str, Any], spans: Spans, row: int, column: int) -> list[str]:
    """Up to three rows of words right above, where no head was recognised."""
    found: list[str] = []
    for r in range(row - 1, -1, -1):
        value = spans.value(r, column)
        cell = told["rows"][r][column] if column < len(told["rows"][r]) else {}
        if value is None or cell.get("number") or cell.get("formula"):
            if found:
                break
            continue
        if str(value) not in found:
            found.insert(0, str(value))
        if len(found) == 3:
            break
    return found


def _beside(told: Mapping[str, Any], row: int, column: int) -> str:
    for cell in told["rows"][row][:column]:
        text = str(cell.get("text", "")).strip()
        if text and not cell.get("number") and not cell.get("formula"):
            return text
    return ""


def _in_paper(opened: Mapping[str, Any]) -> Iterator[Place]:
    for number, block in enumerate(opened["blocks"]):
        if "rows" not in block:
            yield from _spots(block["p"], block["text"])
            continue
        rows = block["rows"]
        for r, row in enumerate(rows):
            beside = _cell_text(row[0]) if row else ""
            for c, cell in enumerate(row):
                head = _cell_text(rows[0][c]) if r and c < len(rows[0]) else ""
                yield from _in_cell(cell, f"表{number}", (r, c), head, beside if c else "")


def _cell_text(cell: list[Mapping[str, Any]]) -> str:
    return "".join(p["text"] for p in cell).strip()


def _in_cell(
    cell: list[Mapping[str, Any]], table: str, at: tuple[int, int], head: str, beside: str
) -> Iterator[Place]:
    path = (head,) if head else ()
    for paragraph in cell:
        text = str(paragraph["text"])
        where = f"p{paragraph['p']}:0-{len(text)}"
        if not text.strip() or _SPOT.fullmatch(text.strip()):
            yield Place(where, table, *at, path, beside, text)
        elif at[0]:
            yield from _spots(int(paragraph["p"]), text)


def _spots(paragraph: int, text: str) -> Iterator[Place]:
    """Placeholders and figures of a sentence; days, years and numbering are left alone."""
    for found in _SPOT.finditer(text):
        if found[0][-1].isdigit() and (
            _PART_OF_WORDS.match(text[found.end() :]) or _numbering(text, found)
        ):
            continue
        yield Place(
            f"p{paragraph}:{found.start()}-{found.end()}",
            row=paragraph,
            text=found[0],
            before=text[: found.start()],
            after=text[found.end() :],
        )


def _numbering(text: str, found: re.Match[str]) -> bool:
    return found.start() == 0 and text[found.end() : found.end() + 1] in (
        "、",
        ".",
        "．",
        "）",
        ")",
    )
