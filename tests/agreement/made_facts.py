"""A small city's facts from a seed: gaps, silence, zeros, negatives, shared leads, two months."""

from datetime import date, timedelta
from random import Random

COUNTIES = ("c1", "c2", "c3")
TOWNS = {"t1": "c1", "t2": "c1", "t3": "c2"}
DEPARTMENTS = ("d1", "d2")
PARENTS = {"city": None, **dict.fromkeys(COUNTIES, "city"), **TOWNS} | dict.fromkeys(
    DEPARTMENTS, "city"
)
KINDS = {"city": "city"} | dict.fromkeys(COUNTIES, "county") | dict.fromkeys(TOWNS, "town")
KINDS |= dict.fromkeys(DEPARTMENTS, "department")
MONTH, BEFORE = "2024-04", "2024-03"


def _maybe(r: Random, value, chance=0.2):
    return None if r.random() < chance else value


def _yuan(r: Random) -> int:
    return r.choice((0, 1, 7, 10_000, 123_456, 500_000_000, r.randrange(10**9), r.randrange(10**6)))


def _day(r: Random) -> date:
    return date(2023, 12, 1) + timedelta(days=r.randrange(400))


def ancestors(unit: str) -> list[str]:
    chain = [unit]
    while PARENTS[chain[-1]]:
        chain.append(PARENTS[chain[-1]])
    return chain


def tree(month: str) -> tuple[list[dict], list[dict]]:
    units = [
        {"month": month, "uid": u, "code": f"code-{u}", "name": u, "short_name": u,
         "kind": KINDS[u], "parent_uid": PARENTS[u], "level": len(ancestors(u)) - 1,
         "is_view": False, "sort": n}
        for n, u in enumerate(PARENTS)
    ]  # fmt: skip
    paths = [
        {"month": month, "unit_uid": u, "ancestor_uid": a, "distance": n}
        for u in PARENTS
        for n, a in enumerate(ancestors(u))
    ]
    return units, paths


def project(r: Random, month: str, number: int) -> dict:
    silent = r.random() < 0.3
    due = r.random() < 0.9
    done = None if silent else _yuan(r)
    year = None if silent else (done + _yuan(r) if r.random() < 0.9 else _yuan(r))
    return {
        "month": month,
        "project_uid": f"p{number}",
        "code": f"P{number}",
        "name": f"project {number}",
        "package_uid": None,
        "is_package": False,
        "counting_unit_uid": r.choice((*COUNTIES, *TOWNS)),
        "lead_unit_uid": r.choice(DEPARTMENTS),
        "zone_uid": None,
        "list_level": r.choice(("national", "provincial", "municipal")),
        "domain": r.choice(("industry", "infrastructure", "livelihood")),
        "industry_code": _maybe(r, "C39"),
        "track": "construction",
        "stage": r.choice(("signed", "started", "in_production")),
        "annual_class": _maybe(r, r.choice(("new_start", "carried_over", "finishing"))),
        "list_version": "1",
        "annual_plan": _maybe(r, _yuan(r)),
        "plan_to_date": _maybe(r, _yuan(r)),
        "total_investment": _maybe(r, _yuan(r)),
        "completed_before": _maybe(r, _yuan(r)),
        "planned_start_on": _maybe(r, _day(r)),
        "actual_start_on": _maybe(r, _day(r), 0.4),
        "planned_enrolment_on": _maybe(r, _day(r)),
        "enrolled_on": _maybe(r, _day(r), 0.5),
        "planned_completion_on": None,
        "completed_on": None,
        "planned_commissioning_on": None,
        "commissioned_on": _maybe(r, _day(r), 0.7),
        "permit_on": None,
        "is_paused": r.random() < 0.1,
        "is_assessed": r.random() < 0.5,
        "report_status": "missing" if silent else "approved",
        "report_due": due,
        "this_month": done,
        "year_to_date": year,
        "previous_year_to_date": _maybe(r, _yuan(r)),
        "statistics_counted": _maybe(r, _yuan(r)),
        "statistics_month": None,
        "next_month_plan": None,
        "photos": r.randrange(3),
        "physical_progress": None,
        "first_submitted_on": None if silent else _day(r),
        "due_on": date(2024, 5, 3) if due else None,
        "is_on_time": (False if silent else r.random() < 0.7) if due else None,
        "times_returned": r.randrange(3),
        "soft_findings": r.randrange(4),
        "reporting_unit_uid": None,
    }


def facts(seed: int, size: int = 14) -> dict[str, list[dict]]:
    r = Random(seed)
    found: dict[str, list[dict]] = {
        name: []
        for name in ("units", "unit_paths", "project_months", "observations", "targets",
                     "problems", "adjustments", "marks")
    }  # fmt: skip
    for month in (BEFORE, MONTH):
        units, paths = tree(month)
        found["units"] += units
        found["unit_paths"] += paths
        found["project_months"] += [project(r, month, n) for n in range(r.randrange(size))]
        for unit in (*COUNTIES, *TOWNS):
            for measure in ("fai", "growth"):
                if r.random() < 0.8:
                    found["observations"].append(
                        {"month": month, "unit_uid": unit, "measure": measure,
                         "value_scaled": _maybe(r, r.randrange(-500, 10**6), 0.1),
                         "decimals": r.randrange(5)}
                    )  # fmt: skip
                if r.random() < 0.8:
                    target = _maybe(r, r.randrange(10**6), 0.1)
                    found["targets"].append(
                        {"month": month, "unit_uid": unit, "measure": measure, "year": 2024,
                         "target_scaled": target, "decimals": r.randrange(4),
                         "target_to_date_scaled": None, "version": "1"}
                    )  # fmt: skip
            for number in range(r.randrange(3)):
                found["problems"].append(
                    {"month": month, "uid": f"{unit}-{number}", "project_uid": None,
                     "unit_uid": unit, "cause_code": None, "raised_on": _day(r),
                     "due_on": _maybe(r, _day(r)), "solved_on": _maybe(r, _day(r)),
                     "confirmed_on": None, "state": r.choice(("open", "closed")), "title": "x"}
                )  # fmt: skip
                found["adjustments"].append(
                    {"month": month, "uid": f"a-{unit}-{number}", "unit_uid": unit,
                     "ledger": r.choice(("bonus.events", "deduction.criticism")),
                     "points_scaled": r.randrange(-2000, 2000), "reason": "x",
                     "happened_on": _day(r), "decided_by": "office"}
                )  # fmt: skip
    return found
