"""A folder of workbooks without pages: applied, unchanged or refused, file by file."""

import pytest
from workbook_desk import APRIL, PLANT, SCHOOL, Desk, sheet

from city import WAN
from yipanqi.apps.month.imports.batch import Outcome, check_file, import_folder, workbooks_in
from yipanqi.apps.month.imports.models import Import, RememberedMapping
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import AuditEntry, EvidenceFile

ROW, OTHER = (1, PLANT, 820, 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def put(folder, name, content):
    (folder / name).write_bytes(content)
    return folder / name


def test_a_month_from_a_folder(desk: Desk, town, folder):
    put(folder, "1青石镇.xlsx", desk.filled({"plant": {"this_month": 820}}))
    put(
        folder,
        "2西河县.xlsx",
        desk.filled({"bundle_a": {"this_month": 7}}, "west", "west_reporter"),
    )
    put(folder, "3青石镇4月.xlsx", sheet(OTHER))
    put(folder, "4坏.xlsx", b"PK\x03\x04")
    put(folder, "5图.png", b"\x89PNG")
    put(folder, "~$1青石镇.xlsx", b"lock")
    told = []
    done = import_folder(
        town.viewer("office"),
        APRIL,
        folder,
        confirm_mappings=True,
        on_file=lambda n, of, file: told.append((n, of, file.outcome)),
    )
    assert [f.outcome for f in done.files] == ["applied", "applied", "applied", "refused"]
    assert [n for n, _, _ in told] == [1, 2, 3, 4]
    assert [f.unit for f in done.files[:3]] == ["青石镇", "西河县", "青石镇"]
    assert "已损坏" in done.refused[0].why
    assert desk.report().this_month == 820 * WAN
    assert desk.report().informant == "工作簿“1青石镇”"
    assert desk.report("bundle_a").source == "workbook"
    again = import_folder(town.viewer("office"), APRIL, folder, confirm_mappings=True)
    assert again.count(Outcome.UNCHANGED) == 3
    assert again.cells_changed == 0
    assert Import.objects.filter(state="applied").count() == 3


def test_a_job_without_a_person_may_run_it(town, folder):
    put(folder, "青石镇.xlsx", sheet(ROW))
    viewer = Viewer.system("month from a folder")
    done = import_folder(viewer, APRIL, folder, confirm_mappings=True)
    assert done.files[0].outcome is Outcome.APPLIED
    assert Import.objects.get().uploaded_by is None


def test_a_doubtful_head_is_refused_and_its_columns_named(town, folder, desk):
    head = ("序号", "项目名称", "完成投资", "本年累计完成投资", "形象进度", "不认识的列")
    put(folder, "青石镇.xlsx", sheet(ROW, head=head))
    done = import_folder(town.viewer("office"), APRIL, folder, confirm_mappings=True).files[0]
    assert done.outcome is Outcome.REFUSED
    assert "Sheet1!C“完成投资”" in done.why
    assert "Sheet1!F“不认识的列”" in done.why
    assert not RememberedMapping.objects.exists()


def test_a_certain_head_still_wants_a_person_unless_told(town, folder, desk):
    path = put(folder, "青石镇.xlsx", sheet(ROW))
    first = import_folder(town.viewer("town_reporter"), APRIL, folder).files[0]
    assert first.outcome is Outcome.REFUSED
    desk.confirm(desk.upload(path.read_bytes(), name="另一份.xlsx"))
    assert import_folder(town.viewer("town_reporter"), APRIL, folder).files[0].outcome == "applied"


def test_a_refused_cell_keeps_its_file_out_and_is_named(town, folder, desk):
    put(folder, "青石镇.xlsx", sheet((1, PLANT, "约820", 3220, "五层", 900), OTHER))
    done = import_folder(town.viewer("office"), APRIL, folder, confirm_mappings=True).files[0]
    assert (done.outcome, done.rows) == (Outcome.REFUSED, 2)
    remark = done.remarks[0]
    assert (remark.sheet, remark.cell, remark.value) == ("Sheet1", "C4", "约820")
    assert (remark.why, remark.remedy) == ("“约820”是约数。", "请填写确切数字。")
    assert not MonthReport.objects.filter(window__month="2024-04").exists()
    assert not Import.objects.exists()


def test_trying_a_file_writes_nothing(town, folder, desk):
    path = put(folder, "青石镇.xlsx", sheet(ROW, OTHER))
    audit = AuditEntry.objects.count()
    done = check_file(town.viewer("office"), APRIL, path)
    assert (done.outcome, done.rows_changed, done.cells_changed) == (Outcome.READY, 2, 8)
    assert not Import.objects.exists()
    assert not EvidenceFile.objects.exists()
    assert AuditEntry.objects.count() == audit


def test_scope_holds_without_pages_too(town, folder, desk):
    path = put(folder, "a.xlsx", desk.filled({"plant": {"this_month": 1}}))
    assert check_file(town.viewer("west_reporter"), APRIL, path).outcome is Outcome.REFUSED
    assert "只有" in check_file(town.viewer("east_reviewer"), APRIL, path).why
    stranger = put(folder, "西河县.xlsx", sheet(ROW))
    done = check_file(town.viewer("west_reporter"), APRIL, stranger)
    assert done.outcome is Outcome.REFUSED
    assert "不在本单位的项目清单中" in done.remarks[0].why


def test_only_workbooks_in_a_fixed_order(folder):
    (folder / "b").mkdir()
    for name in ("z.xlsx", "a.xls", "b/c.xml", "readme.txt", "~$z.xlsx"):
        put(folder, name, b"")
    assert [p.name for p in workbooks_in(folder)] == ["a.xls", "c.xml", "z.xlsx"]
