"""Typical cases for an agenda, from the frozen month alone: late starts, then who owes most.

Blunt on purpose: everybody in the room can recompute it from the month's rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.core.meetings.agenda import Case
from yipanqi.core.money import ratio

Row = Mapping[str, Any]

OVERDUE_DAYS = 30  # a start planned for last week is late, not a case
BEHIND_SHARE = Decimal("0.2")  # of the year's plan due and not done
LATE_STARTS_MOST = 2


def typical(rows: Iterable[Row], cut_off: date, most: int) -> list[Case]:
    """``rows`` of ``project_months``; at most ``most`` cases, late starts first."""
    planned = [r for r in rows if r["annual_class"] is not None and not r["is_package"]]
    late = sorted(
        (r for r in planned if days_overdue(r, cut_off) >= OVERDUE_DAYS),
        key=lambda r: (-days_overdue(r, cut_off), r["code"]),
    )[:LATE_STARTS_MOST]
    taken = {r["project_uid"] for r in late}
    owing = sorted(
        (r for r in planned if r["project_uid"] not in taken and share_owed(r) >= BEHIND_SHARE),
        key=lambda r: (-_owed(r), r["code"]),
    )
    return [*(_late(r, cut_off) for r in late), *_behind(owing)][:most]


def days_overdue(row: Row, on: date) -> int:
    """Days since the planned start of a new start that has not begun; 0 where none is due."""
    planned = row["planned_start_on"]
    if row["annual_class"] != "new_start" or planned is None or row["actual_start_on"] is not None:
        return 0
    return max(0, int((on - planned).days))


def share_owed(row: Row) -> Decimal:
    """How much of the year's plan is due and not done; 0 where nothing can be said."""
    if row["annual_class"] == "preliminary" or row["report_status"] == "missing":
        return Decimal(0)
    return ratio(_owed(row), int(row["annual_plan"] or 0)) or Decimal(0)


def _owed(row: Row) -> int:
    return int(row["plan_to_date"] or 0) - int(row["year_to_date"] or 0)


def _late(row: Row, cut_off: date) -> Case:
    params = {"planned_on": row["planned_start_on"], "days": days_overdue(row, cut_off)}
    return _case(row, "agenda.case_not_started", params)


def _behind(rows: Iterable[Row]) -> Iterator[Case]:
    for row in rows:
        code = "agenda.case_paused" if row["is_paused"] else "agenda.case_behind"
        done = ratio(int(row["year_to_date"] or 0), int(row["annual_plan"]))
        yield _case(row, code, {"done_share": done, "gap_pp": share_owed(row) * 100})


def _case(row: Row, code: str, params: Mapping[str, Any]) -> Case:
    return Case(row["project_uid"], row["name"], row["lead_unit_uid"], code, params)
