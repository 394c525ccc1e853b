"""The freeze page: what would be taken, the order, its job, restating, verifying."""

import pytest
from django.urls import reverse

from city import city, make_project, make_report
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.actions import (
    begin_restatement,
    freeze_month,
    order_freeze,
    order_verification,
)
from yipanqi.apps.month.snapshots.cells import column_title, table_title
from yipanqi.apps.month.snapshots.jobs import freeze as freeze_job  # noqa: F401  (registers handlers)
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.outlook import CountsAs, outlook
from yipanqi.core.facts.current import TABLES
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)
INDEX = "/snapshots/"


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def log_in(client, town, name):
    client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_outlook_counts_every_due_report_once_and_names_what_is_not_approved(town):
    report = town.report["road"]
    report.state = MonthReport.State.RETURNED
    report.save()
    found = outlook(town.viewer("office"), town.window["2024-03"])
    assert found.due == sum(found.counts.values()) == sum(found.states.values())
    assert sum(u.due for u in found.units) == found.due
    rows = {r.project_uid: r for r in found.rows}
    assert rows[str(town.project["road"].uid)].counts_as is CountsAs.EARLIER
    assert rows[str(town.project["silent"].uid)].counts_as is CountsAs.MISSING
    assert str(town.project["plant"].uid) not in rows


def test_the_outlook_agrees_with_what_the_freeze_then_takes(town):
    make_report(town, town.project["silent"], state="submitted")
    found = outlook(town.viewer("office"), town.window["2024-03"])
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    from yipanqi.apps.month.snapshots.queries import current_snapshot, table

    rows = [r for r in table(current_snapshot(MARCH), "project_months") if r["report_due"]]
    missing = [r for r in rows if r["report_status"] == "missing"]
    assert len(rows) == found.due
    assert len(missing) == found.counts["missing"]


def test_ordering_a_freeze_is_the_office_s_and_is_done_by_the_worker(town):
    for name in ("leader", "auditor", "east_reviewer"):
        with pytest.raises(Forbidden):
            order_freeze(viewer=town.viewer(name), month=MARCH)
    window = town.window["2024-03"]
    with pytest.raises(Conflict):
        order_freeze(viewer=town.viewer("office"), month=MARCH, expected_version=99)
    job = order_freeze(
        viewer=town.viewer("office"), month=MARCH, expected_version=window.version, key="k"
    )
    assert order_freeze(viewer=town.viewer("office"), month=MARCH, key="k") == job
    assert AuditEntry.objects.filter(verb="order_freeze").count() == 1
    assert drain() == 1
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    assert job.result["snapshot"] == "2024-03/r1"
    assert job.result["faults"] == []
    assert Snapshot.objects.get().frozen_by == town.user["office"]


def test_a_job_run_again_after_a_crash_finishes_the_freeze_once(town):
    job = order_freeze(viewer=town.viewer("office"), month=MARCH)
    MonthWindow.objects.filter(month="2024-03").update(state="freezing", freeze_token="dead")
    Job.objects.filter(pk=job.pk).update(attempts=1)
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    drain()
    assert Snapshot.objects.count() == 1


def test_a_refused_freeze_says_why_on_the_page(client, town):
    order_freeze(viewer=town.viewer("office"), month=APRIL)
    drain()
    page = log_in(client, town, "office").get(INDEX, {"month": "2024-04"}).content.decode()
    assert "2024年3月" in page
    assert "不能先封账" in page


def test_verification_names_the_changed_file(client, town):
    snapshot = freeze_month(viewer=town.viewer("office"), month=MARCH)
    with pytest.raises(Forbidden):
        order_verification(viewer=town.viewer("east_leader"))
    office = log_in(client, town, "office")
    office.post(reverse("snapshots:verify"), {"month": "2024-03"})
    drain()
    assert "全部相符" in office.get(INDEX, {"month": "2024-03"}).content.decode()
    path = folders.folder_of(snapshot) / "units.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    office.post(reverse("snapshots:verify"), {"month": "2024-03"})
    drain()
    page = office.get(INDEX, {"month": "2024-03"}).content.decode()
    assert "2024-03/r1 units" in page
    assert "文件哈希不符" in page


def test_the_page_is_for_office_leader_and_auditor(client, town):
    for name, status in {
        "office": 200,
        "leader": 200,
        "auditor": 200,
        "east_reporter": 403,
        "admin": 403,
    }.items():
        assert log_in(client, town, name).get(INDEX).status_code == status
    assert "封账" in log_in(client, town, "leader").get(INDEX).content.decode()
    assert client.get(INDEX, {"month": "2031-01"}).status_code == 404
    assert log_in(client, town, "auditor").post("/snapshots/freeze/").status_code == 403


def test_restating_from_the_page_opens_the_month_and_lists_the_changed_cells(client, town):
    office = log_in(client, town, "office")
    office.post("/snapshots/freeze/", {"month": "2024-03", "version": "1", "key": "a"})
    drain()
    office.post("/snapshots/restate/", {"month": "2024-03", "reason": "", "key": "b"})
    assert MonthWindow.objects.get(month="2024-03").is_closed
    office.post("/snapshots/restate/", {"month": "2024-03", "reason": "核减重复统计", "key": "c"})
    assert not MonthWindow.objects.get(month="2024-03").is_closed
    assert "核减重复统计" in office.get(INDEX, {"month": "2024-03"}).content.decode()
    last = town.report["road"].revisions.get(event="approved")
    last.pk, last.number, last.year_to_date = None, last.number + 1, last.year_to_date - 10_000
    last.save(force_insert=True)
    second = freeze_month(viewer=town.viewer("office"), month=MARCH)
    page = office.get(f"/snapshots/{second.uid}/").content.decode()
    assert "本年累计完成投资" in page
    assert "东山区环湖快速路工程" in page
    assert "2,399万元" in page


def test_an_older_base_is_accepted_from_the_page(client, town):
    office = town.viewer("office")
    freeze_month(viewer=office, month=MARCH)
    april = freeze_month(viewer=office, month=APRIL)
    begin_restatement(viewer=office, month=MARCH, reason="更正")
    freeze_month(viewer=office, month=MARCH)
    browser = log_in(client, town, "office")
    assert "上月已更正" in browser.get(INDEX, {"month": "2024-04"}).content.decode()
    browser.post(f"/snapshots/{april.uid}/accept/", {"reason": "不影响排名", "key": "x"})
    april.refresh_from_db()
    assert april.base_accepted_reason == "不影响排名"


def test_the_number_of_queries_does_not_grow_with_projects(
    client, town, django_assert_max_num_queries
):
    office = log_in(client, town, "office")
    office.get(INDEX)
    with django_assert_max_num_queries(60) as few:
        office.get(INDEX, {"month": "2024-04"})
    for n in range(40):
        make_project(town, key=f"more{n}", counting="south")
    with django_assert_max_num_queries(60) as many:
        office.get(INDEX, {"month": "2024-04"})
    assert len(many.captured_queries) == len(few.captured_queries)


def test_every_frozen_column_and_table_has_a_chinese_title():
    for name, table in TABLES.items():
        assert table_title(name)
        for column in table.columns:
            assert column_title(column.name)
