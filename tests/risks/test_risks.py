"""A risk: entered, judged again, come true or over; its measures closed by another."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import make_city
from promises import picture
from yipanqi.apps.ledger.notices.models import Notice
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.risks import actions
from yipanqi.apps.promises.risks.actions import Danger
from yipanqi.apps.promises.risks.queries import Filters, matrix, waiting_risks
from yipanqi.apps.promises.risks.reminders import remind
from yipanqi.core.ledgers.risks import SCALE, RiskLevel, level_of
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.infra import clock

EDGES = (4, 9, 15)
TODAY = date(2024, 5, 5)


@pytest.fixture
def town(db):
    return make_city()


def entered(town, by="town_reporter", unit="town", **changes):
    values = {
        "title": "深基坑临河一侧渗水",
        "kind": "safety",
        "likelihood": 3,
        "impact": 5,
        "measures": "加密监测，备足抽排设备。",
        "measures_due_on": date(2024, 6, 14),
    }
    danger = Danger(**values | changes)
    return actions.register_risk(viewer=town.viewer(by), unit=town.unit[unit].pk, danger=danger)


def test_its_measures_are_a_commitment_of_the_unit(town):
    row = entered(town)
    assert (row.level, row.state) == ("major", "watched")
    assert row.review_on == TODAY + timedelta(days=30)
    assert row.commitment.lead_unit_id == town.unit["town"].pk
    assert row.commitment.closing_unit_id == town.unit["east"].pk
    assert row.commitment.origin_uid == row.uid


def test_reviewed_lower_and_looked_at_later(town):
    row = actions.review_risk(
        viewer=town.viewer("east_reviewer"),
        uid=entered(town).uid,
        likelihood=1,
        impact=3,
        words="渗水已止住。",
    )
    assert (row.level, row.reviews.count()) == ("low", 2)
    assert row.review_on == TODAY + timedelta(days=180)


def test_refused_by_rule(town):
    for changes, code in (
        ({"title": " "}, "title_needed"),
        ({"kind": "war"}, "kind_unknown"),
        ({"likelihood": 6}, "scale"),
        ({"measures": ""}, "words_needed"),
        ({"review_on": date(2024, 6, 30)}, "review_too_late"),
        ({"review_on": TODAY}, "review_past"),
    ):
        with pytest.raises(Refusal, match=code):
            entered(town, **changes)
    row = entered(town)
    with pytest.raises(Refusal, match="future_day"):
        actions.mark_came_true(
            viewer=town.viewer("town_reporter"), uid=row.uid, on=date(2024, 5, 6), words="塌方"
        )


def test_refused_by_scope(town):
    row = entered(town)
    mark = {"uid": row.uid, "on": TODAY, "words": "塌方"}
    with pytest.raises(Missing, match="not_found"):
        actions.mark_came_true(viewer=town.viewer("west_reporter"), **mark)
    for who in ("auditor", "line"):
        with pytest.raises((Forbidden, Missing)):
            actions.mark_came_true(viewer=town.viewer(who), **mark)
    with pytest.raises(Forbidden, match="keeper_only"):
        entered(town, by="west_reporter")


def test_come_true_is_told_upwards_and_ends_with_its_measures(town):
    row = entered(town)
    row = actions.mark_came_true(
        viewer=town.viewer("town_reporter"), uid=row.uid, on=TODAY, words="局部塌方，已撤离。"
    )
    told = Notice.objects.filter(code="notice.risk_came_true").values_list("unit", flat=True)
    assert set(told) == {town.unit["east"].pk, row.commitment.assigning_unit_id, *told}
    doer, above = town.viewer("town_reporter"), town.viewer("east_reviewer")
    uid = row.commitment.uid
    commitments.add_evidence(viewer=doer, uid=uid, file=picture(), name="现场.png")
    commitments.report_done(viewer=doer, uid=uid, result="已回填加固。")
    with pytest.raises(Forbidden):
        commitments.close_out(viewer=doer, uid=uid)
    commitments.close_out(viewer=above, uid=uid)
    row.refresh_from_db()
    assert (row.state, row.has_come_true) == ("over", True)
    with pytest.raises(Conflict, match="move_not_allowed"):
        actions.review_risk(viewer=doer, uid=row.uid, likelihood=1, impact=1, words="了结")


def test_cancelled_without_having_happened(town):
    row = entered(town)
    commitments.cancel(viewer=town.viewer("east_reviewer"), uid=row.commitment.uid, reason="撤并")
    row.refresh_from_db()
    assert (row.state, row.has_come_true) == ("over", False)


def test_hidden_debt_names_no_project_to_who_sees_it(town):
    assert entered(town, kind="hidden_debt").commitment.project is None


def test_due_and_overdue_reviews_are_told_and_wait(town):
    row = entered(town)
    assert [m.code for m in remind(row.review_on)] == ["notice.risk_review_due"]
    later = list(remind(row.review_on + timedelta(days=14)))
    assert {m.code for m in later} == {"notice.risk_review_due", "notice.risk_review_late"}
    viewer = town.viewer("town_reporter")
    assert waiting_risks(viewer)["to_review"] == (0, None)
    with clock.at(row.review_on):
        assert waiting_risks(viewer)["to_review"] == (1, row.review_on)


def test_every_risk_stands_in_one_cell(town):
    for likelihood, impact in ((1, 1), (3, 5), (3, 5), (5, 2)):
        entered(town, likelihood=likelihood, impact=impact)
    cells = [c for row in matrix(town.viewer("office"), Filters()) for c in row]
    assert {(c.likelihood, c.impact): c.count for c in cells if c.count} == {
        (1, 1): 1,
        (3, 5): 2,
        (5, 2): 1,
    }
    assert not any(c.count for row in matrix(town.viewer("west_reporter"), Filters()) for c in row)


@given(st.sampled_from(SCALE), st.sampled_from(SCALE), st.sampled_from(SCALE))
def test_more_likely_or_graver_is_never_a_lower_level(likelihood, impact, more):
    order = list(RiskLevel)
    level = order.index(level_of(likelihood, impact, EDGES))
    assert order.index(level_of(max(likelihood, more), impact, EDGES)) >= level
    assert order.index(level_of(likelihood, max(impact, more), EDGES)) >= level
