"""Scoring on DuckDB: the scheme's SQL over the Parquet files of one or more snapshots.

The engine's cells near a rounding edge are not trusted where ``ln`` or ``power`` had a
part: then the sheet is made by the reference from the engine's exact sums.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from yipanqi.core.facts.current import TABLES, Kind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme.compile import compiled
from yipanqi.core.scheme.contributions import Contribution, base_measures
from yipanqi.core.scheme.contributions import contributions as rows_behind
from yipanqi.core.scheme.evaluate import sheet_from
from yipanqi.core.scheme.model import Scheme
from yipanqi.core.scheme.month_scheme import MonthScheme, at
from yipanqi.core.scheme.number import wide
from yipanqi.core.scheme.sheet import ScoreSheet
from yipanqi.infra.score.result import Result

_TYPES = {
    Kind.TEXT: "VARCHAR",
    Kind.INT: "BIGINT",
    Kind.YUAN: "BIGINT",
    Kind.BOOL: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.DECIMAL: "DECIMAL(38,12)",
}


# Planning costs more than scoring a city. The text is in its final order already: each step
# adds columns to the one before, and joins follow the tree. Results do not depend on these.
_NEEDLESS = "projection_placement,projection_pullup,join_order,cte_filter_pusher,duplicate_groups"


def bare() -> duckdb.DuckDBPyConnection:
    """An empty database in memory that fetches no extension."""
    return duckdb.connect(
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "disabled_optimizers": _NEEDLESS,
        }
    )


def connect(snapshot_dirs: Sequence[Path]) -> duckdb.DuckDBPyConnection:
    """A connection that sees the snapshots' tables and nothing else.

    Every directory holds ``<table>.parquet``; a table that no snapshot has is empty.
    """
    connection = bare()
    for table in TABLES.values():
        files = [d / f"{table.name}.parquet" for d in snapshot_dirs]
        present = [str(f) for f in files if f.is_file()]
        if present:
            listed = ", ".join("'" + name.replace("'", "''") + "'" for name in present)
            source = f"read_parquet([{listed}], union_by_name = true)"
            connection.execute(f"CREATE VIEW {table.name} AS SELECT * FROM {source}")  # noqa: S608
        else:
            columns = ", ".join(f"{c.name} {_TYPES[c.kind]}" for c in table.columns)
            connection.execute(f"CREATE TABLE {table.name} ({columns})")
    return connection


def score(
    scheme: Scheme, snapshot_dirs: Sequence[Path], month: Month, inputs: Sequence[str] = ()
) -> ScoreSheet:
    """The sheet of ``month``. ``inputs`` are the snapshot ids, by default the folders' names.

    Raises what ``evaluate`` raises, and ``score.month_twice`` where two folders hold the
    same month.
    """
    ids = tuple(inputs) or tuple(d.name for d in snapshot_dirs)
    with connect(snapshot_dirs) as connection, wide():
        _refuse_month_twice(connection)
        return score_on(connection, at(scheme, month), ids)


def _refuse_month_twice(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT month FROM units GROUP BY month, uid HAVING COUNT(*) > 1 LIMIT 1"
    found = connection.execute(query).fetchone()
    if found is not None:
        raise Refusal("score.month_twice", month=found[0])


def score_on(
    connection: duckdb.DuckDBPyConnection, plan: MonthScheme, inputs: tuple[str, ...]
) -> ScoreSheet:
    result = run(connection, plan)
    if result.needs_reference():
        return sheet_from(plan, result.leagues, result.figures, inputs)
    return result.sheet(inputs)


def run(connection: duckdb.DuckDBPyConnection, plan: MonthScheme) -> Result:
    """What the SQL says, before anything is recomputed."""
    compiled_plan = compiled(plan)
    try:
        cursor = connection.execute(compiled_plan.text)
        rows = cursor.fetchall()
    except (duckdb.OutOfRangeException, duckdb.ConversionException) as error:
        raise Refusal("score.figure_too_large", value=str(error).splitlines()[0]) from None
    names = [column[0] for column in cursor.description or ()]
    named = [dict(zip(names, row, strict=True)) for row in rows]
    result = Result(plan, compiled_plan.figures, named)
    if not any(result.leagues.values()):
        raise Refusal("score.no_units", month=str(plan.month), scheme=plan.scheme.title)
    return result


def contributions(
    scheme: Scheme, snapshot_dirs: Sequence[Path], month: Month, unit_uid: str, criterion: str
) -> tuple[Contribution, ...]:
    """The rows behind a cell, read from the snapshots; only rows under the unit are loaded."""
    wanted = base_measures(scheme, scheme.criterion(criterion))
    facts: dict[str, list[dict[str, Any]]] = {}
    with connect(snapshot_dirs) as connection:
        paths = "SELECT * FROM unit_paths WHERE month = ? AND ancestor_uid = ?"
        facts["unit_paths"] = _rows(connection, paths, (str(month), unit_uid))
        for table in {m.table for m in wanted}:
            owners = sorted({m.by for m in wanted if m.table == table})
            under = "SELECT unit_uid FROM unit_paths WHERE month = $1 AND ancestor_uid = $2"
            condition = " OR ".join(f"{owner} IN ({under})" for owner in owners)
            query = f"SELECT * FROM {table} WHERE month <= $1 AND ({condition})"  # noqa: S608
            facts[table] = _rows(connection, query, (str(month), unit_uid))
    return rows_behind(scheme, facts, month, unit_uid, criterion)


def _rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: tuple[str, ...]
) -> list[dict[str, Any]]:
    cursor = connection.execute(query, list(values))
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
