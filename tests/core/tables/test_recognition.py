"""Heads, units, rows: what is recognised, what is asked, what is listed."""

from decimal import Decimal

import pytest

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.book import Book, Merge, Sheet, address, position
from yipanqi.core.tables.extract import extract
from yipanqi.core.tables.fields import MoneyUnit, TableField
from yipanqi.core.tables.mapping import Choice, Confidence, Confirmed, confirm, remember
from yipanqi.core.tables.meaning import meaning
from yipanqi.core.tables.propose import propose
from yipanqi.core.tables.rows import RowKind
from yipanqi.core.tables.wording import declared_unit

APRIL = Month(2024, 4)
F = TableField


def book(*rows, merges=(), formulas=(), name="Sheet1"):
    plain = tuple(tuple(Decimal(c) if isinstance(c, int) else c for c in row) for row in rows)
    return Book("a.xlsx", (Sheet(name, plain, tuple(merges), frozenset(formulas)),))


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("2024年计划投资（万元）", F.ANNUAL_PLAN),
        ("年度计划投资", F.ANNUAL_PLAN),
        ("截至2023年底累计完成投资", F.COMPLETED_BEFORE),
        ("1—4月累计完成投资额（亿元）", F.YEAR_TO_DATE),
        ("1-3月完成投资", F.PREVIOUS_YEAR_TO_DATE),
        ("4月份完成投资", F.THIS_MONTH),
        ("5月计划投资", F.NEXT_MONTH_PLAN),
        ("项 目\n名 称", F.NAME),
        ("建设单位（业主）", F.OWNER),
        ("占年度计划比例(%)", F.COMPLETION_RATE),
        ("自开工至4月底累计完成投资", F.COMPLETED_IN_ALL),
    ],
)
def test_heads_with_one_meaning(head, field):
    assert meaning((head,), APRIL).field is field


@pytest.mark.parametrize(
    "head",
    [
        "2023年完成投资",
        "2023年1-4月完成投资",
        "2025年计划投资",
        "3月完成投资",
        "联系电话",
        "1-5月完成投资",
    ],
)
def test_other_years_and_months_are_not_taken_for_this_one(head):
    assert meaning((head,), APRIL).field is None


@pytest.mark.parametrize(
    ("head", "offered"),
    [
        ("累计完成投资", {F.YEAR_TO_DATE, F.COMPLETED_IN_ALL}),
        ("截至4月底累计完成投资", {F.YEAR_TO_DATE, F.COMPLETED_IN_ALL}),
        ("计划投资", {F.ANNUAL_PLAN, F.TOTAL_INVESTMENT}),
        ("开工时间", {F.ACTUAL_START, F.PLANNED_START}),
    ],
)
def test_open_wordings_are_offered_not_chosen(head, offered):
    found = meaning((head,), APRIL)
    assert found.field is None
    assert set(found.candidates) == offered


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", MoneyUnit.WAN),
        ("金额单位: 亿 元", MoneyUnit.YI),
        ("项目表（单位：元）", MoneyUnit.YUAN),
        ("万元", MoneyUnit.WAN),
        ("填报单位：越城区", None),
        ("单位：亿元、万元", None),
        ("单位：万元、亩", MoneyUnit.WAN),
        ("单位：万件", None),
    ],
)
def test_units_declared_above_a_table(text, unit):
    assert declared_unit(text) is unit


def test_two_level_heads_through_merges_and_without():
    rows = (
        ("序号", "项目名称", "2024年计划投资（亿元）", None, None, "形象进度"),
        (None, None, "小计", "市财政", "社会资本", None),
        (1, "甲", 2, 1, 1, "主体"),
    )
    merges = [Merge(0, 2, 0, 4), Merge(0, 0, 1, 0), Merge(0, 1, 1, 1), Merge(0, 5, 1, 5)]
    for with_merges in (merges, []):
        source = book(*rows, merges=with_merges)
        (table,) = propose(source, APRIL).tables
        assert [c.field for c in table.columns] == [
            F.ORDINAL, F.NAME, F.ANNUAL_PLAN, None, None, F.PHYSICAL_PROGRESS,
        ]  # fmt: skip
        assert table.columns[2].unit is MoneyUnit.YI
        assert extract(source, [table]).rows[0].values[F.ANNUAL_PLAN] == 200_000_000


def test_a_unit_in_a_corner_head_speaks_for_the_table():
    source = book(("项目名称（单位：亿元）", "总投资", "形象进度"), ("甲", 2, "主体"))
    (table,) = propose(source, APRIL).tables
    assert table.is_settled
    assert extract(source, [table]).rows[0].values[F.TOTAL_INVESTMENT] == 200_000_000


def test_two_columns_for_one_field_are_both_asked_about():
    (table,) = propose(book(("项目名称", "总投资", "项目总投资"), ("甲", 1, 2)), APRIL).tables
    assert [c.confidence for c in table.columns[1:]] == [Confidence.AMBIGUOUS] * 2
    assert not table.is_settled


def test_a_missing_unit_is_asked_for_and_nothing_is_read_before():
    source = book(("项目名称", "总投资", "形象进度"), ("甲", 100, "主体"))
    (table,) = propose(source, APRIL).tables
    assert [q.code for q in table.questions] == ["mapping.unit_unknown"]
    with pytest.raises(Refusal, match=r"table\.unsettled"):
        extract(source, [table])
    settled = confirm(table, {1: Choice(F.TOTAL_INVESTMENT, MoneyUnit.YI)})
    assert extract(source, [settled]).rows[0].values[F.TOTAL_INVESTMENT] == 10_000_000_000


def test_a_confirmed_mapping_is_known_again_next_month_but_not_under_another_unit():
    def monthly(number, unit):
        return book(
            ("单位：" + unit,),
            ("项目名称", f"{number}月完成投资", f"截至{number}月底累计完成投资"),
            ("甲", 1, 2),
        )

    (table,) = propose(monthly(4, "万元"), APRIL).tables
    settled = confirm(table, {2: Choice(F.YEAR_TO_DATE, MoneyUnit.WAN)})
    kept = Confirmed.from_json(remember(settled, APRIL).to_json())
    memory = {kept.signature: kept}
    (again,) = propose(monthly(5, "万元"), APRIL.next, memory).tables
    assert again.is_settled
    assert [c.confidence for c in again.columns] == [Confidence.REMEMBERED] * 3
    (other,) = propose(monthly(5, "亿元"), APRIL.next, memory).tables
    assert not other.is_settled


def test_every_kind_of_row_is_told_apart():
    source = book(
        ("重大项目表",),
        ("单位：万元",),
        ("序号", "项目名称", "总投资", "形象进度"),
        (1, 2, 3, 4),
        ("一、产业类（2个）", None, 300, None),
        (1, "甲", 100, "主体"),
        ("序号", "项目名称", "总投资", "形象进度"),
        (2, "乙", 200, None),
        (None, "小计", 300, None),
        (None, None, 77, None),
        ("合  计", None, 300, None),
        ("注：初步数",),
    )
    (table,) = propose(source, APRIL).tables
    found = extract(source, [table])
    assert [r.values[F.NAME] for r in found.rows] == ["甲", "乙"]
    assert [(r.address, r.finding.code) for r in found.refused] == [("B10", "row.without_name")]
    assert [(s.row, s.reason) for s in sorted(found.skipped, key=lambda s: s.row)] == [
        (0, RowKind.TITLE),
        (1, RowKind.TITLE),
        (2, RowKind.HEAD),
        (3, RowKind.COLUMN_NUMBERS),
        (4, RowKind.CATEGORY),
        (6, RowKind.REPEATED_HEAD),
        (8, RowKind.TOTAL),
        (10, RowKind.TOTAL),
        (11, RowKind.NOTE),
    ]


def test_a_merged_amount_and_a_formula_are_refused_a_merged_unit_is_shared():
    source = book(
        ("项目名称", "责任单位", "总投资（万元）", "本月完成投资（万元）"),
        ("甲", "东街道", 100, 5),
        ("乙", None, None, 6),
        merges=[Merge(1, 1, 2, 1), Merge(1, 2, 2, 2)],
        formulas=[(2, 3)],
    )
    (table,) = propose(source, APRIL).tables
    found = extract(source, [table])
    assert [r.values[F.LEAD_UNIT] for r in found.rows] == ["东街道", "东街道"]
    assert [(r.address, r.finding.code) for r in found.refused] == [
        ("C2", "cell.merged"), ("C3", "cell.merged"), ("D3", "cell.formula"),
    ]  # fmt: skip


def test_hidden_empty_and_wordy_sheets_are_listed():
    sheets = (
        Sheet("藏", (("项目名称", "总投资", "备注"), ("甲", Decimal(1), None)), hidden=True),
        Sheet("空", ()),
        Sheet("说明", (("按月填报",),)),
    )
    found = propose(Book("a.xlsx", sheets), APRIL)
    assert [(s.name, s.reason) for s in found.skipped] == [
        ("藏", "sheet.hidden"), ("空", "sheet.empty"), ("说明", "sheet.no_table"),
    ]  # fmt: skip


@pytest.mark.parametrize("at", [(0, 0), (9, 25), (99, 26), (1, 701), (1, 702), (1048575, 16383)])
def test_addresses_go_both_ways(at):
    assert position(address(*at)) == at
