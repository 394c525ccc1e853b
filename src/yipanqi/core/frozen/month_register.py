"""The register of a month as printed figures count it: packages as one and by their parts.

A package's own plan stands where its parts have none, so nothing is added up twice. A
report that is missing adds what was frozen the month before: silence is no progress.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.starts import Planned, StartCounts, start_counts

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Register:
    """Rows of ``project_months`` of one month, or those of one unit."""

    month: Month
    rows: Sequence[Row]

    @cached_property
    def planned(self) -> list[Row]:
        """What carries a plan of the year: listed parts and projects, packages without them."""
        with_parts = {r["package_uid"] for r in self.rows if r["annual_class"] is not None}
        return [
            r
            for r in self.rows
            if r["annual_class"] is not None
            and not (r["is_package"] and r["project_uid"] in with_parts)
        ]

    @cached_property
    def reporting(self) -> list[Row]:
        return [r for r in self.rows if r["report_due"]]

    @property
    def projects(self) -> int:
        """Packages counted as one."""
        heads = {r["package_uid"] or r["project_uid"] for r in (*self.planned, *self.reporting)}
        return len(heads)

    @property
    def projects_split(self) -> int:
        """Packages counted by their parts."""
        parts = {r["project_uid"] for r in self.reporting}
        lone = {r["project_uid"] for r in self.planned if not r["is_package"]}
        return len(parts | lone)

    @property
    def total_investment(self) -> int:
        return total(self.planned, "total_investment")

    @property
    def annual_plan(self) -> int:
        return total(self.planned, "annual_plan")

    @property
    def plan_to_date(self) -> int:
        return total(self.planned, "plan_to_date")

    @property
    def year_to_date(self) -> int:
        return sum(done(r) for r in self.reporting)

    @property
    def pace(self) -> Decimal | None:
        """Share of the year's plan that its monthly split makes due by now."""
        return ratio(self.plan_to_date, self.annual_plan)

    @property
    def starts(self) -> StartCounts:
        return start_counts(
            (
                Planned(r["planned_start_on"], r["actual_start_on"])
                for r in self.planned
                if r["annual_class"] == "new_start"
            ),
            self.month,
        )

    @property
    def not_reported(self) -> int:
        return sum(r["report_status"] == "missing" for r in self.reporting)

    def of(self, belongs: Callable[[Row], bool]) -> "Register":
        return Register(self.month, [r for r in self.rows if belongs(r)])


def done(row: Row) -> int:
    """Whole yuan since January; what was frozen before where the month is silent."""
    now, before = row["year_to_date"], row["previous_year_to_date"]
    return int((before if now is None else now) or 0)


def total(rows: Iterable[Row], column: str) -> int:
    return sum(int(r[column] or 0) for r in rows)


def statistics(register: Register) -> tuple[int | None, Month | None]:
    """列统投资 of the latest month that the reports carry; nothing of other months is added."""
    months = {r["statistics_month"] for r in register.reporting if r["statistics_month"]}
    if not months:
        return None, None
    last = max(months)
    rows = [r for r in register.reporting if r["statistics_month"] == last]
    return total(rows, "statistics_counted"), Month.parse(last)


def bureau_statistics(figures: Iterable[Row]) -> tuple[int | None, Month | None]:
    """The statistics bureau's own figure of its newest data month, over all shares."""
    rows = [r for r in figures if r["source"] == "statistics" and r["year_to_date"] is not None]
    if not rows:
        return None, None
    last = max(str(r["data_month"]) for r in rows)
    return total((r for r in rows if r["data_month"] == last), "year_to_date"), Month.parse(last)


def share_moves(
    register: Register, shares: Iterable[Row], inside: Collection[str]
) -> tuple[int, int]:
    """By how much plan and done (yuan) of the units ``inside`` differ from the projects that
    count for them: plus their shares of projects counted elsewhere, less what others have of
    theirs. Of a project that is silent this month only what somebody keeps of it has moved.
    Over all units the moves add up to nothing.
    """
    parts: dict[str, list[Row]] = {}
    for share in shares:
        parts.setdefault(share["project_uid"], []).append(share)
    plan = year = 0
    for row in register.rows:
        held = parts.get(row["project_uid"], ())
        if len(held) < 2 or row["annual_class"] is None:
            continue
        here = [s for s in held if s["unit_uid"] in inside]
        is_counted = row["counting_unit_uid"] in inside
        plan += total(here, "plan") - (int(row["annual_plan"] or 0) if is_counted else 0)
        year += total(here, "year_to_date") - (total(held, "year_to_date") if is_counted else 0)
    return plan, year
