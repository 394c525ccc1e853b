"""A line of the year's list while it is being drawn up: how a plan is split, what is odd in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise

from yipanqi.core.money import WAN
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Finding, Severity

MONTHS = 12


def split_plan(plan: int, like: Sequence[int]) -> tuple[int, ...]:
    """``plan`` (yuan) over twelve months in the proportions of ``like``, in whole 万元.

    Cumulative amounts are rounded, so the months add up to the plan exactly and none is
    negative; December takes what is finer than 万元. Equal parts where ``like`` is empty.
    """
    weights = list(like) if sum(like) > 0 else [1] * MONTHS
    total = sum(weights)
    steps = [0, *(_whole_wan(Fraction(plan * part, total)) for part in accumulate(weights))]
    steps[-1] = plan
    steps = [min(step, plan) for step in steps]
    return tuple(later - earlier for earlier, later in pairwise(steps))


def _whole_wan(amount: Fraction) -> int:
    return int(amount / WAN + Fraction(1, 2)) * WAN


def line_findings(
    *,
    annual_class: AnnualClass,
    annual_plan: int,
    monthly_plan: Sequence[int],
    completed_before: int,
    total_investment: int,
    planned_start_month: Month | None,
    year: int,
) -> tuple[Finding, ...]:
    """Hard: the split doesn't add up. Soft: more than is left, a new start without its month,
    or with a month of another year. Amounts in yuan.
    """
    found = []
    split = sum(monthly_plan)
    if split != annual_plan:
        found.append(
            Finding(
                "list.split_differs",
                Severity.HARD,
                "annual_plan",
                {"plan_yuan": annual_plan, "split_yuan": split, "gap_yuan": annual_plan - split},
            )
        )
    left = total_investment - completed_before
    if annual_plan > left:
        found.append(
            Finding(
                "list.above_what_is_left",
                Severity.SOFT,
                "annual_plan",
                {"plan_yuan": annual_plan, "left_yuan": left},
            )
        )
    if annual_class is AnnualClass.NEW_START:
        if planned_start_month is None:
            found.append(
                Finding("list.start_month_missing", Severity.SOFT, "planned_start_month", {})
            )
        elif planned_start_month.year != year:
            found.append(
                Finding(
                    "list.start_in_another_year",
                    Severity.SOFT,
                    "planned_start_month",
                    {"month": planned_start_month, "year": year},
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Floor:
    """准入门槛: the least total investment and plan of a class, in yuan; 0 asks nothing.

    ``list_level`` empty holds for every level; the newest rule of the narrowest level counts.
    """

    annual_class: str
    list_level: str
    least_total: int
    least_plan: int
    from_year: int


def floor_of(
    floors: Sequence[Floor],
    *,
    annual_class: str,
    list_level: str,
    total_investment: int,
    annual_plan: int,
) -> Floor | None:
    """The floor that a project stays below; None where it reaches it or there is none."""
    fitting = [f for f in floors if f.annual_class == annual_class]
    fitting = [f for f in fitting if f.list_level in ("", list_level)]
    if not fitting:
        return None
    rule = max(fitting, key=lambda f: (bool(f.list_level), f.from_year))
    is_below = total_investment < rule.least_total or annual_plan < rule.least_plan
    return rule if is_below else None
