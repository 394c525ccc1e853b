"""A city set up from a stranger's tables alone, through to a frozen month and its bulletin."""

import time
from datetime import date

import pytest

from setup.desk import APRIL, Desk, found, who
from setup.stranger import (
    COUNTIES,
    PEOPLE,
    UNITS,
    april_table,
    done,
    past_table,
    people_table,
    projects,
    projects_table,
    targets_table,
    units_table,
)
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList
from yipanqi.apps.ledger.units.models import UnitAlias, User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.batch import Outcome
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.cli.month import run
from yipanqi.cli.publication import publish_month
from yipanqi.core.month import Month
from yipanqi.infra import clock
from yipanqi.infra.models import Installation

pytestmark = pytest.mark.django_db
TRUTH = {
    "市交通": "市交通运输局",
    "前期工作": "前期",
    "投资类型": "政府投资",
    "项目级别": "市级",
    "“市交通运输局”牵头": "东山区",
}


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = settings.YIPANQI_EVIDENCE = tmp_path / "evidence"
    with clock.at(date(2024, 5, 5)):
        yield


@pytest.mark.parametrize("seed", [3, 11, 29])
def test_a_stranger_becomes_a_city(seed, tmp_path):
    started = time.monotonic()
    found()
    desk = Desk(TRUTH)
    listed = projects()
    desk.brought_in("units", units_table(seed), month=APRIL)
    _, passwords = desk.brought_in("people", people_table(seed + 1), month=APRIL)
    desk.brought_in(
        "projects", projects_table(seed + 2, listed), month=APRIL, document_number="越项〔2024〕1号"
    )
    desk.brought_in("targets", targets_table(seed + 3), agreed_by="市政府")
    figures = done(listed)
    desk.brought_in("past_months", past_table(seed + 4, figures), month=Month(2024, 3))

    assert {p.username for p in passwords} == {p["login"] for p in PEOPLE}
    assert not Installation.objects.get(pk=1).is_demo
    assert {u["name"] for u in UNITS} <= {n.name for n in tree_on().nodes.values()}
    assert [a.name for a in UnitAlias.objects.all()] == ["市交通"]
    _the_list_is_the_office_s(listed)
    assert Target.objects.count() == len(COUNTIES)
    _past_months_are_frozen(figures)
    summary = _april_runs_from_one_workbook(listed, seed + 5, tmp_path)
    assert {line.split()[2] for line in summary.ranks} >= {name for name, _ in COUNTIES}
    assert {path.suffix for path in summary.written} == {".docx", ".xlsx"}
    publication = publish_month(who("bangongshi"), APRIL, "city_2024", final=True)
    assert publication.state == "final"
    assert User.objects.count() == len(PEOPLE) + 2
    assert time.monotonic() - started < 120


def _the_list_is_the_office_s(listed):
    issue = AnnualList.objects.get(year=2024)
    assert issue.document_number == "越项〔2024〕1号"
    entries = {e.project.current.name: e for e in AnnualEntry.objects.select_related("project")}
    assert set(entries) == {p["name"] for p in listed}
    for p in listed:
        entry = entries[p["name"]]
        assert entry.annual_plan == p["plan"]
        assert entry.project.current.total_investment == p["total"]
        assert entry.monthly_plan == [p["plan"] // 12] * 12
        assert entry.completed_before == p["before"]
        assert tree_on().nodes[entry.project.current.counting_unit_id].short_name in p["county"]


def _past_months_are_frozen(figures):
    for number in (1, 2, 3):
        snapshot = freeze_month(viewer=who("bangongshi"), month=Month(2024, number))
        assert snapshot.manifest["opening"]["rows"] == len(figures)
    march = MonthReport.objects.unscoped("test").filter(window__month="2024-03")
    by_name = {r.project.current.name: r for r in march}
    for f in figures:
        report = by_name[f["name"]]
        assert (report.source, report.state) == ("opening", "approved")
        assert report.year_to_date == f["d3"]
        assert report.this_month == f["d3"] - f["d2"]
    revisions = [r.revisions.get() for r in march]
    assert {r.remark for r in revisions} == {"期初导入，未经审核"}
    assert {r.by_unit for r in revisions} == {None}


def _april_runs_from_one_workbook(listed, seed, tmp_path):
    """One consolidated workbook of the office's own shape, then the whole loop of the month."""
    folder = tmp_path / "april"
    folder.mkdir()
    (folder / "四月.xlsx").write_bytes(april_table(seed, listed))
    summary = run(APRIL, folder, tmp_path / "out", "city_2024")
    assert [(f.outcome, f.why) for f in summary.files.files] == [(Outcome.APPLIED, "")]
    assert summary.submitted == len(done(listed))
    assert summary.approved == summary.submitted
    assert summary.faults == ()
    assert summary.snapshot.built_on == Snapshot.objects.get(month="2024-03")
    assert "opening" not in summary.snapshot.manifest
    assert MonthWindow.objects.get(month="2024-04").state == "frozen"
    return summary
