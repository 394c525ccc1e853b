"""The identity of a frozen table depends on its rows and on nothing else."""

import random
import time
import unicodedata
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.facts.current import TABLES, Kind
from yipanqi.core.frozen.canonical import (
    CellError,
    TableDigest,
    columns_of,
    decimal_cell,
    digest,
    text_cell,
)

VALUES = {
    Kind.TEXT: st.text(max_size=6),
    Kind.INT: st.integers(-(2**62), 2**62),
    Kind.YUAN: st.integers(-(2**62), 2**62),
    Kind.BOOL: st.booleans(),
    Kind.DATE: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
}


@st.composite
def tables(draw):
    table = TABLES[draw(st.sampled_from(sorted(TABLES)))]
    row = st.fixed_dictionaries(
        {
            c.name: VALUES[c.kind] if c.required else st.none() | VALUES[c.kind]
            for c in table.columns
        }
    )
    rows = draw(
        st.lists(
            row,
            min_size=1,
            max_size=4,
            unique_by=lambda r: tuple(
                unicodedata.normalize("NFC", str(r[k])) for k in table.sort_key
            ),
        )
    )
    return table, rows


@settings(max_examples=60, deadline=None)
@given(tables(), st.randoms())
def test_row_order_is_irrelevant(drawn, shuffle):
    table, rows = drawn
    mixed = list(rows)
    shuffle.shuffle(mixed)
    assert digest(table, rows) == digest(table, mixed)


@settings(max_examples=60, deadline=None)
@given(tables(), st.data())
def test_any_changed_cell_changes_the_digest(drawn, data):
    table, rows = drawn
    at = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.sampled_from(table.columns))
    kinds = VALUES[column.kind] if column.required else st.none() | VALUES[column.kind]
    new = data.draw(kinds)
    old = rows[at][column.name]

    def spelt(value):
        return unicodedata.normalize("NFC", value) if isinstance(value, str) else value

    changed = [dict(r) for r in rows]
    changed[at][column.name] = new
    try:
        after = digest(table, changed)
    except CellError:  # the change made two rows share a key
        return
    assert (digest(table, rows) == after) == (spelt(old) == spelt(new))


def test_cells_cannot_run_into_each_other():
    assert text_cell("a\tb") == "a\\tb"
    assert text_cell("\\N") == "\\\\N"
    assert text_cell("e\u0301") == "\u00e9"


@pytest.mark.parametrize(
    ("value", "spelt"),
    [("1.50", "1.5"), ("-0.00", "0"), ("1E+3", "1000"), ("0.10", "0.1"), ("100", "100")],
)
def test_decimals_have_one_spelling(value, spelt):
    assert decimal_cell(Decimal(value)) == spelt


def test_wrong_kinds_and_missing_columns_are_refused():
    table = TABLES["unit_paths"]
    row = {"month": "2024-04", "unit_uid": "a", "ancestor_uid": "b", "distance": 1}
    for wrong in ({"distance": True}, {"distance": "1"}, {"unit_uid": None}):
        with pytest.raises(CellError):
            digest(table, [row | wrong])
    with pytest.raises(CellError):
        digest(table, [{"month": "2024-04"}])
    with pytest.raises(CellError):
        digest(table, [row, row])


def test_batches_in_key_order_give_the_same_digest():
    table = TABLES["unit_paths"]
    rows = [
        {"month": "2024-04", "unit_uid": f"{n:05d}", "ancestor_uid": "root", "distance": n % 3}
        for n in range(1000)
    ]
    stream = TableDigest(table)
    for start in range(0, 1000, 300):
        stream.add(columns_of(table, rows[start : start + 300]))
    random.Random(1).shuffle(rows)
    assert stream.hexdigest() == digest(table, rows)
    with pytest.raises(CellError):
        stream.add(columns_of(table, rows[:1]))


def test_one_digest_for_ever():
    """Frozen months carry this value; it may only change with a new facts version."""
    row = {"month": "2024-04", "unit_uid": "甲", "ancestor_uid": "市", "distance": 1}
    assert digest(TABLES["unit_paths"], [row]) == (
        "814a627df6a20bb4775cc120d6fe568107f9af3b37bfb70f68b4e61525e8aa9a"
    )


def test_a_wide_table_digests_fast_enough():
    table = TABLES["project_months"]
    sample = {
        Kind.TEXT: "text",
        Kind.INT: 1,
        Kind.YUAN: 123_456_789,
        Kind.BOOL: True,
        Kind.DATE: date(2024, 4, 30),
    }
    size = 10_000
    columns = {c.name: [sample[c.kind]] * size for c in table.columns}
    columns["project_uid"] = [f"{n:08d}" for n in range(size)]
    started = time.perf_counter()
    TableDigest(table).add(columns)
    assert time.perf_counter() - started < 3  # measured 0.1 s; a million rows about 10 s
