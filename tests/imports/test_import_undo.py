"""undo_import: one unit, only what still holds, refused where a row went on."""

import pytest
from workbook_desk import PLANT, SCHOOL

from city import WAN
from yipanqi.apps.month.imports.actions import discard_import
from yipanqi.apps.month.imports.queries import cells_of, imports_of
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra.models import AuditEntry


@pytest.fixture
def brought_in(desk):
    desk.save(this_month=1 * WAN, problems="用地未落实")
    found = desk.stranger((1, PLANT, 820, 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9))
    return desk.apply(found)


def test_everything_is_as_it_was(desk, brought_in):
    found = desk.undo(brought_in, reason="传错了文件")
    report = desk.report()
    assert (report.this_month, report.year_to_date) == (1 * WAN, None)
    assert (report.physical_progress, report.problems) == ("", "用地未落实")
    assert desk.report("school").this_month is None
    assert found.state == "undone"
    assert found.preview["undone"] == {"restored": 8, "left": []}
    entry = AuditEntry.objects.get(verb="undo_import", subject_kind="Import")
    assert entry.reason == "传错了文件"
    assert AuditEntry.objects.filter(verb="undo_import", subject_uid=str(report.uid)).exists()


def test_what_was_edited_since_stays_and_is_counted(desk, brought_in):
    desk.save(this_month=9 * WAN)
    found = desk.undo(brought_in)
    assert desk.report().this_month == 9 * WAN
    assert desk.report().year_to_date is None
    assert found.preview["undone"]["restored"] == 7
    left = found.cells.get(pk=found.preview["undone"]["left"][0])
    assert (left.field, left.report_id) == ("this_month", desk.report().pk)


def test_refused_with_the_list_where_a_row_was_handed_in(desk, town, brought_in):
    desk.save(
        "school",
        this_month=5 * WAN,
        year_to_date=2405 * WAN,
        next_month_plan=9 * WAN,
    )
    reporting.save_report(
        viewer=town.viewer("town_reporter"),
        month=brought_in.window.value,
        project_uid=town.project["school"].uid,
        values={},
        explanations={"report.permit_missing": "补办中"},
    )
    reporting.submit_report(
        viewer=town.viewer("town_reporter"),
        month=brought_in.window.value,
        project_uid=town.project["school"].uid,
    )
    with pytest.raises(Refusal, match=r"import\.undo_handed_in") as refused:
        desk.undo(brought_in)
    assert refused.value.params["projects"] == [SCHOOL]
    assert desk.report().this_month == 820 * WAN
    MonthReport.objects.filter(pk=desk.report("school").pk).update(state="returned")
    assert desk.undo(brought_in).state == "undone"


def test_once_and_only_what_was_applied(desk, brought_in):
    desk.undo(brought_in, key="k")
    assert desk.undo(brought_in, key="k").state == "undone"
    with pytest.raises(Conflict, match=r"import\.not_applied"):
        desk.undo(brought_in)
    with pytest.raises(Conflict, match=r"import\.not_applied"):
        desk.undo(desk.upload(desk.template()[1]))


def test_what_was_taken_back_may_come_in_again(desk, brought_in):
    desk.undo(brought_in)
    again = desk.stranger((1, PLANT, 820, 3220, "五层", 900), (2, SCHOOL, 5, 2405, "一层", 9))
    assert desk.apply(again).rows_changed == 2


@pytest.mark.parametrize("state", ["freezing", "frozen", "published"])
def test_not_once_the_month_is_closed(desk, brought_in, state):
    MonthWindow.objects.filter(month="2024-04").update(state=state)
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        desk.undo(brought_in)


def test_scope(desk, brought_in):
    with pytest.raises(Missing, match=r"import\.not_found"):
        desk.undo(brought_in, by="west_reporter")
    with pytest.raises(Forbidden, match=r"import\.only_reporters"):
        desk.undo(brought_in, by="east_reviewer")
    assert desk.undo(brought_in, by="east_reporter").state == "undone"


def test_a_version_seen_by_somebody_else(desk, brought_in):
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        desk.undo(brought_in, expected_version=99)


def test_reads_follow_scope(town, desk, brought_in):
    window, unit = town.window["2024-04"], town.unit["town"].uid
    assert list(imports_of(town.viewer("east_reviewer"), window, unit)) == [brought_in]
    assert len(cells_of(town.viewer("auditor"), brought_in)) == 8
    with pytest.raises(Missing):
        imports_of(town.viewer("south_reviewer"), window, unit)


def test_a_preview_is_put_aside_and_writes_nothing(desk):
    found = desk.stranger((1, PLANT, 820, 3220, "五层", 900))
    done = discard_import(viewer=desk.town.viewer("town_reporter"), uid=found.uid)
    assert (done.state, desk.report()) == ("discarded", None)
    assert AuditEntry.objects.get(verb="discard_import").subject_uid == str(found.uid)
    with pytest.raises(Conflict, match=r"import\.already_closed"):
        desk.apply(done)
    again = desk.apply(desk.stranger((1, PLANT, 820, 3220, "五层", 900)))
    assert again.state == "applied"
    with pytest.raises(Conflict, match=r"import\.already_applied"):
        discard_import(viewer=desk.town.viewer("town_reporter"), uid=again.uid)
