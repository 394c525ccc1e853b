"""Past months frozen in one order: oldest first, stopped by the first refusal, once each."""

import pytest

from city import city, make_window
from snapshots.test_pages import log_in
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.actions import freeze_month, order_freezes
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import AuditEntry, Job

pytestmark = pytest.mark.django_db
JANUARY, MARCH, APRIL = Month(2024, 1), Month(2024, 3), Month(2024, 4)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    town = city()
    for month in ("2024-01", "2024-02"):
        town.window[month] = make_window(month)
    return town


def test_the_office_has_three_months_frozen_from_the_page_of_the_fourth(client, town):
    office = log_in(client, town, "office")
    page = office.get("/snapshots/", {"month": str(APRIL)}).content.decode()
    assert "依次封账前 3 个月" in page
    seen = [f"{m}:{town.window[m].version}" for m in ("2024-01", "2024-02", "2024-03")]
    assert all(f'value="{one}"' in page for one in seen)
    sent = {"month": str(APRIL), "key": "k", "seen": seen}
    for _twice in range(2):
        assert office.post("/snapshots/freeze/several/", sent).status_code == 302
    assert "正在依次封账 3 个月" in office.get("/snapshots/", {"month": "2024-04"}).content.decode()
    assert drain() == 1
    frozen = Snapshot.objects.order_by("issue").values_list("month", "built_on__month")
    assert list(frozen) == [
        ("2024-01", None), ("2024-02", "2024-01"), ("2024-03", "2024-02")
    ]  # fmt: skip
    assert AuditEntry.objects.filter(verb="order_freezes").count() == 3
    assert (
        'data-dialog="freeze"' in office.get("/snapshots/", {"month": str(APRIL)}).content.decode()
    )


def test_what_was_not_seen_or_has_moved_on_refuses_the_whole_order(town):
    office = town.viewer("office")
    with pytest.raises(Conflict):
        order_freezes(viewer=office, until=MARCH, versions={"2024-01": 1, "2024-02": 1})
    stale = {"2024-01": 1, "2024-02": 9, "2024-03": 1}
    with pytest.raises(Conflict):
        order_freezes(viewer=office, until=MARCH, versions=stale)
    for name in ("leader", "auditor", "east_reviewer"):
        with pytest.raises(Forbidden):
            order_freezes(viewer=town.viewer(name), until=MARCH)
    assert not Job.objects.exists()
    freeze_month(viewer=office, month=JANUARY)
    with pytest.raises(Refusal, match=r"freeze\.nothing_open"):
        order_freezes(viewer=office, until=JANUARY)


def test_the_first_refusal_ends_it_and_says_which_month(client, town):
    job = order_freezes(viewer=town.viewer("office"), until=MARCH)
    MonthWindow.objects.filter(month="2024-02").update(state="freezing", freeze_token="other")
    drain()
    job.refresh_from_db()
    assert job.state == Job.State.FAILED
    assert [s.month for s in Snapshot.objects.all()] == ["2024-01"]
    page = log_in(client, town, "office").get("/snapshots/", {"month": "2024-04"})
    assert "2024年2月" in page.content.decode()


def test_run_again_after_a_crash_it_freezes_each_month_once(town):
    job = order_freezes(viewer=town.viewer("office"), until=MARCH)
    freeze_month(viewer=town.viewer("office"), month=JANUARY)
    MonthWindow.objects.filter(month="2024-02").update(state="freezing", freeze_token="dead")
    Job.objects.filter(pk=job.pk).update(attempts=1)
    drain()
    assert [s.month for s in Snapshot.objects.order_by("issue")] == [
        "2024-01", "2024-02", "2024-03"
    ]  # fmt: skip
