"""A finished .docx read back, so that what was printed can be compared with what was meant."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.oxml.ns import qn

_TOKEN = re.compile(r"-?[0-9A-Za-z][0-9A-Za-z./_:+-]*")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number, or a code that holds digits (``2024-04/r1``), as it stands in the document."""

    text: str
    where: str  # the paragraph or cell around it


def numbers_in(text: str) -> Iterator[str]:
    for match in _TOKEN.finditer(text.translate(_FULL_WIDTH)):
        token = match[0].rstrip("./:+-")
        if any(c.isdigit() for c in token):
            yield token


def document_numbers(document: bytes) -> Iterator[FoundNumber]:
    """Every number of the document in order, page numbers (fields) aside."""
    for text in document_texts(document):
        for number in numbers_in(text):
            yield FoundNumber(number, text)


def document_texts(document: bytes) -> Iterator[str]:
    """Text of every paragraph: body, tables, imprint, headers and footers."""
    opened = _opened(document)
    roots = [opened.element.body]
    for section in opened.sections:
        parts = (section.header, section.even_page_header, section.footer, section.even_page_footer)
        roots += [p._element for p in parts if not p.is_linked_to_previous]
    for root in roots:
        for paragraph in root.iter(qn("w:p")):
            yield "".join(_visible(paragraph))


def document_tables(document: bytes) -> list[list[list[str]]]:
    """Tables as rows of cell texts; the last one is the imprint."""
    tables = _opened(document).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def _opened(document: bytes) -> Document:
    return docx.Document(io.BytesIO(document))


def _visible(paragraph: object) -> Iterator[str]:
    """Text outside fields, with tabs as spaces."""
    depth = 0
    for node in paragraph.iter():  # type: ignore[attr-defined]
        if node.tag == qn("w:fldChar"):
            depth += {"begin": 1, "end": -1}.get(node.get(qn("w:fldCharType")), 0)
        elif depth == 0 and node.tag == qn("w:t"):
            yield node.text or ""
        elif node.tag == qn("w:tab"):
            yield " "
