"""Law: realistic mess is read exactly or refused and listed; never wrong, never dropped."""

import pytest

from yipanqi.core.tables.extract import extract
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.mapping import remember
from yipanqi.core.tables.propose import propose
from yipanqi.demo.mess import make_mess
from yipanqi.infra.workbooks import read_workbook

from .truth import (
    MONTH,
    compare,
    reading,
    settled,
    unaccounted,
    unseen_columns,
    wrong_proposals,
)


@pytest.mark.parametrize("block", range(8))
def test_mess_is_never_read_wrong_and_never_dropped(block: int):
    for seed in range(block * 15, block * 15 + 15):
        mess = make_mess(seed, MONTH)
        book = read_workbook(mess.content, mess.name)
        found = reading(book, mess)
        problems = [
            *wrong_proposals(book, mess),
            *unseen_columns(book, mess),
            *compare(found, mess),
            *unaccounted(book, found),
        ]
        assert problems == [], (seed, sorted(mess.traits))


@pytest.mark.parametrize("number", [1, 2, 11, 12])
def test_mess_of_other_months(number: int):
    month = type(MONTH)(2024, number)
    for seed in range(10):
        mess = make_mess(seed, month)
        book = read_workbook(mess.content, mess.name)
        tables = settled(book, mess, month)
        assert wrong_proposals(book, mess, month) == []
        assert compare(extract(book, tables), mess) == []


def test_the_check_itself_notices_a_wrong_unit():
    mess = make_mess(3, MONTH, spoil=0)
    book = read_workbook(mess.content, mess.name)
    found = reading(book, mess)
    assert compare(found, mess) == []
    row = found.rows[0]
    money = next(f for f, v in row.values.items() if isinstance(v, int) and v)
    row.values[money] *= 10_000  # type: ignore[index, operator]
    assert compare(found, mess) != []


def test_the_same_seed_makes_the_same_bytes_and_the_mapping_is_remembered():
    assert make_mess(5, MONTH).content == make_mess(5, MONTH).content
    mess = make_mess(7, MONTH)
    book = read_workbook(mess.content, mess.name)
    kept = {c.signature: c for c in (remember(t, MONTH) for t in settled(book, mess))}
    again = propose(book, MONTH, kept)
    assert again.questions == ()
    assert [t.column_of(TableField.NAME) is not None for t in again.tables] == [True] * len(
        again.tables
    )
