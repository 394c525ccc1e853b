"""Our own template, recognised by its keys sheet: nothing to ask, locked keys to trust.

The keys sheet ``_yipanqi`` is very hidden and holds pairs in columns A and B, then, after a
row ``rows``, one line per project: uid, row version. The template's head must still be the
one it was written with, or the file is treated as a stranger's.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from yipanqi.core.tables.book import Book, Sheet
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.mapping import Column, Confidence, TableMapping
from yipanqi.core.tables.values import shown

KEYS_SHEET = "_yipanqi"
TEMPLATE = "month-report"
VERSION = "1"


@dataclass(frozen=True, slots=True)
class OwnTemplate:
    """What the keys sheet says. ``versions``: project uid → row version when it was written."""

    unit: str
    month: str
    table: TableMapping
    versions: Mapping[str, int]


def own_template(book: Book) -> OwnTemplate | None:
    """None for a stranger's workbook, or one whose head was changed."""
    keys = book.sheet(KEYS_SHEET)
    if keys is None:
        return None
    pairs: dict[str, str] = {}
    versions: dict[str, int] = {}
    in_rows = False
    for row in keys.rows:
        key, value = (shown(row[i]) if i < len(row) else "" for i in (0, 1))
        if key == "rows":
            in_rows = True
        elif in_rows and key and value.isdigit():
            versions[key] = int(value)
        elif key:
            pairs[key] = value
    if pairs.get("template") != TEMPLATE or pairs.get("version") != VERSION:
        return None
    sheet = book.sheet(pairs.get("sheet", ""))
    table = _table(sheet, pairs) if sheet else None
    if table is None:
        return None
    return OwnTemplate(pairs.get("unit", ""), pairs.get("month", ""), table, versions)


def _table(sheet: Sheet, pairs: Mapping[str, str]) -> TableMapping | None:
    head_row, names = pairs.get("head_row", ""), pairs.get("fields", "").split()
    labels = pairs.get("labels", "").split("|")
    if not head_row.isdigit() or len(names) != len(labels):
        return None
    row = int(head_row) - 1
    if any(shown(sheet.at(row, i)) != label for i, label in enumerate(labels)):
        return None
    known = {f.value for f in TableField}
    columns = tuple(
        _column(i, label, TableField(name) if name in known else None)
        for i, (name, label) in enumerate(zip(names, labels, strict=True))
    )
    return TableMapping(
        sheet.name, ((row, row),), len(sheet.rows) - 1, columns, f"own:{TEMPLATE}:{VERSION}"
    )


def _column(index: int, label: str, field: TableField | None) -> Column:
    money = field is not None and KIND[field] is Kind.MONEY
    return Column(
        index,
        label,
        field,
        Confidence.OWN,
        MoneyUnit.WAN if money else None,
        None,
        "mapping.own_template",
    )
