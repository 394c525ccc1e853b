"""The law of silence: by default a unit never ranks higher for not reporting than if it had
reported no progress (nothing this month, the year's sum unchanged), in time.

Any scheme, any facts: one unit's missing reports are compared with the same reports saying
"no progress". Seeds make each example repeatable.
"""

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from agreement import made_facts, made_schemes
from yipanqi.core.month import Month
from yipanqi.core.scheme import evaluate, load, rank
from yipanqi.core.scheme.rows import is_silent, no_progress

APRIL = Month.parse(made_facts.MONTH)
EXAMPLES = int(os.environ.get("AGREEMENT_EXAMPLES", "150"))


def said_no_progress(facts, unit):
    """The facts had every silent project under ``unit`` reported no progress."""
    rows = [
        no_progress(row) if unit in made_facts.ancestors(row["counting_unit_uid"]) else row
        for row in facts["project_months"]
    ]
    return {**facts, "project_months": rows}


def place(scheme, facts, unit):
    """Rank, behind everybody where there is none."""
    sheet = evaluate(scheme, facts, APRIL)
    (ranking,) = rank(scheme, sheet)
    return ranking.rank_of(unit) or 99


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.sampled_from(made_facts.COUNTIES))
def test_silence_never_pays(scheme_seed, facts_seed, unit):
    text = made_schemes.scheme_text(scheme_seed, by=("counting_unit_uid",), policies=("worst",))
    scheme = load(text)
    facts = made_facts.facts(facts_seed)
    if not any(map(is_silent, facts["project_months"])):
        return
    silent = place(scheme, facts, unit)
    honest = place(scheme, said_no_progress(facts, unit), unit)
    assert silent >= honest
