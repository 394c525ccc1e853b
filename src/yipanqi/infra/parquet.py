"""Fact tables as Parquet: an explicit schema, written so that a crash leaves no half file."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from yipanqi.core.facts.current import Kind, Table

_TYPES = {
    Kind.TEXT: pa.string(),
    Kind.INT: pa.int64(),
    Kind.BOOL: pa.bool_(),
    Kind.DATE: pa.date32(),
    Kind.YUAN: pa.int64(),
}


def schema(table: Table) -> Any:
    """The Arrow schema of a fact table."""
    return pa.schema(
        [pa.field(c.name, _TYPES[c.kind], nullable=not c.required) for c in table.columns]
    )


def write(path: Path, table: Table, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write one table and make sure that it is on the disk."""
    arrow = pa.table({n: columns[n] for n in table.names}, schema=schema(table))
    pq.write_table(arrow, path, compression="zstd")
    sync(path)


def read(path: Path, table: Table) -> dict[str, list[Any]]:
    """All columns of a table; raises OSError or ArrowInvalid for a damaged file."""
    arrow = pq.read_table(path, schema=schema(table))
    return {name: arrow.column(name).to_pylist() for name in table.names}


def file_digest(path: Path) -> str:
    """sha256 (hex) of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def sync(path: Path) -> None:
    """fsync a file or a folder."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
