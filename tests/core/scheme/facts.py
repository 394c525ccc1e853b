"""Plain fact rows for worked examples: a city of three counties, a zone and a department."""

from datetime import date
from typing import Any

MONTH = "2024-04"
TREE = {"city": None, "north": "city", "south": "city", "west": "city", "town": "north",
        "zone": "north", "works": "city"}  # fmt: skip
KINDS = {"city": "city", "north": "district", "south": "county", "west": "county_city",
         "town": "town", "zone": "development_zone", "works": "department"}  # fmt: skip

Facts = dict[str, list[dict[str, Any]]]


def city(month: str = MONTH) -> Facts:
    """The tree and no project at all."""
    units = [
        {"month": month, "uid": u, "code": u, "name": u, "short_name": u, "kind": KINDS[u],
         "parent_uid": TREE[u], "level": len(_above(u)) - 1, "is_view": u == "zone", "sort": n}
        for n, u in enumerate(TREE)
    ]  # fmt: skip
    paths = [
        {"month": month, "unit_uid": u, "ancestor_uid": a, "distance": n}
        for u in TREE
        for n, a in enumerate(_above(u))
    ]
    empty: Facts = {
        t: [] for t in ("project_months", "observations", "targets", "problems", "adjustments",
                        "marks")
    }  # fmt: skip
    return {"units": units, "unit_paths": paths, **empty}


def _above(unit: str) -> list[str]:
    chain = [unit]
    while TREE[chain[-1]] is not None:
        chain.append(TREE[chain[-1]] or "")
    return chain


def project(uid: str, unit: str, **changes: Any) -> dict[str, Any]:
    """An industrial project of 1 亿元 carried over, reported on time; money in yuan."""
    row = {
        "month": MONTH,
        "project_uid": uid,
        "code": uid,
        "name": uid,
        "package_uid": None,
        "is_package": False,
        "counting_unit_uid": unit,
        "lead_unit_uid": "works",
        "zone_uid": None,
        "list_level": "municipal",
        "domain": "industry",
        "track": "attraction",
        "stage": "started",
        "annual_class": "carried_over",
        "annual_plan": 100_000_000,
        "plan_to_date": 30_000_000,
        "total_investment": 500_000_000,
        "is_paused": False,
        "is_assessed": False,
        "report_status": "approved",
        "report_due": True,
        "this_month": 10_000_000,
        "year_to_date": 30_000_000,
        "previous_year_to_date": 20_000_000,
        "photos": 1,
        "first_submitted_on": date(2024, 5, 2),
        "due_on": date(2024, 5, 3),
        "is_on_time": True,
        "times_returned": 0,
        "soft_findings": 0,
    }
    return row | changes


def silent(uid: str, unit: str, **changes: Any) -> dict[str, Any]:
    """The same project had nobody reported it."""
    missing = {
        "report_status": "missing",
        "this_month": None,
        "year_to_date": None,
        "first_submitted_on": None,
        "is_on_time": False,
        "photos": 0,
    }
    return project(uid, unit, **missing) | changes


def entry(unit: str, ledger: str, points: int, day: date) -> dict[str, Any]:
    """``points`` in hundredths."""
    return {
        "month": f"{day:%Y-%m}", "uid": f"{unit}-{ledger}-{day}", "unit_uid": unit,
        "ledger": ledger, "points_scaled": points, "reason": "示例", "happened_on": day,
        "decided_by": "示例会议",
    }  # fmt: skip


def observation(unit: str, measure: str, value: int, decimals: int, month: str = MONTH) -> dict:
    return {"month": month, "unit_uid": unit, "measure": measure, "value_scaled": value,
            "decimals": decimals}  # fmt: skip
