"""A finished .pptx read back: every number in its texts, tables and charts."""

import io
from collections.abc import Iterator
from typing import Any

from pptx import Presentation
from pptx.oxml.ns import qn

from yipanqi.packs.official.readback import numbers_in


def slide_numbers(slides: bytes) -> Iterator[str]:
    for page in Presentation(io.BytesIO(slides)).slides:
        for shape in page.shapes:
            yield from _of(shape)


def _of(shape: Any) -> Iterator[str]:
    if shape.has_text_frame:
        yield from numbers_in(shape.text_frame.text)
    if shape.has_table:
        for row in shape.table.rows:
            for cell in row.cells:
                yield from numbers_in(cell.text)
    if shape.has_chart:
        space = shape.chart._chartSpace
        for values in space.iter(qn("c:val")):
            for value in values.iter(qn("c:v")):
                yield value.text or ""
