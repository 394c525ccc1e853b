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
        for name, rows in later(r, month).items():
            found.setdefault(name, []).extend(rows)
    return found


def later(r: Random, month: str) -> dict[str, list[dict]]:
    """Rows of the tables that came with version 2; some months have none of them."""
    if r.random() < 0.3:
        return {}
    units = [u for u in (*COUNTIES, *TOWNS) for _ in range(r.randrange(3))]
    return {
        "commitments": [_commitment(r, month, n) for n in range(r.randrange(9))],
        "project_shares": [_share(r, month, n, u) for n, u in enumerate(units)],
        "figures": [_figure(r, month, n, u) for n, u in enumerate(units)],
        "service_requests": [
            {"month": month, "uid": f"s{n}", "unit_uid": u, "opened_on": _day(r),
             "first_answer_on": _maybe(r, _day(r)), "answered_on": _maybe(r, _day(r), 0.5),
             "state": r.choice(("open", "answered")), "rating": _maybe(r, r.randrange(1, 6), 0.4),
             "is_repeat": r.random() < 0.2}
            for n, u in enumerate(units)
        ],
        "livelihood_items": [
            {"month": month, "uid": f"l{n}", "unit_uid": u,
             "target_scaled": _maybe(r, r.randrange(10**5)), "decimals": _maybe(r, r.randrange(3)),
             "progress_scaled": _maybe(r, r.randrange(10**5)),
             "satisfaction_scaled": _maybe(r, r.randrange(10_001))}
            for n, u in enumerate(units)
        ],
    }  # fmt: skip


def _commitment(r: Random, month: str, number: int) -> dict:
    return {
        "month": month, "uid": f"o{number}", "kind": r.choice(("problem", "meeting", "key_work")),
        "lead_unit_uid": r.choice((*COUNTIES, *TOWNS, *DEPARTMENTS)),
        "project_uid": _maybe(r, f"p{number}", 0.5), "opened_on": _day(r),
        "due_on": _maybe(r, _day(r), 0.1), "done_on": _maybe(r, _day(r), 0.4),
        "closed_on": _maybe(r, _day(r), 0.4), "state": r.choice(("open", "closed", "returned")),
        "light": r.choice(("green", "yellow", "red", "grey")), "is_late": r.random() < 0.4,
        "times_returned": r.randrange(3), "times_reopened": r.randrange(2),
        "extensions": r.randrange(3), "level": r.randrange(3),
    }  # fmt: skip


def _share(r: Random, month: str, number: int, unit: str) -> dict:
    return {
        "month": month, "project_uid": f"p{number}", "unit_uid": unit,
        "is_lead": r.random() < 0.7, "is_current": r.random() < 0.9,
        "is_package": False, "source": "month_end", "annual_class": _maybe(r, "new_start"),
        "plan": _maybe(r, _yuan(r)), "plan_to_date": _maybe(r, _yuan(r)),
        "total_investment": _maybe(r, _yuan(r)), "this_month": _maybe(r, _yuan(r)),
        "year_to_date": _maybe(r, _yuan(r), 0.3), "planned_start_on": _maybe(r, _day(r)),
        "actual_start_on": _maybe(r, _day(r), 0.4),
    }  # fmt: skip


def _figure(r: Random, month: str, number: int, unit: str) -> dict:
    return {
        "month": month, "project_uid": f"p{number}", "unit_uid": unit,
        "source": r.choice(("dispatch", "month_end", "statistics")),
        "data_month": r.choice((BEFORE, MONTH)), "this_month": _maybe(r, _yuan(r)),
        "year_to_date": _maybe(r, _yuan(r)), "reporting_unit_uid": _maybe(r, "d1"),
        "cut_off_on": _maybe(r, _day(r)), "recorded_on": _maybe(r, _day(r)),
    }  # fmt: skip
