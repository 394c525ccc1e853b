"""The bureau's workbook read line by line, and a code's figure spread over its projects."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.refusal import Refusal
from yipanqi.core.reporting.statistics_book import read_book, spread
from yipanqi.core.tables.book import Book, Sheet
from yipanqi.core.tables.fields import MoneyUnit


def book(*rows, hidden=False):
    return Book("统计.xlsx", (Sheet("表1", tuple(rows), hidden=hidden),))


HEAD = ("序号", "统计代码", "项目名称", "建设单位", "本月完成投资", "自年初累计完成投资")


def test_lines_are_found_by_their_heads_and_faults_are_listed():
    found = read_book(
        book(
            ("固定资产投资项目表", None, None, None, None, "单位：万元"),
            HEAD,
            (1, "3306001", "环湖快速路", "示例公司", Decimal("120.5"), Decimal(900)),
            (2, Decimal(3306002), "轴承生产线", None, None, Decimal(-30)),
            (3, "3306003", "学校迁建", None, Decimal(1), "约300"),
            (None, "合计", None, None, Decimal(1), Decimal(2)),
            (None, None, None, None, None, None),
        )
    )
    assert found.unit is MoneyUnit.WAN
    assert found.unit_is_stated
    assert [(x.code, x.this_month, x.year_to_date) for x in found.lines] == [
        ("3306001", 1_205_000, 9_000_000), ("3306002", None, -300_000),
    ]  # fmt: skip
    assert [(f.number, f.finding.field is None) for f in found.faults] == [(5, True)]


def test_a_stated_unit_counts_and_a_code_stands_once():
    rows = (("单位：亿元",), HEAD, (1, "9", "a", None, None, Decimal("1.5")))
    assert read_book(book(*rows)).lines[0].year_to_date == 150_000_000
    with pytest.raises(Refusal) as refused:
        read_book(book(*rows, rows[-1]))
    assert refused.value.code == "statistics.code_twice"
    for useless in (book(("名称", "金额")), book(HEAD, hidden=True)):
        with pytest.raises(Refusal) as refused:
            read_book(useless)
        assert refused.value.code == "statistics.no_columns"


@given(st.integers(-(10**13), 10**13), st.lists(st.integers(1, 2_500), min_size=1, max_size=4))
def test_parts_and_the_rest_are_the_figure(amount, shares):
    parts, rest = spread(amount, shares)
    assert sum(parts) + rest == amount
    assert spread(None, shares) == ([None] * len(shares), None)


def test_a_whole_code_leaves_no_rest():
    assert spread(101, [6_000, 4_000]) == ([61, 40], 0)
    assert spread(100, []) == ([], 100)
