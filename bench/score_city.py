"""A large made-up city as frozen months: 6 counties, 100 towns, 12 zones, 30 departments."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb

from yipanqi.core.facts.v1 import TABLES, Kind
from yipanqi.core.month import Month
from yipanqi.core.scheme import Scheme, load
from yipanqi.schemes import text_of

_SQL_TYPES = {Kind.TEXT: "VARCHAR", Kind.BOOL: "BOOLEAN", Kind.DATE: "DATE"}

_UNITS = """
CREATE TABLE tree AS
SELECT 'city' AS uid, NULL AS parent, 'city' AS kind
UNION ALL SELECT 'c' || n, 'city', 'county' FROM range(6) r(n)
UNION ALL SELECT 't' || n, 'c' || n % 6, 'town' FROM range(100) r(n)
UNION ALL SELECT 'z' || n, 'c' || n % 6, 'development_zone' FROM range(12) r(n)
UNION ALL SELECT 'd' || n, 'city', 'department' FROM range(30) r(n)
"""
_PATHS = """
SELECT '{month}' AS month, uid AS unit_uid, uid AS ancestor_uid, 0 AS distance FROM tree
UNION ALL SELECT '{month}', uid, parent, 1 FROM tree WHERE parent IS NOT NULL
UNION ALL SELECT '{month}', a.uid, b.parent, 2 FROM tree a JOIN tree b ON a.parent = b.uid
 WHERE b.parent IS NOT NULL
"""
# Drawn from hashes: the same on every machine. A tenth of the reports is missing.
_PROJECTS = """
SELECT '{month}' AS month,
       'p' || lpad(n::VARCHAR, 8, '0') AS project_uid,
       'P' || n AS code,
       'project ' || n AS name,
       n % 50 = 0 AS is_package,
       't' || h0 % 100 AS counting_unit_uid,
       'd' || h1 % 30 AS lead_unit_uid,
       CASE WHEN h2 % 3 = 0 THEN 'z' || h5 % 12 END AS zone_uid,
       'municipal' AS list_level,
       ['industry', 'infrastructure', 'livelihood'][1 + h2 % 3] AS domain,
       'attraction' AS track,
       'started' AS stage,
       [NULL, 'preliminary', 'new_start', 'new_start', 'carried_over', 'finishing'][1 + h3 % 6]
           AS annual_class,
       100000 * (1 + h4 % 2000) AS annual_plan,
       100000 * (1 + h4 % 2000) * {number} // 12 AS plan_to_date,
       400000 * (1 + h4 % 2000) AS total_investment,
       CASE WHEN h5 % 10 < 7 THEN DATE '2024-01-01' + (h5 % 300)::INTEGER END AS actual_start_on,
       CASE WHEN h5 % 10 < 5 THEN DATE '2024-01-15' + (h5 % 330)::INTEGER END AS enrolled_on,
       FALSE AS is_paused,
       FALSE AS is_assessed,
       CASE WHEN h6 % 10 = 0 THEN 'missing' ELSE 'approved' END AS report_status,
       TRUE AS report_due,
       CASE WHEN h6 % 10 > 0 THEN 10000 * (h6 % 800) END AS this_month,
       CASE WHEN h6 % 10 > 0 THEN 10000 * (h6 % 800) * {number} END AS year_to_date,
       10000 * (h6 % 800) * ({number} - 1) AS previous_year_to_date,
       1 AS photos,
       CASE WHEN h6 % 10 > 0 THEN DATE '{due}' END AS first_submitted_on,
       DATE '{due}' AS due_on,
       h6 % 10 > 1 AS is_on_time,
       CASE WHEN h7 % 10 = 0 THEN 1 ELSE 0 END AS times_returned,
       CASE WHEN h7 % 7 = 0 THEN 2 ELSE 0 END AS soft_findings
  FROM (SELECT n, {hashes}
          FROM range({projects}) r(n))
"""
_HASHES = ", ".join(
    f"(hash(n, {seed}) % 1000003)::BIGINT AS h{h}"
    for h, seed in enumerate(("0", "1", "2", "3", "4", "5", "{number}, 6", "{number}, 7"))
)
_PROBLEMS = """
SELECT '{month}' AS month, 'q' || n AS uid, 't' || hash(n) % 100 AS unit_uid,
       DATE '2024-01-01' AS raised_on, DATE '2024-01-10' + (hash(n, 1) % 340)::INTEGER AS due_on,
       CASE WHEN hash(n, 2) % 3 > 0 THEN DATE '2024-01-12' + (hash(n, 3) % 340)::INTEGER END
           AS confirmed_on,
       'open' AS state, 'x' AS title
  FROM range(10000) r(n)
"""
_ADJUSTMENTS = """
SELECT '{month}' AS month, '{month}-' || n AS uid, 'c' || n % 6 AS unit_uid,
       CASE WHEN n % 2 = 0 THEN 'bonus.events' ELSE 'deduction.safety' END AS ledger,
       CASE WHEN n % 2 = 0 THEN 1 ELSE -1 END * (hash(n, {number}) % 90)::BIGINT AS points_scaled,
       'x' AS reason, DATE '{month}-10' AS happened_on, 'x' AS decided_by
  FROM range(6) r(n)
"""


def build(folder: Path, projects: int, months: int) -> dict[Month, Path]:
    """Month → folder of its Parquet files."""
    found: dict[Month, Path] = {}
    with duckdb.connect() as connection:
        connection.execute(_UNITS)
        for number in range(1, months + 1):
            month = Month(2024, number)
            found[month] = folder / str(month)
            found[month].mkdir()
            words = {"month": month, "number": number, "due": month.next.first.replace(day=5),
                     "projects": projects, "hashes": _HASHES.format(number=number)}  # fmt: skip
            units = (
                f"SELECT '{month}' AS month, uid, uid AS name, uid AS short_name, kind,"
                " parent AS parent_uid, CASE WHEN parent IS NULL THEN 0 ELSE 1 END AS level,"
                " FALSE AS is_view, 0 AS sort FROM tree"
            )
            for table, query in (
                ("units", units),
                ("unit_paths", _PATHS),
                ("project_months", _PROJECTS),
                ("problems", _PROBLEMS),
                ("adjustments", _ADJUSTMENTS),
            ):
                file = found[month] / f"{table}.parquet"
                made = _complete(table, query.format(**words))
                connection.execute(f"COPY ({made}) TO '{file}' (FORMAT parquet)")
    return found


def _complete(table: str, query: str) -> str:
    """All columns of the frozen table, in its types; what the query leaves out is null."""
    columns = TABLES[table].columns
    empty = ", ".join(
        f"CAST(NULL AS {_SQL_TYPES.get(c.kind, 'BIGINT')}) AS {c.name}" for c in columns
    )
    return f"SELECT * FROM (SELECT {empty}) WHERE FALSE UNION ALL BY NAME ({query})"


def scheme() -> Scheme:
    """city_2024 with investment and reports added up over the year."""
    text = text_of("city_2024").replace(
        'value = "year_to_date"', 'value = "this_month"\nmonths = "year_to_date"'
    )
    for key in ("reports_due", "reports_on_time", "reports_passed", "reports_clean"):
        text = text.replace(f'key = "{key}"', f'key = "{key}"\nmonths = "year_to_date"')
    return load(text)


def parameters(month: Month) -> dict[str, str | date | Decimal]:
    """What the yardsticks need to know of the month."""
    curves = scheme().curves
    return {
        "month": str(month),
        "month_end": month.last,
        "year_start": date(month.year, 1, 1),
        "pace_start": curves["start"][month.number - 1],
        "pace_investment": curves["investment"][month.number - 1],
    }
