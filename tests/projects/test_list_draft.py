"""The next version of a year's list: copied, edited, issued whole or put aside."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import WAN, YI, city
from yipanqi.apps.ledger.projects import lists
from yipanqi.apps.ledger.projects.actions import (
    add_line,
    discard_draft,
    issue_draft,
    save_line,
    start_draft,
)
from yipanqi.apps.ledger.projects.models import AnnualList, DraftLine, ListDraft
from yipanqi.core.month import Month
from yipanqi.core.projects.annual_list import line_findings, split_plan
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.infra.models import AuditEntry

MAY = Month(2024, 5)


@given(
    st.integers(0, 10**12),
    st.lists(st.integers(0, 10**11), min_size=12, max_size=12),
)
def test_a_split_adds_up_and_is_never_negative(plan, like):
    months = split_plan(plan, like)
    assert sum(months) == plan
    assert len(months) == 12
    assert min(months) >= 0


def test_a_split_keeps_the_proportions():
    assert split_plan(1200 * WAN, [1] * 12) == (100 * WAN,) * 12
    assert split_plan(24 * WAN, [0] * 10 + [1, 3]) == (0,) * 10 + (6 * WAN, 18 * WAN)
    assert split_plan(12 * WAN, []) == (WAN,) * 12


def test_what_is_odd_in_a_line():
    usual = {
        "annual_class": AnnualClass.NEW_START,
        "annual_plan": 12,
        "monthly_plan": [1] * 12,
        "completed_before": 0,
        "total_investment": 100,
        "planned_start_month": Month(2024, 6),
        "year": 2024,
    }
    assert line_findings(**usual) == ()
    odd = {
        ("monthly_plan", (0,) * 12): ["list.split_differs"],
        ("total_investment", 11): ["list.above_what_is_left"],
        ("planned_start_month", None): ["list.start_month_missing"],
        ("planned_start_month", Month(2025, 1)): ["list.start_in_another_year"],
    }
    for (name, value), codes in odd.items():
        assert [f.code for f in line_findings(**usual | {name: value})] == codes


@pytest.fixture
def town(db):
    return city()


@pytest.fixture
def draft(town) -> ListDraft:
    return start_draft(
        viewer=town.viewer("office"), year=2024, based_on=town.annual_list, key="draft"
    )


def issue(town, draft, **changes):
    how = {"viewer": town.viewer("office"), "issued_on": date(2024, 5, 5), "effective_month": MAY}
    return issue_draft(draft=draft, document_number="越推进〔2024〕9号", **how | changes)


def test_only_the_office_draws_up_a_list(town):
    for name in ("east_reviewer", "leader", "auditor", "town_reporter"):
        with pytest.raises(Forbidden):
            start_draft(viewer=town.viewer(name), year=2024, based_on=town.annual_list)


def test_one_draft_a_year(town, draft):
    office = town.viewer("office")
    again = start_draft(viewer=office, year=2024, based_on=town.annual_list, key="draft")
    assert again == draft
    assert draft.lines.count() == town.annual_list.entries.count()
    for year, code in ((2024, "list.draft_open"), (2026, "list.rolls_from_last_year")):
        with pytest.raises(Refusal) as refused:
            start_draft(viewer=office, year=year, based_on=town.annual_list)
        assert refused.value.code == code


def test_a_copy_issued_unchanged_differs_in_nothing(town, draft):
    issued = issue(town, draft)
    assert (issued.number, issued.effective_month) == (2, "2024-05")
    assert lists.changes(town.viewer("office"), town.annual_list, issued) == []
    draft.refresh_from_db()
    assert draft.issued_as == issued


def test_edited_lines_are_what_changes(town, draft):
    office, plant = town.viewer("office"), town.project["plant"]
    line = save_line(
        viewer=office, draft=draft, project=plant, changes={"annual_plan": 2 * YI},
        expected_version=1, key="a",
    )  # fmt: skip
    assert sum(line.monthly_plan) == 2 * YI
    save_line(
        viewer=office, draft=draft, project=plant, changes={"annual_plan": 9 * YI}, key="a"
    )  # the same key: already done
    with pytest.raises(Conflict):
        save_line(viewer=office, draft=draft, project=plant, changes={}, expected_version=1)
    save_line(
        viewer=office, draft=draft, project=town.project["school"], changes={"is_listed": False}
    )
    add_line(viewer=office, draft=draft, project=town.project["bundle"])
    issued = issue(town, draft)
    found = {c.project.own_code: c for c in lists.changes(office, town.annual_list, issued)}
    assert {code: c.kind for code, c in found.items()} == {
        "YZ-plant": "changed", "YZ-school": "removed", "YZ-bundle": "added",
    }  # fmt: skip
    assert found["YZ-plant"].fields == {"annual_plan", "monthly_plan"}
    assert found["YZ-school"].plan_by == -YI
    # whoever can't see a project doesn't see its change
    seen = lists.changes(town.viewer("west_reviewer"), town.annual_list, issued)
    assert [c.project.own_code for c in seen] == ["YZ-bundle"]


def test_a_draft_whose_months_differ_is_not_issued(town, draft):
    office, plant = town.viewer("office"), town.project["plant"]
    save_line(viewer=office, draft=draft, project=plant, changes={"monthly_plan": [YI] * 12})
    with pytest.raises(Refusal) as refused:
        issue(town, draft)
    assert refused.value.code == "list.plan_not_split"
    assert AnnualList.objects.count() == 1
    assert not AuditEntry.objects.filter(verb__in=["issue_list", "issue_draft"]).exists()
    with pytest.raises(Refusal) as negative:
        save_line(viewer=office, draft=draft, project=plant, changes={"annual_plan": -1})
    assert negative.value.code == "list.negative"


def test_a_closed_draft_takes_nothing(town, draft):
    office = town.viewer("office")
    with pytest.raises(Refusal):
        discard_draft(viewer=office, draft=draft, reason=" ")
    discard_draft(viewer=office, draft=draft, reason="会议未通过")
    for verb, what in (
        (save_line, {"project": town.project["plant"], "changes": {}}),
        (add_line, {"project": town.project["bundle"]}),
    ):
        with pytest.raises(Refusal) as refused:
            verb(viewer=office, draft=draft, **what)
        assert refused.value.code == "list.draft_closed"


def test_rolling_over_adds_what_was_done(town):
    plant = town.project["plant"]
    draft = start_draft(
        viewer=town.viewer("office"),
        year=2025,
        based_on=town.annual_list,
        done_in_year={plant.pk: YI},
    )
    line = DraftLine.objects.get(draft=draft, project=plant)
    assert (line.annual_class, line.annual_plan, line.completed_before) == (
        "carried_over", 0, 3 * YI,
    )  # fmt: skip


def test_totals_add_up_to_the_list(town):
    rows, whole = lists.totals(lists.summable(lists.all_entries(town.annual_list)))
    assert [r.name for r in rows] == ["东山", "西河"]
    assert whole.plan == sum(e.annual_plan for e in town.annual_list.entries.all())
    assert whole.plan == sum(plan for _n, plan in whole.classes)
