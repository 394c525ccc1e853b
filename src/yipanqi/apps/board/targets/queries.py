"""Reads of targets and observations: what is agreed, what is done, how far behind pace."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yipanqi.apps.board.targets.access import sees
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import Measure, MonthReport, MonthWindow, Observation
from yipanqi.core.money import YI
from yipanqi.core.month import Month
from yipanqi.core.pipeline.pace import as_decimal, exact_gap, required_monthly
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import COUNTY_LEVEL
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.fields import unscaled

RATES = {"%", "‰"}  # a rate is compared with its target, never added up
INVESTMENT, STARTS = "projects.investment", "projects.starts"
FROM_REPORTS = {INVESTMENT, STARTS}  # worked out from the month's reports, never typed


def is_rate(measure: Measure) -> bool:
    return measure.unit_of_account in RATES


def measure_by_key(key: str) -> Measure:
    """Raises ``observation.measure_not_found``."""
    found = Measure.objects.filter(key=key).select_related("owner").first()
    if found is None:
        raise Missing("observation.measure_not_found")
    return found


def measures() -> list[Measure]:
    return list(Measure.objects.order_by("pk"))


def newest_month() -> Month:
    """The newest month that has opened, else the city's own month."""
    today = clock.business_today()
    newest = MonthWindow.objects.filter(opens_on__lte=today).order_by("-month").first()
    return newest.value if newest else Month.of(today)


def window_for(month: Month) -> MonthWindow | None:
    return MonthWindow.objects.filter(month=str(month)).first()


def counties() -> list[Node]:
    """Units that carry targets: those at county level."""
    return [n for _d, n in tree_on().walk() if n.kind in COUNTY_LEVEL and not n.is_view]


def targets_in_force(month: Month, measure: Measure) -> dict[int, Target]:
    """unit → the highest version that is effective for the month."""
    rows = Target.objects.filter(
        measure=measure, year=month.year, effective_month__lte=str(month)
    ).order_by("version")
    return {row.unit_id: row for row in rows}


def versions_of(unit: int, measure: Measure, year: int) -> list[Target]:
    """Newest first."""
    return list(Target.objects.filter(unit=unit, measure=measure, year=year).order_by("-version"))


def latest_observations(
    measures: Iterable[Measure], month: Month
) -> dict[tuple[int, int], Observation]:
    """(unit, measure) → the revision that holds."""
    rows = Observation.objects.filter(measure__in=list(measures), month=str(month))
    return {(r.unit_id, r.measure_id): r for r in rows.order_by("revision")}


def revisions_of(unit: int, measure: Measure, year: int) -> list[Observation]:
    """Every figure ever entered for the year, newest month and revision first."""
    rows = Observation.objects.filter(unit=unit, measure=measure, month__startswith=f"{year}-")
    return list(rows.select_related("recorded_by").order_by("-month", "-revision"))


def actuals(measure: Measure, month: Month) -> dict[int, Decimal]:
    """unit → figure of the month, in the measure's unit of account."""
    if measure.key in FROM_REPORTS:
        return _from_reports(measure.key, month)
    found = latest_observations([measure], month)
    return {
        unit: value
        for (unit, _m), row in found.items()
        if (value := unscaled(row.value_scaled, measure.decimals)) is not None
    }


def _from_reports(key: str, month: Month) -> dict[int, Decimal]:
    """Investment done since January in 亿元, or new starts begun, county by county."""
    done = dict(
        MonthReport.objects.filter(window__month=str(month)).values_list(
            "project_id", "year_to_date"
        )
    )
    by_unit: dict[int, Decimal] = {}
    for pk, facts in project_facts(month).items():
        if facts.is_package or facts.annual_class is None:
            continue
        if key == INVESTMENT:
            amount = Decimal(done.get(pk) or 0) / YI
        else:
            begun = facts.actual_start_on is not None and facts.actual_start_on <= month.last
            amount = Decimal(begun and facts.annual_class == AnnualClass.NEW_START)
        by_unit[facts.counting_unit] = by_unit.get(facts.counting_unit, Decimal(0)) + amount
    tree = tree_on()
    return {
        county.pk: sum((by_unit.get(pk, Decimal(0)) for pk in tree.under(county.pk)), Decimal(0))
        for county in counties()
    }


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit against its target. Figures in the measure's unit of account; None is silence."""

    unit: Node | None  # None: the whole
    version: int | None
    target: Decimal | None
    due: Decimal | None
    done: Decimal | None
    is_rate: bool
    months_left: Month

    @property
    def ahead(self) -> Decimal | None:
        """Done less what is due by now."""
        return None if self.done is None or self.due is None else self.done - self.due

    @property
    def share(self) -> Decimal | None:
        if self.is_rate or self.done is None or not self.target:
            return None
        return self.done / self.target

    @property
    def due_share(self) -> Decimal | None:
        return (
            None if self.is_rate or self.due is None or not self.target else self.due / self.target
        )

    @property
    def gap(self) -> Decimal | None:
        """Ratio of the target ahead of pace; for a rate, points as a ratio."""
        if self.is_rate:
            return None if self.ahead is None else self.ahead / 100
        if self.done is None or self.due is None or not self.target or self.target <= 0:
            return None
        scale = 10**8
        whole = int(self.target * scale)
        found = exact_gap(int(self.done * scale), whole, Fraction(int(self.due * scale), whole))
        return None if found is None else as_decimal(found)

    @property
    def needed(self) -> Decimal | None:
        """What each month left must bring to reach the target."""
        if self.is_rate or self.done is None or not self.target:
            return None
        scale = 10**8
        left = required_monthly(int(self.done * scale), int(self.target * scale), self.months_left)
        return None if left is None else left / scale


def standings(
    viewer: Viewer, measure: Measure, month: Month
) -> tuple[list[Standing], Standing | None]:
    """Counties the viewer sees, and the whole where all of them are seen and can be added."""
    agreed, done = targets_in_force(month, measure), actuals(measure, month)
    rate = is_rate(measure)
    rows = [
        _standing(node, agreed.get(node.pk), done.get(node.pk), measure, month)
        for node in counties()
        if sees(viewer, node.pk, measure)
    ]
    if rate or len(rows) != len(counties()):
        return rows, None
    whole = Standing(
        None,
        None,
        _sum(r.target for r in rows),
        _sum(r.due for r in rows),
        _sum(r.done for r in rows),
        rate,
        month,
    )
    return rows, whole


def _standing(
    node: Node, target: Target | None, done: Decimal | None, measure: Measure, month: Month
) -> Standing:
    due = target.curve[month.number - 1] if target else None
    return Standing(
        unit=node,
        version=target.version if target else None,
        target=unscaled(target.value_scaled if target else None, measure.decimals),
        due=unscaled(due, measure.decimals),
        done=done,
        is_rate=is_rate(measure),
        months_left=month,
    )


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """A whole with a silent part is silent."""
    found = list(values)
    if not found or any(v is None for v in found):
        return None
    return sum((v for v in found if v is not None), Decimal(0))


def measures_with_targets(year: int) -> set[int]:
    return set(Target.objects.filter(year=year).values_list("measure_id", flat=True))
