"""Livelihood works: promised, counted by units, judged by another, closed by another."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import make_city
from promises import picture
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.livelihood import actions
from yipanqi.apps.promises.livelihood.actions import Work
from yipanqi.apps.promises.livelihood.facts import livelihood_rows
from yipanqi.apps.promises.livelihood.forms import scaled
from yipanqi.apps.promises.livelihood.queries import Filters, board, standing_of, waiting_counts
from yipanqi.apps.promises.livelihood.reminders import remind
from yipanqi.core.ledgers.livelihood import Standing, due_share, together
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra import clock

APRIL, MAY = Month(2024, 4), Month(2024, 5)


@pytest.fixture
def town(db):
    return make_city()


def promised(town, by="office", **changes):
    values = {
        "title": "新增公共停车位",
        "counted_in": "个",
        "lead_unit": town.unit["east"].pk,
        "shares": {town.unit["east"].pk: 100, town.unit["west"].pk: 200},
    }
    work = Work(**values | changes)
    return actions.add_work(viewer=town.viewer(by), year=2024, work=work)


def counted(town, row, unit, done, *, month=APRIL, by=None, **more):
    share = row.shares.get(unit=town.unit[unit])
    return actions.report_count(
        viewer=town.viewer(by or f"{unit}_reporter"),
        share_uid=share.uid,
        month=month,
        done_scaled=done,
        **more,
    )


def test_counts_of_units_make_the_work(town):
    row = promised(town)
    assert (row.number, promised(town, title="又一项").number) == (1, 2)
    counted(town, row, "east", 30)
    counted(town, row, "west", 60)
    counted(town, row, "west", 70)  # a later one of the same month stands above
    assert standing_of(row, APRIL) == Standing(done=100, target=300)
    assert standing_of(row, MAY).silent == 2
    line = board(town.viewer("west_reporter"), Filters(2024, MAY))[0]
    assert (line.done, line.target, line.is_behind) == (Decimal(100), Decimal(300), True)


def test_refused_by_rule(town):
    row = promised(town)
    counted(town, row, "east", 30)
    for figure, more, code in (
        (20, {}, "fewer"),
        (-1, {"words": "更正"}, "negative"),
        (40, {"month": Month(2024, 6)}, "month"),
        (40, {"month": Month(2023, 12)}, "month"),
    ):
        with pytest.raises(Refusal, match=code):
            counted(town, row, "east", figure, **more)
    assert counted(town, row, "east", 20, words="复核后核减10个。").done_scaled == 20
    for changes, code in (
        ({"title": ""}, "title_needed"),
        ({"counted_in": ""}, "counted_in"),
        ({"shares": {}}, "target"),
        ({"shares": {town.unit["east"].pk: 0}}, "target"),
    ):
        with pytest.raises(Refusal, match=code):
            promised(town, **changes)


def test_refused_by_scope(town):
    with pytest.raises(Forbidden, match="may_not_assign"):
        promised(town, by="east_reviewer")
    row = promised(town)
    with pytest.raises(Forbidden, match="counter_only"):
        counted(town, row, "east", 30, by="west_reporter")


def test_done_only_at_its_target_and_closed_by_another(town):
    row = promised(town)
    doer, uid = town.viewer("east_reporter"), row.commitment.uid
    commitments.add_evidence(viewer=doer, uid=uid, file=picture(), name="现场.png")
    counted(town, row, "east", 100)
    with pytest.raises(Refusal, match="target_not_met"):
        commitments.report_done(viewer=doer, uid=uid, result="已完成。")
    row.commitment.refresh_from_db()
    assert row.commitment.state == "open"
    counted(town, row, "west", 210)
    commitments.report_done(viewer=doer, uid=uid, result="已完成。")
    with pytest.raises(Forbidden):
        commitments.close_out(viewer=doer, uid=uid)
    assert commitments.close_out(viewer=town.viewer("office"), uid=uid).state == "closed"


def test_content_is_asked_by_another(town):
    row = promised(town)
    asked = {"uid": row.uid, "on": date(2024, 5, 4), "asked": 300, "satisfaction_scaled": 9650}
    for who in ("east_reporter", "east_reviewer", "west_reporter", "auditor"):
        with pytest.raises(Forbidden, match="survey_by_another"):
            actions.record_survey(viewer=town.viewer(who), **asked)
    figures = asked | {"satisfaction_scaled": 10_001}
    with pytest.raises(Refusal, match="survey_figures"):
        actions.record_survey(viewer=town.viewer("office"), **figures)
    actions.record_survey(viewer=town.viewer("office"), **asked)
    assert board(town.viewer("office"), Filters(2024, MAY))[0].satisfaction == Decimal("0.9650")


def test_frozen_rows_know_what_was_counted_then(town):
    row = promised(town)
    with clock.at(date(2024, 6, 3)):
        counted(town, row, "east", 30, month=MAY)
    known = clock.now() + timedelta(seconds=1)
    assert not list(livelihood_rows(APRIL, known))  # promised in May
    rows = {r["unit_uid"]: r for r in livelihood_rows(MAY, known)}
    east, west = (rows[str(town.unit[key].uid)] for key in ("east", "west"))
    assert (east["progress_scaled"], east["target_scaled"]) == (30, 100)
    assert (west["progress_scaled"], west["satisfaction_scaled"]) == (None, None)


def test_a_missing_count_is_told_and_waits(town):
    row = promised(town)
    counted(town, row, "east", 30)
    told = [(m.code, m.units) for m in remind(date(2024, 5, 6))]
    assert told == [("notice.livelihood_count_due", [town.unit["west"].pk])]
    assert waiting_counts(town.viewer("west_reporter"))["to_count"][0] == 1
    assert waiting_counts(town.viewer("east_reporter"))["to_count"][0] == 0


PARTS = st.lists(st.builds(Standing, st.integers(0, 10**9), st.integers(1, 10**9)), min_size=1)


@given(PARTS)
def test_a_work_lies_between_its_worst_and_best_share(parts):
    whole = together(parts)
    shares = [p.share for p in parts if p.share is not None]
    assert whole.share is not None
    assert min(shares) - Decimal("1e-20") <= whole.share <= max(shares) + Decimal("1e-20")


@given(st.integers(0, 10**9), st.integers(0, 4))
def test_a_typed_number_comes_back_as_it_was_meant(whole, decimals):
    text = str(Decimal(whole).scaleb(-decimals))
    assert scaled(text, decimals, "done") == whole


@pytest.mark.parametrize("text", ["", "一百", "1.234", "NaN", "1e99", "Infinity"])
def test_what_is_no_such_number_is_refused(text):
    with pytest.raises(Refusal, match="not_a_number"):
        scaled(text, 2, "done")


def test_the_pace_ends_at_the_whole():
    assert due_share(Month(2024, 12)) == 1
