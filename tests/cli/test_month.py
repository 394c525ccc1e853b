"""The whole loop from the shell: workbooks in, snapshot, ranking and bulletin out."""

from dataclasses import replace
from datetime import date

import pytest

from city import WAN, city, instant
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.batch import Outcome
from yipanqi.apps.month.imports.workbook import unit_template, workbook_name
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.results.scoring.actions import seed_schemes
from yipanqi.cli.month import run, tell_summary
from yipanqi.cli.publication import publish_month
from yipanqi.cli.viewers import acting
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.workbooks.template import write_template
from yipanqi.packs.official.readback import document_texts

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = settings.YIPANQI_EVIDENCE = tmp_path / "evidence"
    town = city()
    for key in ("road", "chips"):
        MilestoneDate.objects.create(
            project=town.project[key],
            milestone="permit",
            basis="actual",
            happens_on=date(2023, 5, 1),
            effective_on=date(2023, 5, 1),
            recorded_at=instant(date(2023, 5, 1)),
        )
    seed_schemes(viewer=Viewer.system("test"))
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    return town


@pytest.fixture
def folder(town, tmp_path):
    """One filled workbook per reporting unit; 柳溪镇's has a figure that is none."""
    folder = tmp_path / "workbooks"
    folder.mkdir()
    nodes = tree_on().nodes
    for pk in set(due_reports(APRIL).values()):
        unit, template = unit_template(Viewer.system("test"), APRIL, nodes[pk].uid, own_only=True)
        rows = [
            replace(
                row,
                this_month=900 * WAN,
                year_to_date=(row.previous_year_to_date or 0) + 900 * WAN,
                statistics_counted=800 * WAN,
                next_month_plan=900 * WAN,
                physical_progress="主体结构施工至五层，设备基础完成浇筑。",
                reason="施工许可正在补办，进度已由业主核对。",
            )
            for row in template.rows
        ]
        path = folder / workbook_name(unit, APRIL)
        path.write_bytes(write_template(replace(template, rows=rows)))
    (folder / "不是工作簿.xlsx").write_bytes(b"PK\x03\x04 nothing")
    return folder


def test_a_folder_becomes_a_frozen_ranked_written_month(town, folder, tmp_path, capsys):
    summary = run(APRIL, folder, tmp_path / "out", "city_2024")
    assert summary.files is not None
    assert summary.files.count(Outcome.APPLIED) == len(set(due_reports(APRIL).values()))
    assert [f.name for f in summary.files.refused] == ["不是工作簿.xlsx"]
    assert summary.submitted + len(summary.left_out) == len(due_reports(APRIL))
    assert summary.approved + len(summary.not_approved) == summary.submitted
    assert summary.approved >= 1  # those without any finding; the others wait for a reviewer
    assert str(summary.snapshot) == "2024-04/r1"
    assert MonthWindow.objects.get(month="2024-04").is_closed
    assert summary.ranks
    assert summary.faults == ()
    bulletin, board = summary.written
    text = "".join(document_texts(bulletin.read_bytes()))
    assert "2024年1—4月" in text.replace(" ", "").replace("\n", "")
    assert board.read_bytes()[:2] == b"PK"
    tell_summary(summary)
    told = capsys.readouterr().out
    assert "未导入 1 个" in told
    assert "校验通过" in told
    again = run(APRIL, folder, tmp_path / "again", "city_2024")
    assert again.files is not None
    assert again.files.count(Outcome.APPLIED) == 0
    assert str(again.snapshot) == "2024-04/r1"
    assert [p.read_bytes() for p in again.written] == [p.read_bytes() for p in summary.written]


def test_every_entry_from_the_shell_names_who_told_it(town, folder, tmp_path):
    run(APRIL, folder, tmp_path / "out", "city_2024")
    for report in MonthReport.objects.filter(window__month="2024-04"):
        assert report.source == "workbook"
        assert report.informant


def test_publishing_finally_needs_a_named_person(town, folder, tmp_path):
    run(APRIL, folder, tmp_path / "out", "city_2024")
    with pytest.raises(Refusal) as refused:
        publish_month(acting("", "test"), APRIL, "city_2024", final=True)
    assert refused.value.code == "cli.name_approver"
    with pytest.raises(Missing):
        acting("nobody", "test")
    done = publish_month(acting("leader", "test"), APRIL, "city_2024", final=True)
    assert done.state == "final"
    assert done.approved_by == town.user["leader"]
