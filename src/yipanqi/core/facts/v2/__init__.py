"""What a frozen month holds, version 2: version 1's tables as they were, and new ones beside.

A month frozen under version 1 has none of the new tables. It is read as if they held no
rows: what was not kept then is silence, never a figure made up now. A table that a later
app fills has its columns in the file of its subject here and its reader in that app.
"""

from collections.abc import Mapping

from yipanqi.core.facts import v1
from yipanqi.core.facts.v1 import Column, Kind, Table
from yipanqi.core.facts.v2 import commitments, figures, services

VERSION = 2


def _column(text: str) -> Column:
    name, kind = text.split()
    return Column(name, Kind(kind.rstrip("!")), kind.endswith("!"))


def _table(name: str, sort_key: str, columns: str) -> Table:
    parsed = tuple(_column(line) for line in columns.strip().splitlines())
    return Table(name, tuple(sort_key.split()), parsed)


ADDED: Mapping[str, Table] = {
    name: _table(name, sort_key, columns)
    for subject in (commitments, figures, services)
    for name, sort_key, columns in subject.TABLE_COLUMNS
}
TABLES: Mapping[str, Table] = {**v1.TABLES, **ADDED}
