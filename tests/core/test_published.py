"""Printed rates, gaps and ranks, remade from their printed parts (docs/published-figures.md)."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from shared_data import ROOT, needs_shared, table
from yipanqi.core.publishing.published import (
    ballot_score,
    competition_ranks,
    gap_to_pace,
    percent,
    places_of,
    rules_for,
)
from yipanqi.core.rounding import Rounding, half_up

UP, EVEN, DOWN = Rounding.HALF_UP, Rounding.HALF_EVEN, Rounding.TRUNCATE


@pytest.mark.parametrize(
    ("part", "whole", "printed", "rules"),
    [
        ("2", "3", "66.7", {UP, EVEN}),
        ("2", "3", "66.6", {DOWN}),
        ("1", "8", "12.5", {UP, EVEN, DOWN}),
        ("1", "8", "13", {UP}),  # 12.5: half to even prints 12
        ("1", "8", "12", {EVEN, DOWN}),
        ("3", "2", "150.00", {UP, EVEN, DOWN}),
        ("1", "3", "34", set()),
    ],
)
def test_rules_that_make_a_figure(part, whole, printed, rules):
    assert rules_for(percent(Decimal(part), Decimal(whole)), Decimal(printed)) == rules


def test_gaps_are_taken_before_rounding():
    """3/7 by April: 42.857 − 33.333 = 9.524 prints 9.5; 42.9 − 33.3 would print 9.6."""
    gap = gap_to_pace(percent(Decimal(3), Decimal(7)), 4)
    assert half_up(gap, 1) == Decimal("9.5")


def test_ballots_and_shared_ranks():
    assert ballot_score([1, 1, 2]) == 99
    assert competition_ranks([Decimal(9), Decimal(7), Decimal(9), Decimal(1)]) == [1, 3, 1, 4]
    assert places_of(Decimal("5.90")) == 2


def spelt(rules) -> str:
    """In the words of the tables' column reproduced_by."""
    if {UP, DOWN} <= rules:
        return "both"
    return "half_up" if UP in rules else "truncate" if DOWN in rules else "neither"


class TestPublished:
    pytestmark = needs_shared

    def test_progress_rates(self):
        rows = table("progress_rates.csv")
        found = Counter()
        for row in rows:
            rate = percent(Decimal(row["numerator"]), Decimal(row["denominator"]))
            rule = spelt(rules_for(rate, Decimal(row["printed_percent"])))
            assert rule == row["reproduced_by"], row
            found[rule] += 1
        assert found == {"both": 9, "half_up": 7, "truncate": 2, "neither": 2}

    def test_landing_rates(self):
        found = Counter()
        for row in table("shaoxing_landing_rates.csv"):
            landed = Decimal(row["numerator"].strip("()").split()[0])
            rate = percent(landed, Decimal(row["denominator"]))
            found[spelt(rules_for(rate, Decimal(row["printed"])))] += 1
        assert found == {"both": 3, "half_up": 2, "truncate": 1}

    def test_gaps_to_pace(self):
        rows = table("pace_gap.csv")
        for row in rows:
            known = row["done"] and row["plan"]
            rate = (
                percent(Decimal(row["done"]), Decimal(row["plan"]))
                if known
                else Decimal(row["rate_percent"])
            )
            gap = gap_to_pace(rate, int(row["months_elapsed"]))
            assert UP in rules_for(gap, Decimal(row["printed_gap_pp"])), row
        assert len(rows) == 6

    def test_votes_of_jining(self):
        rows = table("jining_2015q1_site_visit_votes.csv")
        scores = [Decimal(r["printed_score"]) for r in rows]
        assert competition_ranks(scores) == [int(r["printed_rank"]) for r in rows]
        assert sum(scores) == 13 * ballot_score(range(1, 14)) == 1066
        for score in scores:  # fourteen ballots, two decimals
            assert any(half_up(Decimal(k) / 14, 2) == score for k in range(64 * 14, 100 * 14 + 1))

    def test_growth_and_ranks_of_2024(self):
        rows = table("shaoxing_gdp_2024.csv")
        gdp = [Decimal(r["gdp_2024_yi"]) for r in rows]
        assert competition_ranks(gdp) == [int(r["printed_rank"]) for r in rows]
        assert rules_for(
            percent(Decimal("577.5"), Decimal("8368.6") - Decimal("577.5")), Decimal("7.4")
        )
        assert sum(gdp) == Decimal("8368.61")  # printed: 8368.6

    def test_the_page_lists_what_no_rule_makes(self):
        page = Path(ROOT / "docs" / "published-figures.md").read_text(encoding="utf-8")
        for row in table("progress_rates.csv"):
            if row["reproduced_by"] in ("neither", "truncate"):
                assert row["printed_percent"] in page
