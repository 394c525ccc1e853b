"""Fact rows written as a snapshot's Parquet files."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from yipanqi.core.facts.current import TABLES, Kind

TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INT: pa.int64(),
    Kind.YUAN: pa.int64(),
    Kind.BOOL: pa.bool_(),
    Kind.DATE: pa.date32(),
}


def write(folder: Path, facts: Mapping[str, Sequence[Mapping]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in facts.items():
        table = TABLES[name]
        columns = {
            c.name: pa.array([r.get(c.name) for r in rows], TYPES[c.kind]) for c in table.columns
        }
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder
