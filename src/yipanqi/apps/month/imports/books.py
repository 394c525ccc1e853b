"""The stored workbook, read again in the limited worker; small ones are kept for the next page."""

import hashlib
from collections import OrderedDict
from threading import Lock

from django.core.files.storage import default_storage

from yipanqi.core.refusal import Missing
from yipanqi.core.tables.book import Book
from yipanqi.infra.evidence import place
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.workbooks import read_workbook

KEPT = 8
KEPT_CELLS = 100_000

_books: "OrderedDict[tuple[str, str], Book]" = OrderedDict()
_lock = Lock()


def content_of(file: EvidenceFile) -> bytes:
    """Raises ``evidence.lost``."""
    if not default_storage.exists(place(file.sha256)):
        raise Missing("evidence.lost", name=file.name)
    with default_storage.open(place(file.sha256)) as stored:
        content: bytes = stored.read()
    return content


def book_of(file: EvidenceFile) -> Book:
    """Raises ``workbook.…`` or ``evidence.lost``."""
    return _kept(file.sha256, file.name) or book_from(content_of(file), file.name)


def book_from(content: bytes, name: str) -> Book:
    """Raises ``workbook.…``."""
    sha256 = hashlib.sha256(content).hexdigest()
    book = _kept(sha256, name)
    if book is None:
        book = read_workbook(content, name)
        _keep(sha256, name, book)
    return book


def _kept(sha256: str, name: str) -> Book | None:
    with _lock:
        if (sha256, name) in _books:
            _books.move_to_end((sha256, name))
        return _books.get((sha256, name))


def _keep(sha256: str, name: str, book: Book) -> None:
    if sum(len(row) for sheet in book.sheets for row in sheet.rows) > KEPT_CELLS:
        return
    with _lock:
        _books[sha256, name] = book
        while len(_books) > KEPT:
            _books.popitem(last=False)
