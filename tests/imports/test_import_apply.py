"""upload, apply: the workbook of a unit comes back and changes the month, whole or not at all."""

from datetime import datetime

import pytest
from workbook_desk import APRIL, PLANT, SCHOOL, sheet

from city import WAN
from yipanqi.apps.month.imports.actions.apply import Told
from yipanqi.apps.month.imports.models import Import, ImportedCell
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.tables.own import own_template
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry, EvidenceFile
from yipanqi.infra.workbooks import read_workbook

APRIL_CELLS = {
    "this_month": 820,
    "year_to_date": 3220,
    "next_month_plan": 900,
    "physical_progress": "主体结构施工至五层。",
    "problems": "无",
    "reason": "施工许可正在补办。",
}


def test_the_workbook_knows_its_rows_and_last_month(desk, town):
    name, content = desk.template()
    assert name == "青石镇2024年4月重大项目月报.xlsx"
    own = own_template(read_workbook(content, name))
    assert (own.unit, own.month) == (str(town.unit["town"].uid), "2024-04")
    assert own.versions == {str(town.project[k].uid): 0 for k in ("plant", "school")}
    page = read_workbook(content, name).sheet("月报")
    assert page.at(4, 10) == 2400  # 上月止累计, 万元


def test_a_consolidated_workbook_covers_the_units_below(desk, town):
    own = own_template(read_workbook(desk.template("east", "east_reporter")[1], "t.xlsx"))
    inside = {"road", "homes", "plant", "school", "chips", "pharma"}
    assert own.versions.keys() == {str(town.project[k].uid) for k in inside}


@pytest.mark.parametrize(("unit", "by"), [("town", "west_reporter"), ("west", "east_reviewer")])
def test_outsiders_get_no_workbook(desk, unit, by):
    with pytest.raises(Missing):
        desk.template(unit, by)


def test_an_administrator_reads_no_business_data(desk):
    with pytest.raises(Forbidden):
        desk.template(by="admin")


def test_an_import_changes_the_month_and_is_audited(desk, town):
    found = desk.bring_in({"plant": APRIL_CELLS})
    report = desk.report()
    assert (report.this_month, report.year_to_date) == (820 * WAN, 3220 * WAN)
    assert (report.state, report.source, report.informant) == ("draft", "workbook", "")
    assert report.saved_by == town.user["town_reporter"]
    assert report.explanations == {"report.permit_missing": "施工许可正在补办。"}
    assert (found.state, found.rows_changed) == ("applied", 1)
    assert desk.report("school") is None
    entries = AuditEntry.objects.filter(verb="apply_import")
    assert {e.subject_kind for e in entries} == {"Import", "MonthReport"}
    mine = entries.get(subject_uid=str(report.uid))
    assert mine.values["after.this_month"] == 820 * WAN
    assert found.cells.count() == len(APRIL_CELLS)
    assert found.cells.get(field="this_month").address.startswith("月报!")


def test_a_workbook_sent_back_untouched_changes_nothing(desk):
    desk.save(this_month=5 * WAN, physical_progress="一\r\n二")
    found = desk.upload(desk.template()[1])
    with pytest.raises(Refusal, match=r"import\.nothing_to_change"):
        desk.apply(found)


def test_the_same_rows_twice_change_nothing_and_it_is_said(desk, town):
    first = desk.stranger((1, PLANT, 820, 3220, "五层", 900))
    desk.apply(first)
    desk.save(this_month=1)
    again = desk.stranger((9, PLANT, "８２０", " 3,220 ", "五层", "900"))
    with pytest.raises(Refusal, match=r"import\.same_rows"):
        desk.apply(again)
    assert desk.report().this_month == 1
    assert Import.objects.filter(state="applied").count() == 1


def test_the_same_key_is_once(desk):
    found = desk.upload(desk.filled({"plant": APRIL_CELLS}), key="u")
    assert desk.upload(desk.filled({"plant": APRIL_CELLS}), key="u").pk == found.pk
    desk.apply(found, key="a")
    assert desk.apply(found, key="a").pk == found.pk
    assert AuditEntry.objects.filter(verb="apply_import", subject_kind="Import").count() == 1


@pytest.mark.parametrize("by", ["east_reviewer", "leader", "auditor", "east_leader"])
def test_insiders_without_the_verb_are_told(desk, by):
    with pytest.raises(Forbidden, match=r"import\.only_reporters"):
        desk.upload(desk.filled({"plant": APRIL_CELLS}), by=by)


@pytest.mark.parametrize("by", ["west_reporter", "south_reviewer", "health_reporter"])
def test_outsiders_learn_nothing(desk, by):
    found = desk.upload(desk.filled({"plant": APRIL_CELLS}))
    with pytest.raises(Missing, match=r"unit\.not_found"):
        desk.upload(b"x", by=by)
    with pytest.raises(Missing, match=r"import\.not_found"):
        desk.apply(found, by=by)


def test_reporters_above_and_the_office_name_who_told(desk, town):
    content = desk.filled({"plant": APRIL_CELLS}, unit="east", by="east_reporter")
    found = desk.upload(content, unit="east", by="east_reporter")
    with pytest.raises(Refusal, match=r"import\.informant_needed"):
        desk.apply(found, by="east_reporter")
    desk.apply(found, by="east_reporter", informant="青石镇经发办书面报送")
    assert desk.report().informant == "青石镇经发办书面报送"
    assert desk.report().source == "workbook"
    by_office = desk.upload(
        desk.filled({"school": APRIL_CELLS}, "city", "office"), "city", "office", informant="各地"
    )
    desk.apply(by_office, by="office")
    assert desk.report("school").saved_by == town.user["office"]


def test_how_and_when_the_towns_told_it_stays_with_their_reports(desk, town):
    content = desk.filled({"plant": APRIL_CELLS}, unit="east", by="east_reporter")
    found = desk.upload(content, unit="east", by="east_reporter")
    at = datetime(2024, 4, 25, 9, 30, tzinfo=clock.CITY_ZONE)
    done = desk.apply(found, by="east_reporter", informant="青石镇", told=Told("wecom", at))
    assert (desk.report().source, desk.report().told_at) == ("wecom", at)
    assert done.preview["record"]["told_source"] == "wecom"
    later = Told("phone", datetime(2024, 6, 1, tzinfo=clock.CITY_ZONE))
    again = desk.upload(desk.filled({"school": APRIL_CELLS}, "east", "east_reporter"), "east",
                        "east_reporter")  # fmt: skip
    with pytest.raises(Refusal, match=r"report\.told_later"):
        desk.apply(again, by="east_reporter", informant="青石镇", told=later)


@pytest.mark.parametrize("state", ["freezing", "frozen", "published"])
def test_a_closed_month_takes_nothing(desk, state):
    found = desk.upload(desk.filled({"plant": APRIL_CELLS}))
    MonthWindow.objects.filter(month="2024-04").update(state=state)
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.upload(desk.template()[1])
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.apply(found)
    assert desk.report() is None


def test_a_workbook_of_another_month_or_unit_is_named(desk, town):
    with pytest.raises(Refusal, match=r"import\.other_unit"):
        desk.upload(desk.template("west", "west_reporter")[1])
    from yipanqi.apps.month.imports.workbook import unit_workbook

    march = unit_workbook(town.viewer("town_reporter"), APRIL.previous, town.unit["town"].uid)[1]
    with pytest.raises(Refusal, match=r"import\.other_month"):
        desk.upload(march)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 broken", b"\x89PNG....", b"<html>"])
def test_what_cannot_be_read_is_refused_and_not_kept(desk, content):
    with pytest.raises(Refusal, match=r"workbook\."):
        desk.upload(content)
    assert not EvidenceFile.objects.exists()
    assert not Import.objects.exists()


def test_a_sheet_without_a_table_is_refused(desk):
    with pytest.raises(Refusal, match=r"import\.no_table"):
        desk.upload(sheet(("a", "b"), head=("x", "y")))


# --- all or nothing


def test_one_unreadable_cell_keeps_everything_out_until_its_row_is_left_out(desk):
    found = desk.stranger((1, PLANT, "约820", 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9))
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)
    assert not MonthReport.objects.filter(window__month="2024-04").exists()
    desk.apply(found, excluded=["Sheet1!4"])
    assert desk.report() is None
    assert desk.report("school").this_month == 5 * WAN
    found.refresh_from_db()
    assert found.preview["record"]["excluded"] == [{"sheet": "Sheet1", "row": 4, "name": PLANT}]


def test_a_near_name_is_never_applied_until_somebody_says_so(desk, town):
    found = desk.stranger((1, "青石镇精密轴承生产线扩建项目", 820, 3220, "五层", 900))
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)
    desk.settle(found, chosen={"Sheet1!4": str(town.project["plant"].uid)})
    desk.apply(found)
    assert desk.report().this_month == 820 * WAN


def test_a_project_out_of_reach_is_never_taken(desk, town):
    found = desk.stranger((1, "别处的项目", 820, 3220, "五层", 900))
    desk.settle(found, chosen={"Sheet1!4": str(town.project["road"].uid)})
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)


def test_a_project_named_twice_is_taken_once_one_line_is_left_out(desk):
    found = desk.stranger((1, PLANT, 1, 2401, "五层", 9), (2, PLANT, 2, 2402, "五层", 9))
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)
    desk.apply(found, excluded=["Sheet1!5"])
    assert desk.report().this_month == 1 * WAN


def test_what_was_not_seen_is_not_applied(desk, town):
    from yipanqi.apps.month.imports.queries import preview

    found = desk.stranger((1, PLANT, 820, 3220, "五层", 900))
    seen = preview(town.viewer("town_reporter"), found).plan.digest
    desk.save(this_month=7)
    with pytest.raises(Conflict, match=r"import\.changed_since_preview"):
        desk.apply(found, seen=seen)
    desk.apply(found, seen=preview(town.viewer("town_reporter"), found).plan.digest)
    assert desk.report().this_month == 820 * WAN


def test_a_blank_in_a_stranger_s_file_says_nothing(desk):
    desk.save(this_month=7, problems="用地")
    desk.apply(desk.stranger((1, PLANT, None, 3220, "", "-")))
    report = desk.report()
    assert (report.this_month, report.year_to_date, report.problems) == (7, 3220 * WAN, "用地")


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_handed_in_is_not_overwritten(desk, state):
    desk.save(this_month=7)
    MonthReport.objects.filter(window__month="2024-04").update(state=state)
    found = desk.stranger((1, PLANT, 820, 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9))
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)
    desk.apply(found, excluded=["Sheet1!4"])
    assert desk.report().this_month == 7
    assert desk.report("school") is not None


# --- conflicts


def test_a_cell_edited_since_is_a_conflict_and_stays(desk):
    desk.save(this_month=1 * WAN, year_to_date=2401 * WAN)
    content = desk.filled({"plant": {"this_month": 3, "next_month_plan": 900}})
    desk.save(this_month=2 * WAN)
    found = desk.upload(content)
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)
    assert desk.report().this_month == 2 * WAN


def test_two_people_in_different_cells_do_not_disturb_each_other(desk):
    desk.save(this_month=1 * WAN, year_to_date=2401 * WAN)
    content = desk.filled({"plant": {"next_month_plan": 900}})
    desk.save(this_month=2 * WAN, year_to_date=2402 * WAN)
    desk.apply(desk.upload(content))
    report = desk.report()
    assert (report.this_month, report.next_month_plan) == (2 * WAN, 900 * WAN)


def test_a_row_begun_since_is_compared_with_nothing_reported(desk):
    content = desk.filled({"plant": {"this_month": 3, "next_month_plan": 900}})
    desk.save(this_month=2 * WAN)
    found = desk.upload(content)
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(found)


def test_where_the_record_does_not_reach_back_every_difference_is_a_conflict(desk):
    desk.save(this_month=1 * WAN)
    content = desk.filled({"plant": {"next_month_plan": 900}})
    desk.save(this_month=2 * WAN)
    AuditEntry.objects.all().delete()
    with pytest.raises(Refusal, match=r"import\.rows_open"):
        desk.apply(desk.upload(content))


def test_a_cleared_cell_of_our_own_workbook_is_cleared(desk):
    desk.save(this_month=1 * WAN, problems="用地未落实")
    desk.apply(desk.upload(desk.filled({"plant": {"problems": None, "this_month": None}})))
    assert (desk.report().problems, desk.report().this_month) == ("", None)


def test_cells_keep_what_stood_before(desk):
    desk.save(this_month=1 * WAN)
    found = desk.bring_in({"plant": {"this_month": 2}})
    cell = ImportedCell.objects.get(batch=found)
    assert (cell.field, cell.before, cell.after) == ("this_month", 1 * WAN, 2 * WAN)
