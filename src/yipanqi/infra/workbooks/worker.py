"""The limited child process: one request at a time over its pipes, JSON and bytes only.

Frame, both ways: 8 bytes head length, 8 bytes body length (big endian), head (JSON), body.
A request's body is the workbook; a reply's body is JSON cells or a workbook. Reading touches
no file at all; annotating may write to a scratch folder that it removes. The process is
replaced after any breach.
"""

import gc
import io
import json
import os
import resource
import struct
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks import ceilings, spreadsheetml
from yipanqi.infra.workbooks.biff import check_xls
from yipanqi.infra.workbooks.kinds import Kind, kind_of
from yipanqi.infra.workbooks.limits import Outline, check_xlsx
from yipanqi.infra.workbooks.merges import clipped

Reply = tuple[dict[str, Any], bytes]


def read(content: bytes, request: dict[str, Any]) -> Reply:
    """Cells of every worksheet. Dates travel as ``{"d": iso}``, times as ``{"t": iso}``."""
    name = request["name"]
    kind = kind_of(content, name)
    if kind is Kind.SPREADSHEETML:
        book = spreadsheetml.read(content, name)
        return {}, _json(book)
    outline = check_xlsx(content, name) if kind is Kind.XLSX else check_xls(content, name)
    book = _parse(content, name, outline)
    if outline.has_pictures and not any(_says(s["rows"]) for s in book["sheets"]):
        raise Refusal("workbook.only_pictures", name=name)
    return {}, _json(book)


def bare_read(content: bytes, request: dict[str, Any]) -> Reply:
    """The bench's yardstick: calamine merely reads every sheet, nothing is sent back."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = 0
    for meta in book.sheets_metadata:
        if meta.typ is SheetTypeEnum.WorkSheet:
            cells += sum(map(len, book.get_sheet_by_name(meta.name).to_python()))
    return {"cells": cells, "name": request["name"]}, b""


def annotate(content: bytes, request: dict[str, Any]) -> Reply:
    from yipanqi.infra.workbooks.annotate import annotated

    if kind_of(content, request["name"]) is not Kind.XLSX:
        raise Refusal("workbook.cannot_annotate", name=request["name"])
    check_xlsx(content, request["name"])
    with _scratch_files():  # openpyxl writes each sheet to a scratch file first
        return {}, annotated(content, request["remarks"], request["labels"])


def open_form(content: bytes, request: dict[str, Any]) -> Reply:
    from yipanqi.infra.forms import jobs

    return jobs.open_form(content, request)


def fill_form(content: bytes, request: dict[str, Any]) -> Reply:
    from yipanqi.infra.forms import jobs

    return jobs.fill_form(content, request)


JOBS: dict[str, Callable[[bytes, dict[str, Any]], Reply]] = {
    "read": read,
    "bare_read": bare_read,
    "annotate": annotate,
    "open_form": open_form,
    "fill_form": fill_form,
}


@contextmanager
def _scratch_files() -> Iterator[None]:
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    try:
        with tempfile.TemporaryDirectory(prefix="yipanqi-annotate-") as folder:
            tempfile.tempdir = folder
            yield
    finally:
        tempfile.tempdir = None
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))


def _parse(content: bytes, name: str, outline: Outline) -> dict[str, Any]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            _sheet(book, meta.name, meta.visible is not SheetVisibleEnum.Visible, outline)
            for meta in book.sheets_metadata
            if meta.typ is SheetTypeEnum.WorkSheet
        ]
    except (MemoryError, Refusal):
        raise
    except Exception:  # noqa: BLE001  (calamine's errors all mean: this cannot be read)
        raise Refusal("workbook.damaged", name=name) from None
    return {"sheets": sheets, "date_system": outline.date_system}


def _sheet(book: CalamineWorkbook, name: str, hidden: bool, outline: Outline) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    rows: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return {
        "name": name,
        "rows": [
            [None if c == "" or (type(c) is str and _is_picture(c)) else c for c in row]
            for row in rows
        ],
        "merges": clipped(rows, ((*a, *b) for a, b in sheet.merged_cell_ranges or ())),
        "formulas": outline.formulas.get(name, []),
        "hidden": hidden,
    }


def _says(rows: list[list[Any]]) -> bool:
    return any(cell is not None for row in rows for cell in row)


def _is_picture(cell: str) -> bool:
    """What WPS writes into a cell that holds a picture (单元格图片): no value of the table."""
    return cell[0] == "=" and cell.startswith(("=DISPIMG(", "=_xlfn.DISPIMG("))


def _json(book: dict[str, Any]) -> bytes:
    return json.dumps(book, ensure_ascii=False, default=_tagged, separators=(",", ":")).encode(
        "utf-8", "replace"
    )


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime | date):
        return {"d": value.isoformat()}
    if isinstance(value, time):
        return {"t": value.isoformat()}
    if isinstance(value, timedelta):
        return {"x": str(value)}
    raise TypeError(type(value).__name__)


def limit_self() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ceilings.MEMORY_BYTES, ceilings.MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, ceilings.UNPACKED_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))


def _limit_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (spent + 1 + ceilings.CPU_SECONDS, hard))


def _answer(source: BinaryIO, sink: BinaryIO) -> bool:
    frame = source.read(16)
    if len(frame) < 16:
        return False
    head_length, body_length = struct.unpack(">QQ", frame)
    request = json.loads(source.read(head_length))
    content = source.read(body_length)
    _limit_cpu()
    head: dict[str, Any]
    try:
        head, body = JOBS[request["job"]](content, request)
    except Refusal as refusal:
        head, body = {"refusal": refusal.code, "params": refusal.params}, b""
    except MemoryError:
        head, body = {"breach": "memory"}, b""
    except Exception as error:  # noqa: BLE001  (never a traceback to the sender)
        head, body = {"breach": type(error).__name__}, b""
    encoded = json.dumps(head).encode()
    sink.write(struct.pack(">QQ", len(encoded), len(body)) + encoded + body)
    sink.flush()
    return "breach" not in head


def main() -> None:
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # a stray print must not enter the frames
    limit_self()
    gc.freeze()
    gc.disable()  # a job's values are plain lists without cycles; they go when it ends
    while _answer(source, sink):
        pass
