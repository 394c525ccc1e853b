"""The page of the months: who sets them, proposed dates, dates moved with a reason."""

from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.reporting.windows import MonthSchedule
from yipanqi.infra.models import AuditEntry

APRIL = MonthSchedule(
    month=Month(2024, 4),
    opens_on=date(2024, 4, 20),
    cut_off_on=date(2024, 4, 28),
    due_on=date(2024, 4, 30),
    reviewed_by_on=date(2024, 5, 5),
    freeze_on=date(2024, 5, 6),
    publish_on=date(2024, 5, 6),
    statistics_due_on=date(2024, 5, 20),
)


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="office", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"reporting:{name}", args=args)
        return client.post(address, post) if post is not None else client.get(address, query)

    return _go


def test_dates_are_moved_with_a_reason_and_kept(town):
    office = town.viewer("office")
    window = actions.change_dates(
        viewer=office, schedule=APRIL, reason="系统停机一天", expected_version=1, key="d1"
    )
    again = actions.change_dates(viewer=office, schedule=APRIL, reason="同上", key="d1")
    assert (again.due_on, again.version) == (date(2024, 4, 30), window.version)
    entry = AuditEntry.objects.get(verb="change_dates")
    assert entry.values["before.due_on"] == "2024-04-28"
    assert entry.reason == "系统停机一天"


def test_what_moving_dates_refuses(town):
    office = town.viewer("office")

    def refused(**changes):
        call = {"viewer": office, "schedule": APRIL, "reason": "停机"} | changes
        with pytest.raises(Refusal) as found:
            actions.change_dates(**call)
        return found.value

    assert refused(reason=" ").code == "report.dates_reason_missing"
    assert isinstance(refused(viewer=town.viewer("east_reviewer")), Forbidden)
    assert isinstance(refused(expected_version=7), Conflict)
    assert isinstance(refused(schedule=replace(APRIL, month=Month(2024, 9))), Missing)
    actions.change_dates(viewer=office, schedule=APRIL, reason="停机")
    assert refused().code == "report.dates_unchanged"
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    assert refused().code == "report.month_frozen"


@pytest.mark.parametrize(
    ("by", "listed", "set_up"),
    [("office", 200, 200), ("east_reviewer", 200, 403), ("town_reporter", 200, 403),
     ("leader", 200, 403), ("auditor", 200, 403)],
)  # fmt: skip
def test_who_sets_months(go, by, listed, set_up):
    page = go("months", by=by)
    assert page.status_code == listed
    assert ("调整日期" in page.content.decode()) == (set_up == 200)
    assert go("open_month", by=by).status_code == set_up
    assert go("change_dates", "2024-04", by=by).status_code == set_up


def test_the_next_month_is_proposed_and_confirmed(go):
    page = go("open_month", rule="dispatch")
    assert page.context["month"] == Month(2024, 5)
    assert page.context["form"].initial["cut_off_on"] == date(2024, 5, 25)
    form = go("open_month").context["form"]
    assert form.initial["due_on"] == date(2024, 6, 7)  # the fifth workday of June
    values = {k: v for k, v in form.initial.items() if v is not None}
    refused = go("open_month", post=values | {"due_on": "2024-05-01"})
    assert refused.status_code == 200
    assert "due_on" in refused.context["form"].errors
    assert go("open_month", post=values | {"note": "月报"}).status_code == 302
    assert MonthWindow.objects.get(month="2024-05").note == "月报"
    assert (
        "尚未开始" in go("months").content.decode() or "2024年5月" in go("months").content.decode()
    )


def test_a_year_the_calendar_does_not_know_is_said(go):
    MonthWindow.objects.filter(month="2024-04").update(month="2199-11")
    page = go("open_month")
    assert page.status_code == 200
    assert "2199" in page.content.decode()


def test_changing_dates_on_the_page(go):
    form = go("change_dates", "2024-04").context["form"]
    values = {k: v for k, v in form.initial.items() if v is not None}
    values |= {"due_on": "2024-04-30", "reason": "系统停机一天"}
    assert go("change_dates", "2024-04", post=values).status_code == 302
    stale = go("change_dates", "2024-04", post=values | {"key": "another", "due_on": "2024-05-01"})
    assert "其他人已修改" in stale.content.decode()
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    assert go("change_dates", "2024-04").status_code == 403


def test_no_month_yet(go):
    MonthWindow.objects.update(opens_on=date(2030, 1, 1))
    assert go("months").status_code == 200
