"""The unit's own workbook goes out, comes back, and is known again."""

import io
from datetime import date

import openpyxl
import pytest

from yipanqi.core.month import Month
from yipanqi.core.tables.extract import extract
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.tables.own import KEYS_SHEET, own_template
from yipanqi.core.tables.propose import propose
from yipanqi.infra.workbooks import read_workbook
from yipanqi.infra.workbooks.template import TemplateRow, UnitTemplate, write_template

APRIL = Month(2024, 4)
ROWS = (
    TemplateRow(
        "uid-1", 3, "2304-330602-04-01-100001", "智能装备产业园", "鉴湖街道", "城投公司", "新建",
        total_investment=5_000_000_000, annual_plan=123_456_789, previous_year_to_date=10_000_000,
        planned_start=date(2024, 3, 5), physical_progress="桩基完成", problems="无",
    ),
    TemplateRow("uid-2", 1, "2304-330602-04-01-100002", "=cmd|'/c calc'!A0", problems="+86 电话"),
)  # fmt: skip


def made(month: Month = APRIL) -> bytes:
    return write_template(
        UnitTemplate("unit-1", "越城区鉴湖街道", month, ROWS, date(2024, 5, 8), date(2024, 4, 25))
    )


def test_what_was_written_comes_back_to_the_yuan():
    book = read_workbook(made(), "月报.xlsx")
    own = own_template(book)
    assert own is not None
    assert (own.unit, own.month, dict(own.versions)) == (
        "unit-1", "2024-04", {"uid-1": 3, "uid-2": 1},
    )  # fmt: skip
    proposal = propose(book, APRIL)
    assert proposal.questions == ()
    assert [s.reason for s in proposal.skipped] == ["sheet.no_table", "sheet.keys"]
    found = extract(book, proposal.tables)
    assert found.refused == ()
    first, second = found.rows
    assert first.values[F.UID] == "uid-1"
    assert first.values[F.VERSION] == 3
    assert first.values[F.ANNUAL_PLAN] == 123_456_789
    assert first.values[F.PLANNED_START] == date(2024, 3, 5)
    assert first.values[F.THIS_MONTH] is None
    assert second.values[F.NAME] == "=cmd|'/c calc'!A0"
    assert second.values[F.PROBLEMS] == "+86 电话"


def test_the_same_input_gives_the_same_bytes():
    assert made() == made()


def test_keys_are_locked_inputs_are_open_and_nothing_is_a_formula():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    sheet, keys = book["月报"], book[KEYS_SHEET]
    assert sheet.protection.sheet
    assert keys.sheet_state == "veryHidden"
    assert sheet.column_dimensions["A"].hidden
    heads = {sheet.cell(4, c).value: c for c in range(1, sheet.max_column + 1)}
    assert sheet.cell(5, heads["项目名称"]).protection.locked
    assert not sheet.cell(5, heads["4月完成投资\n（万元）"]).protection.locked
    danger = sheet.cell(6, heads["项目名称"])
    assert (danger.data_type, danger.quotePrefix) == ("s", True)
    assert len(sheet.data_validations.dataValidation) >= 6
    assert sheet.freeze_panes == "F5"


def test_a_changed_head_makes_it_a_strangers_workbook():
    book = openpyxl.load_workbook(io.BytesIO(made()))
    book["月报"]["L4"] = "累计完成投资"
    out = io.BytesIO()
    book.save(out)
    read = read_workbook(out.getvalue(), "月报.xlsx")
    assert own_template(read) is None
    assert propose(read, APRIL).questions != ()


@pytest.mark.parametrize("number", [1, 2, 12])
def test_heads_name_the_month(number: int):
    book = read_workbook(made(Month(2024, number)), "月报.xlsx")
    own = own_template(book)
    assert own is not None
    through = "1月" if number == 1 else f"1-{number}月"
    labels = [c.label for c in own.table.columns]
    assert f"2024年{through}累计完成投资\n（万元）" in labels
