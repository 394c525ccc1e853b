"""The year's scheme in pandas, as one would write it: read the columns, mask, group, divide."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from yipanqi.core.rounding import half_up

COLUMNS = ["counting_unit_uid", "zone_uid", "lead_unit_uid", "is_package", "annual_class",
           "annual_plan", "this_month", "actual_start_on", "enrolled_on", "report_due",
           "report_status", "is_on_time", "times_returned", "soft_findings"]  # fmt: skip
LEAGUES = {
    "counties": ("counting_unit_uid", "county", (25, 35, 15)),
    "zones": ("zone_uid", "development_zone", (30, 45, 25)),
    "departments": ("lead_unit_uid", "department", (35, 45, 20)),
}


def score(folders: Sequence[Path], words: Mapping[str, Any]) -> list[tuple]:
    """(league, unit, rank, total) of the last month; ``folders`` run from January."""
    parts: dict[str, list[pd.DataFrame]] = {league: [] for league in LEAGUES}
    for folder in folders:  # twelve million rows at once would not fit beside the others
        rows, marked = _marked(folder, words)
        for league, (owner, _, _) in LEAGUES.items():
            parts[league].append(marked.groupby(rows[owner]).sum())
    units = pd.read_parquet(folders[-1] / "units.parquet")
    paths = pd.read_parquet(folders[-1] / "unit_paths.parquet")
    kinds = units.set_index("uid")["kind"]
    solved, extra = _solved(folders[-1], paths, words), _ledgers(folders)
    found: list[tuple] = []
    for league, (_, kind, weights) in LEAGUES.items():
        sums = pd.concat(parts[league]).groupby(level=0).sum()
        if league == "counties":
            up = paths.merge(sums, left_on="unit_uid", right_index=True)
            sums = up.groupby("ancestor_uid")[list(sums.columns)].sum()
        sums = sums[[kinds.get(unit) == kind for unit in sums.index]]
        totals = pd.Series(
            {unit: _total(league, unit, row, weights, words, solved, extra)
             for unit, row in sums.iterrows()}
        )  # fmt: skip
        ranks = totals.astype(float).rank(method="min", ascending=False)
        found += [(league, unit, ranks[unit], totals[unit]) for unit in totals.index]
    return found


def _marked(folder: Path, words: Mapping[str, Any]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """One month's projects and what each adds; lists and dates count in the last month only."""
    rows = pd.read_parquet(folder / "project_months.parquet", columns=COLUMNS)
    rows = rows[~rows["is_package"]]
    listed = rows["annual_class"].notna() & (rows["annual_class"] != "preliminary")
    approved = rows["report_due"] & (rows["report_status"] == "approved")
    marked = pd.DataFrame(
        {
            "done": rows["this_month"].where(listed),
            "reports": rows["report_due"],
            "on_time": rows["report_due"] & rows["is_on_time"],
            "passed": approved & (rows["times_returned"] == 0),
            "clean": approved & (rows["soft_findings"] == 0),
        }
    )
    if folder.name == words["month"]:
        end = pd.Timestamp(words["month_end"])
        start = pd.to_datetime(rows["actual_start_on"])
        new = rows["annual_class"] == "new_start"
        due = new & (start + pd.Timedelta(days=30) <= end)
        marked["planned"] = new
        marked["started"] = new & (start <= end)
        marked["plan"] = rows["annual_plan"].where(listed)
        marked["due"] = due
        marked["enrolled"] = due & (pd.to_datetime(rows["enrolled_on"]) <= end)
    return rows, marked


def _total(league, unit, row, weights, words, solved, extra):  # type: ignore[no-untyped-def]  # noqa: PLR0917
    row = {k: Decimal(int(v)) for k, v in row.items()}
    w1, w2, w3 = map(Decimal, weights)
    closed, problems = solved.get(unit, (0, 0))
    reports = 6 * row["on_time"] + 5 * row["passed"] + 4 * row["clean"]
    cells = [
        (w1, w1 * row["started"], row["planned"] * words["pace_start"], w1),
        (w2, w2 * row["done"], row["plan"] * words["pace_investment"], w2 * Decimal("1.1")),
        (w3, w3 * row["enrolled"], row["due"], w3),
    ]
    if league == "counties":
        cells += [(10, 10 * Decimal(closed), Decimal(problems), 10)]
        cells += [(15, reports, row["reports"], 15)]
    scored = [(w, half_up(half_up(min(a / b, cap), 10), 2)) for w, a, b, cap in cells if b]
    total = 100 * sum(p for _, p in scored) / sum(w for w, _ in scored)
    total += extra.get(unit, Decimal(0)) if league == "counties" else 0
    return half_up(half_up(total, 10), 2)


def _solved(folder: Path, paths: pd.DataFrame, words: Mapping[str, Any]) -> dict:
    rows = pd.read_parquet(folder / "problems.parquet")
    day = pd.to_datetime(rows["due_on"])
    first, last = pd.Timestamp(words["year_start"]), pd.Timestamp(words["month_end"])
    rows = rows[(day >= first) & (day <= last)]
    closed = pd.to_datetime(rows["confirmed_on"]) <= pd.to_datetime(rows["due_on"])
    up = rows.assign(closed=closed).merge(paths, on="unit_uid").groupby("ancestor_uid")["closed"]
    return {unit: (int(g.sum()), len(g)) for unit, g in up}


def _ledgers(folders: Sequence[Path]) -> dict[str, Decimal]:
    rows = pd.concat([pd.read_parquet(f / "adjustments.parquet") for f in folders])
    found = {}
    for unit, own in rows.groupby("unit_uid"):
        bonus = own.loc[own["ledger"].str.startswith("bonus."), "points_scaled"].sum()
        minus = own.loc[own["ledger"].str.startswith("deduction."), "points_scaled"].sum()
        found[unit] = min(Decimal(int(bonus)) / 100, 5) + max(Decimal(int(minus)) / 100, -10)
    return found
