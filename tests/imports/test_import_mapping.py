"""confirm_mapping, settle_rows: nothing is read before its meaning is settled; it is remembered."""

import pytest
from workbook_desk import APRIL, HEAD, PLANT, STRANGER, sheet

from city import WAN
from yipanqi.apps.month.imports import actions
from yipanqi.apps.month.imports.models import RememberedMapping
from yipanqi.apps.month.imports.queries import reading_of
from yipanqi.apps.month.imports.reading import TableChoice, memory_of, read_tables
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.tables.fields import MoneyUnit, TableField
from yipanqi.core.tables.mapping import Choice, Confidence
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.workbooks import read_workbook

OPEN_HEAD = ("序号", "项目名称", "完成投资", "年初以来累计完成投资", "形象进度", "下月计划投资")
ROW = (1, PLANT, 820, 3220, "五层", 900)
CHOICE = {2: Choice(TableField.THIS_MONTH, MoneyUnit.WAN)}


def test_nothing_is_applied_before_the_columns_are_confirmed(desk):
    found = desk.upload(sheet(ROW), name=STRANGER)
    with pytest.raises(Refusal, match=r"import\.mapping_open"):
        desk.apply(found)


def test_a_column_of_several_meanings_is_asked_and_remembered(desk, town):
    found = desk.upload(sheet(ROW, head=OPEN_HEAD), name=STRANGER)
    with pytest.raises(Refusal, match=r"import\.mapping_open"):
        desk.confirm(found)
    desk.apply(desk.confirm(found, **{"Sheet1!3": CHOICE}))
    assert desk.report().this_month == 820 * WAN
    kept = RememberedMapping.objects.get()
    assert (kept.unit, kept.confirmed_by) == (town.unit["town"], town.user["town_reporter"])
    entry = AuditEntry.objects.get(verb="confirm_mapping")
    assert entry.values["after.mapping"]["confirmed"] is True
    again = desk.upload(sheet((1, PLANT, 830, 3230, "六层", 900), head=OPEN_HEAD), name=STRANGER)
    assert again.mapping == {}  # chosen, still shown
    column = reading_of(again).tables[0].settled.columns[2]
    assert (column.field, column.confidence) == (TableField.THIS_MONTH, Confidence.REMEMBERED)
    desk.apply(desk.confirm(again))
    assert desk.report().this_month == 830 * WAN


def test_a_mapping_is_remembered_for_its_unit_only(desk, town):
    desk.confirm(desk.upload(sheet(ROW, head=OPEN_HEAD), name=STRANGER), **{"Sheet1!3": CHOICE})
    assert memory_of(town.unit["town"].pk)
    assert not memory_of(town.unit["east"].pk)


def test_money_without_a_unit_is_asked(desk):
    found = desk.upload(sheet(ROW, unit=""), name=STRANGER)
    with pytest.raises(Refusal, match=r"import\.mapping_open"):
        desk.confirm(found)
    yi = {
        2: Choice(TableField.THIS_MONTH, MoneyUnit.YI),
        3: Choice(TableField.YEAR_TO_DATE, MoneyUnit.WAN),
        5: Choice(None),
    }
    desk.apply(desk.confirm(found, **{"Sheet1!3": yi}))
    assert desk.report().this_month == 820 * 10_000 * WAN
    assert desk.report().next_month_plan is None


def test_nobody_is_asked_about_what_is_not_imported(desk):
    head = (*HEAD, "项目单位", "总投资")  # several meanings; money without a unit
    found = desk.upload(sheet((*ROW, "某公司", "约5亿"), head=head, unit=""), name=STRANGER)
    reading = read_tables(read_workbook(sheet((*ROW, "某公司", 5), head=head), "a.xlsx"), APRIL, {})
    assert reading.is_settled
    choices = {i: Choice(f, MoneyUnit.WAN) for i, f in _amounts().items()}
    desk.apply(desk.confirm(found, **{"Sheet1!3": choices}))
    assert desk.report().this_month == 820 * WAN


def _amounts():
    return {2: TableField.THIS_MONTH, 3: TableField.YEAR_TO_DATE, 5: TableField.NEXT_MONTH_PLAN}


def test_a_table_without_figures_or_none_at_all(desk, town):
    found = desk.upload(sheet(ROW), name=STRANGER)
    idle = {i: Choice(None) for i in (2, 3, 4, 5)}
    with pytest.raises(Refusal, match=r"import\.no_figures"):
        desk.confirm(found, **{"Sheet1!3": idle})
    with pytest.raises(Refusal, match=r"import\.no_table_chosen"):
        actions.confirm_mapping(
            viewer=town.viewer("town_reporter"),
            uid=found.uid,
            tables={"Sheet1!3": TableChoice(False, {})},
        )


def test_scope_and_state(desk, town):
    found = desk.upload(sheet(ROW), name=STRANGER)
    with pytest.raises(Missing):
        desk.confirm(found, by="west_reporter")
    with pytest.raises(Forbidden):
        desk.confirm(found, by="east_reviewer")
    with pytest.raises(Missing):
        desk.settle(found, by="south_reviewer")
    desk.apply(desk.confirm(found))
    with pytest.raises(Conflict, match=r"import\.already_applied"):
        desk.confirm(found)
    with pytest.raises(Conflict, match=r"import\.already_applied"):
        desk.settle(found)
    desk.undo(found)
    with pytest.raises(Conflict, match=r"import\.already_closed"):
        desk.apply(found)


def test_settling_is_versioned_and_audited(desk):
    found = desk.stranger(ROW)
    settled = desk.settle(found, excluded=["Sheet1!4"], expected_version=found.version)
    assert settled.preview == {"chosen": {}, "excluded": ["Sheet1!4"]}
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.settle(found, expected_version=found.version)
    assert AuditEntry.objects.filter(verb="settle_import_rows").count() == 1
    with pytest.raises(Refusal, match=r"import\.nothing_to_change"):
        desk.apply(found)
