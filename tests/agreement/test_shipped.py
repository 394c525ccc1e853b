"""Every shipped scheme: both engines agree, also through real files, and silence never pays."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement import frozen, made_facts
from agreement.test_engines import register, same
from core.scheme import hdi
from shared_data import needs_shared, table
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import contributions, evaluate, rank
from yipanqi.core.scheme.month_scheme import at
from yipanqi.core.scheme.number import wide
from yipanqi.core.scheme.rows import is_silent, no_progress
from yipanqi.infra.score import duck
from yipanqi.schemes import keys, shipped

APRIL = Month.parse(made_facts.MONTH)
EXAMPLES = int(os.environ.get("AGREEMENT_EXAMPLES", "40"))
CITY = ("city_2024", "city_2024_2", "yanan_2017")


def test_all_are_covered():
    assert set(keys()) == {*CITY, "hdi_2022"}


@pytest.fixture(scope="module")
def connection():
    with duck.bare() as found:
        yield found


@pytest.mark.parametrize("key", CITY)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**9))
def test_engines_agree(connection, key, seed):
    facts = made_facts.facts(seed, size=40)
    register(connection, facts)
    with wide():
        plan = at(shipped(key), APRIL)
        same(evaluate(shipped(key), facts, APRIL), duck.score_on(connection, plan, ()))


@pytest.mark.parametrize("key", CITY)
@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**9), which=st.integers(0, 10**6))
def test_no_project_gains_by_silence(key, seed, which):
    """One project alone, whoever else is silent. Figures of earlier months are not negative."""
    facts = made_facts.facts(seed, size=40)
    quiet = [n for n, row in enumerate(facts["project_months"]) if is_silent(row)]
    if not quiet:
        return
    chosen = quiet[which % len(quiet)]
    rows = list(facts["project_months"])
    unit = made_facts.ancestors(rows[chosen]["counting_unit_uid"])[-2]
    silent = _place(key, facts, unit)
    rows[chosen] = no_progress(rows[chosen])
    assert silent >= _place(key, {**facts, "project_months": rows}, unit)


def _place(key, facts, unit):
    ranking = rank(shipped(key), evaluate(shipped(key), facts, APRIL))
    return ranking[0].rank_of(unit) or 99


def test_snapshots_in_folders_give_the_same_sheet_and_the_same_rows(tmp_path):
    facts = made_facts.facts(7, size=60)
    folders = [
        frozen.write(tmp_path / month, {
            name: [r for r in rows if r["month"] == month] for name, rows in facts.items()
        })
        for month in (made_facts.BEFORE, made_facts.MONTH)
    ]  # fmt: skip
    scheme = shipped("city_2024")
    ids = tuple(f.name for f in folders)
    sheet = duck.score(scheme, folders, APRIL)
    same(evaluate(scheme, facts, APRIL, ids), sheet)
    for criterion in ("county_investment", "quality", "bonus"):
        here = contributions(scheme, facts, APRIL, "c1", criterion)
        there = duck.contributions(scheme, folders, APRIL, "c1", criterion)
        assert sorted(map(str, here)) == sorted(map(str, there))
        assert here


def test_a_month_given_twice_is_refused(tmp_path):
    folder = frozen.write(tmp_path / "a", made_facts.facts(1))
    with pytest.raises(Refusal) as refused:
        duck.score(shipped("city_2024"), [folder, folder], APRIL)
    assert refused.value.code == "score.month_twice"


def test_a_month_without_units_is_refused(tmp_path: Path):
    with pytest.raises(Refusal) as refused:
        duck.score(shipped("city_2024"), [], APRIL)
    assert refused.value.code == "score.no_units"
    with pytest.raises(Refusal):
        duck.score(shipped("city_2024"), [], Month(2031, 1))


class TestPublished:
    pytestmark = needs_shared

    def test_the_engine_gives_the_printed_index_too(self, connection):
        facts = hdi.facts(table("hdi2022.csv"))
        register(connection, facts)
        december = Month(2022, 12)
        with wide():
            plan = at(shipped("hdi_2022"), december)
            same(evaluate(shipped("hdi_2022"), facts, december),
                 duck.run(connection, plan).sheet(()))  # fmt: skip
