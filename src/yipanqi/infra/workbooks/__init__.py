"""Workbooks in and out, without the database.

In:  ``read_workbook(path_or_bytes, name) -> core.tables.book.Book`` parses in a limited child
     process; every workbook is read or refused with ``Refusal("workbook.…")``.
     ``read_ahead([(source, name), …])`` reads a folder in order, some files ahead.
Out: ``template.write_template(UnitTemplate) -> bytes`` makes a unit's prefilled month workbook;
     ``remarks.annotate_workbook(content, name, remarks) -> bytes`` colours what was refused.
Recognition and checks of what was read live in ``yipanqi.core.tables`` (pure).
"""

from yipanqi.infra.workbooks.reader import read_ahead, read_workbook

__all__ = ["read_ahead", "read_workbook"]
