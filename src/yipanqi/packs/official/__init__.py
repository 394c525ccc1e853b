"""Official documents (公文) after GB/T 9704-2012, as .docx.

``OfficialDocument`` writes the elements of the standard in the order they are called;
nothing here knows what a bulletin is.
"""

from yipanqi.packs.official.document import OfficialDocument
from yipanqi.packs.official.form import Box
from yipanqi.packs.official.imprint import Imprint
from yipanqi.packs.official.numerals import DocumentNumber, chinese_date
from yipanqi.packs.official.table import Align, Column, Table

__all__ = [
    "Align",
    "Box",
    "Column",
    "DocumentNumber",
    "Imprint",
    "OfficialDocument",
    "Table",
    "chinese_date",
]
