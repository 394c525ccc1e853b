"""From a file to a ``Book``: the child reads, the parent only decodes JSON."""

import gc
import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import Book, Merge, Sheet
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.kinds import kind_of
from yipanqi.infra.workbooks.pool import POOL, Pool

PROMPT_SECONDS = 0.001


def read_workbook(source: Path | str | bytes, name: str = "", *, pool: Pool = POOL) -> Book:
    """Reads .xlsx, .xls and XML 电子表格 2003 in a limited child process.

    ``source`` is a path or the content; ``name`` is the file's name as its sender gave it.
    Raises ``Refusal("workbook.…")`` with a sentence for everything that is not read.
    """
    if isinstance(source, bytes):
        content = source
    else:
        path = Path(source)
        name = name or path.name
        if path.stat().st_size > ceilings.FILE_BYTES:
            raise Refusal("workbook.too_large", name=name, megabytes=ceilings.FILE_BYTES // 2**20)
        content = path.read_bytes()
    kind_of(content, name)
    _, body = pool.ask({"job": "read", "name": name}, content)
    plain: dict[str, Any] = json.loads(
        body, parse_float=Decimal, object_hook=_untagged, parse_constant=_not_a_number
    )
    return Book(
        name=name,
        sheets=tuple(_sheet(s) for s in plain["sheets"]),
        date_system=int(plain["date_system"]),
        digest=hashlib.sha256(content).hexdigest(),
    )


def read_ahead(
    sources: Iterable[tuple[Path | str | bytes, str]], *, ahead: int = 2, pool: Pool = POOL
) -> Iterator[Book | Refusal]:
    """Reads a folder's workbooks in order, ``ahead`` of them while the caller checks one.

    Yields the book or the refusal of each (source, name); one bad file stops nothing.
    """
    waiting: deque[Future[Book | Refusal]] = deque()
    with _undisturbed(), ThreadPoolExecutor(ahead, "workbooks") as threads:
        for source, name in sources:
            waiting.append(threads.submit(_book_or_refusal, source, name, pool))
            if len(waiting) > ahead:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """A thread with the next file for an idle child need not wait five milliseconds for its turn:
    a whole workbook is read in less. What is in memory already is not walked again by the
    collector for every few workbooks.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(PROMPT_SECONDS)
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        sys.setswitchinterval(usual)


def _book_or_refusal(source: Path | str | bytes, name: str, pool: Pool) -> Book | Refusal:
    try:
        return read_workbook(source, name, pool=pool)
    except Refusal as refusal:
        return refusal


def _sheet(plain: dict[str, Any]) -> Sheet:
    return Sheet(
        name=plain["name"],
        rows=tuple(map(tuple, plain["rows"])),
        merges=tuple(Merge(*m) for m in plain["merges"]),
        formula_cells=frozenset((r, c) for r, c in plain["formulas"]),
        hidden=plain["hidden"],
    )


def _untagged(found: dict[str, Any]) -> Any:
    if len(found) != 1:
        return found
    tag, text = next(iter(found.items()))
    if tag == "d":
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if tag == "t":
        return time.fromisoformat(text)
    return text


def _not_a_number(text: str) -> str:
    """A cell holding infinity or NaN becomes an error value, as it would show."""
    return "#NUM!" if text else text
