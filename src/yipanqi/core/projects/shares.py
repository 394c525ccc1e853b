"""What of a project counts for which unit: segments of a linear project, and transfers.

The parts always add up to the project, to the yuan: what the units said themselves is kept
where it adds up, otherwise the project's figure is divided in proportion. A city's total
therefore is the same whether it is added over projects or over shares.
分段（标段）与划转：各单位份额之和恒等于项目，全市只计一次。
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yipanqi.core.month import Month


class FigureSource(StrEnum):
    """Whose figure: three separate facts, never merged."""

    DISPATCH = "dispatch"  # 快报数
    MONTH_END = "month_end"  # 月末数
    STATISTICS = "statistics"  # 统计数


class TransferRule(StrEnum):
    """In whose score the months before a transfer stay."""

    GIVER_KEEPS = "giver_keeps"  # 以前月份留在划出单位
    ALL_MOVES = "all_moves"  # 全年数随项目划转


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One unit's part of a project; amounts in whole yuan. ``is_current`` is False for what a
    unit keeps of a project that has left it.
    """

    unit: str
    is_lead: bool = True
    is_current: bool = True
    plan: int | None = None
    plan_to_date: int | None = None
    total_investment: int | None = None
    this_month: int | None = None
    year_to_date: int | None = None
    planned_start_on: date | None = None
    actual_start_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A district's stretch of a project, as stated; figures None where not reported."""

    unit: str
    plan: int = 0
    total_investment: int = 0
    planned_start_on: date | None = None
    actual_start_on: date | None = None
    this_month: int | None = None
    year_to_date: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What a giver keeps of the year: its figure and its plan at the end of its last month."""

    unit: str
    year_to_date: int | None
    plan: int | None


AMOUNTS = ("plan", "plan_to_date", "total_investment", "this_month", "year_to_date")


def apportioned(total: int | None, weights: Sequence[int]) -> list[int | None]:
    """``total`` divided in proportion to weights, exact to the yuan; the largest remainders
    take what is left over. Without any weight the parts are equal. None stays None.
    """
    if total is None:
        return [None] * len(weights)
    used = [max(0, w) for w in weights]
    if not any(used):
        used = [1] * len(used)
    whole = sum(used)
    sign, size = (-1, -total) if total < 0 else (1, total)
    parts = [size * w // whole for w in used]
    left = size - sum(parts)
    order = sorted(range(len(used)), key=lambda n: (-(size * used[n] % whole), n))
    for n in order[:left]:
        parts[n] += 1
    return [sign * part for part in parts]


def divided(
    total: int | None, said: Sequence[int | None], weights: Sequence[int]
) -> list[int | None]:
    """The figures the units gave where they add up to the project's, else in proportion."""
    known = [figure for figure in said if figure is not None]
    if total is not None and len(known) == len(said) and sum(known) == total:
        return list(said)
    return apportioned(total, weights)


def segment_shares(whole: Share, segments: Sequence[Segment]) -> tuple[Share, ...]:
    """``whole`` divided over the units that have a segment, one share a unit. The unit of
    ``whole`` leads; if it has no segment itself the first one does.
    """
    merged = _by_unit(segments)
    if not merged:
        return (whole,)
    lead = whole.unit if whole.unit in merged else next(iter(merged))
    rows = list(merged.values())
    totals = divided(whole.total_investment, *_twice([r.total_investment for r in rows]))
    stated = [r.plan for r in rows]
    by_size = [r.total_investment for r in rows]
    plans = divided(whole.plan, stated, stated if any(stated) else by_size)
    weights = [p or 0 for p in plans] if any(plans) else by_size
    to_date = apportioned(whole.plan_to_date, weights)
    month = divided(whole.this_month, [r.this_month for r in rows], weights)
    year = divided(whole.year_to_date, [r.year_to_date for r in rows], weights)
    return tuple(
        Share(
            unit=row.unit,
            is_lead=row.unit == lead,
            plan=plans[n],
            plan_to_date=to_date[n],
            total_investment=totals[n],
            this_month=month[n],
            year_to_date=year[n],
            planned_start_on=row.planned_start_on or whole.planned_start_on,
            actual_start_on=row.actual_start_on,
        )
        for n, row in enumerate(rows)
    )


def _twice(values: list[int]) -> tuple[list[int | None], list[int]]:
    return list(values), values


def _by_unit(segments: Iterable[Segment]) -> dict[str, Segment]:
    found: dict[str, Segment] = {}
    for one in segments:
        before = found.get(one.unit)
        found[one.unit] = one if before is None else _joined(before, one)
    return found


def _joined(a: Segment, b: Segment) -> Segment:
    """Two stretches in one unit: amounts add up, the earlier start counts."""
    return Segment(
        unit=a.unit,
        plan=a.plan + b.plan,
        total_investment=a.total_investment + b.total_investment,
        planned_start_on=_earlier(a.planned_start_on, b.planned_start_on),
        actual_start_on=_earlier(a.actual_start_on, b.actual_start_on),
        this_month=_both(a.this_month, b.this_month),
        year_to_date=_both(a.year_to_date, b.year_to_date),
    )


def _earlier(a: date | None, b: date | None) -> date | None:
    return min((day for day in (a, b) if day is not None), default=None)


def _both(a: int | None, b: int | None) -> int | None:
    return None if a is None or b is None else a + b


def with_kept(shares: Sequence[Share], kept: Iterable[Kept]) -> tuple[Share, ...]:
    """What givers keep taken off the leading share; a giver that got the project back, or has
    a segment of it anyway, has it in its own share.
    """
    rows = list(shares)
    for one in kept:
        at = next(n for n, s in enumerate(rows) if s.is_lead)
        lead = rows[at]
        if one.unit == lead.unit:
            continue
        year = one.year_to_date or 0
        plan = min(one.plan or 0, lead.plan) if lead.plan is not None else 0
        rows[at] = replace(
            lead,
            plan=_less(lead.plan, plan),
            plan_to_date=_less(lead.plan_to_date, plan),
            year_to_date=_less(lead.year_to_date, year),
        )
        rows = _added(rows, one.unit, plan if lead.plan is not None else None, year)
    return tuple(rows)


def _less(amount: int | None, taken: int) -> int | None:
    return None if amount is None else amount - taken


def _added(rows: list[Share], unit: str, plan: int | None, year: int) -> list[Share]:
    for n, row in enumerate(rows):
        if row.unit == unit:
            rows[n] = replace(
                row,
                plan=_plus(row.plan, plan),
                plan_to_date=_plus(row.plan_to_date, plan),
                year_to_date=_plus(row.year_to_date, year),
            )
            return rows
    return [
        *rows,
        Share(
            unit=unit,
            is_lead=False,
            is_current=False,
            plan=plan,
            plan_to_date=plan,
            year_to_date=year,
        ),
    ]


def _plus(amount: int | None, more: int | None) -> int | None:
    return amount if more is None else (amount or 0) + more


def unrewarded(silent: Sequence[Share], honest: Sequence[Share]) -> tuple[Share, ...]:
    """The shares of a silent project; ``honest``: as if it had reported no progress.

    A silent share says nothing, which adds nothing to a sum. Where no progress would have left
    it below nothing (a cut after the transfer, last year's excess) it stands as it would then:
    otherwise who keeps silent about a cut would have more than who says it.
    """
    there = {share.unit: share.year_to_date for share in honest}
    return tuple(
        replace(share, year_to_date=year)
        if share.year_to_date is None and (year := there.get(share.unit)) is not None and year < 0
        else share
        for share in silent
    )


def summed(shares: Iterable[Share]) -> Mapping[str, int | None]:
    """Amounts over the shares; None where no share has one."""
    rows = list(shares)
    found: dict[str, int | None] = {}
    for name in AMOUNTS:
        known = [v for v in (getattr(s, name) for s in rows) if v is not None]
        found[name] = sum(known) if known else None
    return found


def keeps(effective: Month, month: Month, rule: TransferRule) -> bool:
    """Whether the giver of a transfer still has a part in ``month``: in the year of the
    transfer, from its month on.
    """
    return (
        rule is TransferRule.GIVER_KEEPS
        and effective.year == month.year
        and effective.number > 1
        and effective <= month
    )
