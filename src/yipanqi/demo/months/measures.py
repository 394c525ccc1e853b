"""Statistics of the units, targets and the bonus and deduction ledgers. All figures invented.

The level of investment follows the shares of GDP; growth and plans follow each county's
vigour, so statistics and reports tell one story without being the same number.
"""

from datetime import date, timedelta

from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.reporting.models import Measure, Observation
from yipanqi.apps.month.snapshots.models import Adjustment
from yipanqi.core.month import Month
from yipanqi.demo.city import places
from yipanqi.demo.city.curves import SEASON, YEAR
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import LAST, instant, months
from yipanqi.demo.city.money import PLAN_2023, PLAN_2024
from yipanqi.demo.tables import rows, table

CITY_FAI = 4_200_00  # a year, in 1e-2 亿元


def build_measures(units: dict[str, Unit]) -> dict[str, Measure]:
    """Measures with their observations up to March, county by county."""
    made = Measure.objects.bulk_create(
        Measure(
            key=r["key"],
            name=r["name"],
            unit_of_account=r["unit"],
            decimals=int(r["decimals"]),
            owner=units[r["owner"]],
        )
        for r in rows("measures.csv")
    )
    measures = {m.key: m for m in made}
    Observation.objects.bulk_create(
        (
            Observation(
                unit=units[county.code],
                month=str(month),
                measure=measures[key],
                value_scaled=value,
                recorded_at=instant(month.next.first.replace(day=10), 9),
            )
            for month in months()
            if month < LAST
            for county in places.counties()
            for key, value in _observed(county, month).items()
        ),
        batch_size=500,
    )
    return measures


def _observed(county: places.County, month: Month) -> dict[str, int]:
    """Scaled values of one county and month."""
    total = sum(c.gdp for c in places.counties())
    year = CITY_FAI * county.gdp // total
    found = {"fai.single_month": _fai(county, month, year)}
    so_far = [_fai(county, m, year) for m in month.year_to_date()]
    last = sum(year * SEASON[m.number - 1] // YEAR * 94 // 100 for m in month.year_to_date())
    found["fai.year_to_date"] = sum(so_far)
    found["fai.last_year_to_date"] = last
    found["fai.growth"] = (sum(so_far) - last) * 1_000 // last
    chance = dice("statistics", county.code, month)
    found["fai.private_year_to_date"] = sum(so_far) * chance.randint(47, 56) // 100
    found["industry.investment_growth"] = found["fai.growth"] + chance.randint(-35, 60)
    return found


def _fai(county: places.County, month: Month, year: int) -> int:
    chance = dice("fai", county.code, month)
    vigour = county.vigour[month.year - 2023]
    return year * SEASON[month.number - 1] // YEAR * vigour // 100 * chance.randint(93, 108) // 100


def build_targets(
    drafts: list[Draft], units: dict[str, Unit], measures: dict[str, Measure]
) -> None:
    """Annual targets of the six counties for both years."""
    Target.objects.bulk_create(
        Target(
            unit=units[county.code],
            measure=measures[key],
            year=year,
            value_scaled=curve[-1],
            curve=curve,
            effective_month=f"{year}-01",
            agreed_by="市推进工作领导小组会议",
            document_number=f"绍推进〔{year}〕2号（演示）",
            recorded_at=instant(date(year, 1, 20)),
        )
        for year in (2023, 2024)
        for county in places.counties()
        for key, curve in _curves(drafts, county, year).items()
    )


def _curves(drafts: list[Draft], county: places.County, year: int) -> dict[str, list[int]]:
    """Cumulative targets by month, scaled like their measures."""
    key = PLAN_2023 if year == 2023 else PLAN_2024
    plans = [d.plans[key] for d in drafts if d.county is county and key in d.plans]
    monthly = [sum(p.monthly[n] for p in plans) for n in range(12)]
    starts = [sum(p.planned_start == f"{year}-{n:02d}" for p in plans) for n in range(1, 13)]
    fai = CITY_FAI * county.gdp // sum(c.gdp for c in places.counties()) * 106 // 100
    return {
        "projects.investment": [sum(monthly[: n + 1]) // 1_000_000 for n in range(12)],
        "projects.starts": [sum(starts[: n + 1]) for n in range(12)],
        "fai.year_to_date": [fai * sum(SEASON[: n + 1]) // YEAR for n in range(12)],
        "fai.growth": [60] * 12,
    }


def build_adjustments(units: dict[str, Unit]) -> None:
    """Entries of the ledgers: events, awards, criticism, safety; at most a few a month."""
    found = []
    for month in months():
        for county in places.counties():
            chance = dice("ledger", county.code, month)
            for entry in table("ledgers.toml")["entry"]:
                if month.number not in entry["months"] or chance.random() > entry["chance"]:
                    continue
                day = month.first.replace(day=chance.randint(4, 24))
                low, high = entry["points"]
                found.append(
                    Adjustment(
                        unit=units[county.code],
                        ledger=entry["ledger"],
                        points_scaled=chance.randint(low, high) * 50,
                        happened_on=day,
                        reason=chance.choice(entry["reasons"]),
                        decided_by=entry["decided_by"],
                        recorded_at=instant(day + timedelta(days=2)),
                    )
                )
    Adjustment.objects.bulk_create(found)
