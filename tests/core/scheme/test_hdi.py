"""The scheme hdi_2022 against the printed index."""

from decimal import Decimal

import pytest

from core.scheme import hdi
from shared_data import needs_shared, table
from yipanqi.core.month import Month
from yipanqi.core.scheme import evaluate, rank
from yipanqi.schemes import shipped

DECEMBER = Month(2022, 12)

# Inputs of our own; expected values worked out by hand with a pocket calculator:
# health 65/65 = 1, education (1 + 1)/2 = 1, income ln(750)/ln(750) = 1 and so on.
OWN = [
    {"iso3": "TOP", "country": "Top", "life_expectancy": "85", "expected_years_school": "19",
     "mean_years_school": "15", "gni_pc_ppp": "80000"},
    {"iso3": "MID", "country": "Mid", "life_expectancy": "52.5", "expected_years_school": "9",
     "mean_years_school": "7.5", "gni_pc_ppp": "2738.612787525830567"[:13]},
    {"iso3": "GAP", "country": "Gap", "life_expectancy": "70", "expected_years_school": "12",
     "mean_years_school": "", "gni_pc_ppp": "9000"},
]  # fmt: skip


def test_caps_halves_and_a_missing_figure():
    scheme = shipped("hdi_2022")
    sheet = evaluate(scheme, hdi.facts(OWN), DECEMBER)
    assert sheet.total("TOP").points == Decimal("1.000")
    assert sheet.total("MID").points == Decimal("0.500")
    assert sheet.total("GAP").points is None
    gap = sheet.cell("GAP", "education")
    assert (gap.value, gap.points, gap.reason) == (None, None, "score.missing_unranked")
    (ranking,) = rank(scheme, sheet)
    assert [(r.unit_uid, r.rank) for r in ranking.rows] == [("TOP", 1), ("MID", 2), ("GAP", None)]


class TestPublished:
    pytestmark = needs_shared

    def test_all_printed_values_and_ranks_of_2022(self):
        rows = table("hdi2022.csv")
        assert len(rows) == 193
        scheme = shipped("hdi_2022")
        sheet = evaluate(scheme, hdi.facts(rows), DECEMBER)
        (ranking,) = rank(scheme, sheet)
        for row in rows:
            assert sheet.total(row["iso3"]).points == Decimal(row["printed_hdi"]), row
            assert ranking.rank_of(row["iso3"]) == int(row["printed_rank"]), row

    @pytest.mark.parametrize("year", [1990, 2019])
    def test_other_years(self, year):
        rows = [r for r in table(f"hdi{year}.csv") if r["printed_hdi"]]
        sheet = evaluate(shipped("hdi_2022"), hdi.facts(rows), DECEMBER)
        wrong = [
            (r["iso3"], r["printed_hdi"], str(sheet.total(r["iso3"]).points))
            for r in rows
            if sheet.total(r["iso3"]).points != Decimal(r["printed_hdi"])
        ]
        assert (len(rows), wrong) == (len(rows), [])
