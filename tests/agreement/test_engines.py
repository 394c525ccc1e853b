"""The SQL says what the reference says: generated schemes on generated facts.

Every example is a seed, so a failure is one number to repeat. A run of the suite tries 150
schemes; 3,000 more (AGREEMENT_EXAMPLES=3000) were tried when the language was written.
"""

import os

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agreement import frozen, made_facts, made_schemes
from yipanqi.core.facts.current import TABLES
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import ScoreSheet, evaluate, load
from yipanqi.core.scheme.month_scheme import at
from yipanqi.core.scheme.number import wide
from yipanqi.infra.score import duck

APRIL = Month.parse(made_facts.MONTH)
EXAMPLES = int(os.environ.get("AGREEMENT_EXAMPLES", "150"))


@pytest.fixture(scope="module")
def connection():
    with duck.bare() as found:
        yield found


def register(connection, facts) -> None:
    for name, table in TABLES.items():
        rows = facts.get(name, ())
        columns = {
            c.name: pa.array([r.get(c.name) for r in rows], frozen.TYPES[c.kind])
            for c in table.columns
        }
        connection.register(name, pa.table(columns))


def same(left: ScoreSheet, right: ScoreSheet) -> None:
    for a, b in zip(left.figures, right.figures, strict=True):
        assert a == b
    for a, b in zip(left.cells, right.cells, strict=True):
        assert a == b
    assert left == right


def outcome(work):
    try:
        return work()
    except Refusal as refusal:
        return refusal.code


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True)
@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_made_schemes_agree(connection, scheme_seed, facts_seed):
    scheme = load(made_schemes.scheme_text(scheme_seed))
    facts = made_facts.facts(facts_seed)
    register(connection, facts)
    with wide():
        plan = at(scheme, APRIL)
        reference = outcome(lambda: evaluate(scheme, facts, APRIL))
        engine = outcome(lambda: duck.score_on(connection, plan, ()))
    if isinstance(reference, str) or isinstance(engine, str):
        assert reference == engine
    else:
        same(reference, engine)
