"""Every cell of a made sheet can be explained, and the explanation ends at its points."""

from hypothesis import given, settings
from hypothesis import strategies as st

from agreement import made_facts, made_schemes
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import contributions, evaluate, explain, load

APRIL = Month.parse(made_facts.MONTH)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_explanations_are_complete(scheme_seed, facts_seed):
    scheme = load(made_schemes.scheme_text(scheme_seed))
    facts = made_facts.facts(facts_seed)
    try:
        sheet = evaluate(scheme, facts, APRIL)
    except Refusal:
        return
    for cell in sheet.cells:
        found = explain(scheme, sheet, cell.unit_uid, cell.criterion, cell.league)
        made = [s for s in found.steps if not s.code.endswith("figure")]
        assert made, cell
        assert found.points == cell.points
        if cell.reason != "score.scored":
            said = [s.code for s in made if s.code == cell.reason.replace("score.", "explain.")]
            assert said or cell.reason == "score.combined", cell
        contributions(scheme, facts, APRIL, cell.unit_uid, cell.criterion)
