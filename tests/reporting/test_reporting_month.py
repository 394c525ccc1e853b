"""open_month, set_review_state, record_observation."""

from decimal import Decimal

import pytest
from reporting_desk import APRIL

from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.models import Measure, MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.reporting.windows import FULL_REPORT, WindowState, windows_for
from yipanqi.core.workdays import Workdays
from yipanqi.infra.models import AuditEntry

MAY = windows_for(Month(2024, 5), FULL_REPORT, Workdays())


def test_the_office_opens_a_month_once(town):
    office = town.viewer("office")
    window = actions.open_month(viewer=office, schedule=MAY, note="月报", key="o1")
    assert (window.month, window.state, window.due_on) == ("2024-05", "open", MAY.due_on)
    assert actions.open_month(viewer=office, schedule=MAY, key="o1") == window
    with pytest.raises(Refusal, match=r"report\.month_opened_already"):
        actions.open_month(viewer=office, schedule=MAY)
    assert AuditEntry.objects.filter(verb="open_month", month="2024-05").count() == 1


@pytest.mark.parametrize("by", ["east_reviewer", "leader", "auditor", "admin", "line"])
def test_only_the_office_sets_months(town, by):
    with pytest.raises(Forbidden, match=r"report\.only_office"):
        actions.open_month(viewer=town.viewer(by), schedule=MAY)
    with pytest.raises(Forbidden, match=r"report\.only_office"):
        actions.set_review_state(viewer=town.viewer(by), month=APRIL, state=WindowState.REVIEWING)


def test_review_begins_and_late_reports_still_come_in(town, desk):
    office = town.viewer("office")
    actions.set_review_state(
        viewer=office, month=APRIL, state=WindowState.REVIEWING, expected_version=1, key="v1"
    )
    assert desk.save().state == "draft"
    again = actions.set_review_state(
        viewer=office, month=APRIL, state=WindowState.REVIEWING, key="v1"
    )
    assert (again.state, again.version) == ("reviewing", 2)
    with pytest.raises(Conflict):
        actions.set_review_state(
            viewer=office, month=APRIL, state=WindowState.OPEN, expected_version=1
        )
    with pytest.raises(Refusal, match=r"window\.move_not_allowed"):
        actions.set_review_state(viewer=office, month=APRIL, state=WindowState.REVIEWING)
    assert (
        actions.set_review_state(viewer=office, month=APRIL, state=WindowState.OPEN).state == "open"
    )


def test_a_closed_month_and_an_unknown_one(town):
    office = town.viewer("office")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        actions.set_review_state(viewer=office, month=APRIL, state=WindowState.FROZEN)
    MonthWindow.objects.filter(month="2024-04").update(state="published")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        actions.set_review_state(viewer=office, month=APRIL, state=WindowState.OPEN)
    with pytest.raises(Missing, match=r"report\.month_not_found"):
        actions.set_review_state(viewer=office, month=APRIL.next, state=WindowState.OPEN)


@pytest.fixture
def measure(town):
    return Measure.objects.create(
        key="jobs.new", name="新增就业", unit_of_account="万人", decimals=2
    )


def observe(town, by, unit="east", value="1.25", **more):
    return actions.record_observation(
        viewer=town.viewer(by),
        unit_uid=str(town.unit[unit].uid),
        month=APRIL,
        measure_key="jobs.new",
        value=Decimal(value),
        **more,
    )


def test_a_figure_and_its_correction(town, measure):
    first = observe(town, "east_reporter", expected_revision=0, key="f1")
    assert (first.value_scaled, first.revision) == (125, 1)
    assert observe(town, "east_reporter", key="f1") == first
    with pytest.raises(Refusal, match=r"observation\.reason_needed"):
        observe(town, "east_reporter", value="1.30")
    with pytest.raises(Conflict, match=r"form\.changed_meanwhile"):
        observe(town, "east_reporter", value="1.30", reason="补报", expected_revision=0)
    second = observe(town, "office", value="1.30", reason="统计局更正", expected_revision=1)
    assert (second.value_scaled, second.revision) == (130, 2)
    entry = AuditEntry.objects.filter(verb="record_observation").last()
    assert (entry.values["before.value"], entry.values["after.value"]) == ("1.25", "1.30")


def test_who_enters_a_figure(town, measure):
    with pytest.raises(Missing, match=r"unit\.not_found"):
        observe(town, "west_reporter")
    with pytest.raises(Forbidden, match=r"observation\.not_yours"):
        observe(town, "east_reviewer")
    measure.owner = town.unit["transport"]
    measure.save()
    assert observe(town, "line").value_scaled == 125
    with pytest.raises(Forbidden, match=r"observation\.not_yours"):
        observe(town, "east_reporter", value="2", reason="x")


def test_figures_refused_by_rule(town, measure):
    with pytest.raises(Refusal, match=r"measure\.too_fine"):
        observe(town, "east_reporter", value="1.255")
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    with pytest.raises(Refusal, match=r"report\.month_frozen"):
        observe(town, "east_reporter")
