"""The clock stands still while a pause is approved; a moved date is approved or contested."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gates.test_gates import code_of
from yipanqi.apps.ledger.projects.actions import set_milestone
from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.life.gates import actions
from yipanqi.apps.life.gates.actions import PauseOrder
from yipanqi.apps.life.gates.models import Pause
from yipanqi.apps.life.pipeline.lights import judged
from yipanqi.apps.life.pipeline.slips import slip_lines
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.projects.pauses import Spell, spell
from yipanqi.core.projects.slips import Move, excused_days
from yipanqi.core.refusal import Forbidden
from yipanqi.infra import clock

APRIL, MAY = Month(2024, 4), Month(2024, 5)
ORDER = PauseOrder(date(2024, 4, 10), date(2024, 5, 31), "征迁未完成", "5月底前完成12户签约。")
START = {"milestone": "start", "basis": "planned"}


def asked(town, **changes) -> Pause:
    return actions.ask_pause(
        viewer=town.viewer("town_reporter"),
        project_uid=town.project["plant"].uid,
        order=replace(ORDER, **changes),
    )


def approved(town, pause: Pause) -> Pause:
    return actions.approve_pause(viewer=town.viewer("east_reviewer"), pause_uid=pause.uid)


def light_of(town, month):
    plant = town.project["plant"]
    return judged(month, [plant.pk])[str(plant.uid)].lit


def test_the_clock_stops_only_while_the_pause_is_approved(town):
    assert code_of(asked, town=town, plan="") == "pause.plan_missing"
    assert code_of(asked, town=town, review_on=date(2025, 5, 5)) == "pause.review_dates"
    pause = asked(town)
    assert light_of(town, APRIL).code != "light.paused", "asking stops nothing"
    with pytest.raises(Forbidden):
        actions.approve_pause(viewer=town.viewer("town_reporter"), pause_uid=pause.uid)
    approved(town, pause)
    town.project["plant"].refresh_from_db()
    assert town.project["plant"].is_paused
    with clock.at(date(2024, 6, 20)):
        extend = {"viewer": town.viewer("office"), "pause_uid": pause.uid,
                  "review_on": date(2024, 8, 1), "reason": "已现场复核"}  # fmt: skip
        assert actions.extend_pause(**extend).review_on == date(2024, 8, 1)
        end = {"viewer": town.viewer("town_reporter"), "pause_uid": pause.uid}
        assert code_of(actions.end_pause, **end, on=date(2024, 6, 18), words="") == (
            "project.reason_missing"
        )
        actions.end_pause(**end, on=date(2024, 6, 18), words="签约完成")
    town.project["plant"].refresh_from_db()
    assert not town.project["plant"].is_paused


def test_a_red_light_is_excused_until_the_review_date_and_says_when_it_has_passed(town):
    """西河县's warehouse was due in February and has not started."""
    silent = town.project["silent"]

    def lit(month):
        return judged(month, [silent.pk])[str(silent.uid)].lit

    assert lit(APRIL).light is Light.RED
    pause = actions.ask_pause(
        viewer=town.viewer("west_reporter"), project_uid=silent.uid, order=ORDER
    )
    assert lit(APRIL).light is Light.RED
    actions.approve_pause(viewer=town.viewer("west_reviewer"), pause_uid=pause.uid)
    now = judged(APRIL, [silent.pk])[str(silent.uid)]
    assert now.light is Light.GREY, "it owes its report all the same"
    assert "light.paused" in {part.lit.code for part in now.parts}
    late = lit(Month(2024, 6))
    assert (late.light, late.code) == (Light.RED, "light.pause_lapsed")


def moved(town, on, by="town_reporter", key="plant", reason="用地指标未落实") -> MilestoneDate:
    return set_milestone(
        viewer=town.viewer(by), project=town.project[key], happens_on=on, reason=reason, **START
    )


def test_a_contested_move_counts_nothing_and_the_date_before_holds_again(town):
    one = moved(town, date(2023, 9, 1))
    reviewer = town.viewer("east_reviewer")
    with pytest.raises(Forbidden):
        actions.contest_slip(viewer=town.viewer("town_reporter"), moved_uid=one.uid, reason="无据")
    own = moved(town, date(2023, 9, 2), by="east_reviewer")
    with pytest.raises(Forbidden, match="own_move"):
        actions.approve_slip(viewer=reviewer, moved_uid=own.uid)
    with pytest.raises(Forbidden, match="own_move"):  # nor by somebody in one's name
        actions.approve_slip(viewer=town.deputy("office", of="east_reviewer"), moved_uid=own.uid)
    actions.approve_slip(viewer=reviewer, moved_uid=one.uid, words="纪要〔2024〕3号")
    two = moved(town, date(2023, 12, 1))
    actions.contest_slip(viewer=reviewer, moved_uid=two.uid, reason="施工组织问题，不予顺延。")
    lines = {line.uid: line for line in slip_lines(town.viewer("office"), MAY)}
    assert lines[str(one.uid)].days == 92
    assert lines[str(two.uid)].days == 0
    assert lines[str(two.uid)].moved_days == 90
    assert len(lines) == 3, "the restoring date is no move"
    plans = MilestoneDate.objects.filter(project=town.project["plant"], **START)
    assert plans.order_by("pk").last().happens_on == date(2023, 9, 2)


def test_days_of_an_approved_pause_are_no_slip(town):
    approved(town, asked(town))
    with clock.at(date(2024, 5, 9)):
        line_of = moved(town, date(2023, 8, 1), reason="停工顺延")
    line = next(x for x in slip_lines(town.viewer("office"), MAY) if x.uid == str(line_of.uid))
    assert (line.moved_days, line.excused, line.days) == (61, 30, 31)


@given(
    st.lists(st.integers(-60, 120), max_size=6),
    st.integers(0, 90),
    st.integers(0, 400),
)
def test_a_pause_excuses_no_day_twice(days, length, told_after):
    begin = date(2024, 1, 1)
    spells = [Spell(begin, begin + timedelta(days=length - 1))]
    told = begin + timedelta(days=told_after)
    moves, at = [], date(2025, 1, 1)
    for n, step in enumerate(days):
        later = at + timedelta(days=step)
        moves.append((Move(at, later, n, ""), told))
        at = later
    excused = excused_days(moves, spells)
    assert sum(excused) <= spells[0].days_by(told) <= length
    assert all(0 <= e <= max(0, m.days) for e, (m, _) in zip(excused, moves, strict=True))


def test_a_spell_ends_with_its_review_or_the_day_before_work():
    assert spell(date(2024, 4, 1), date(2024, 6, 1), None).until_on == date(2024, 6, 1)
    assert spell(date(2024, 4, 1), date(2024, 6, 1), date(2024, 5, 1)).until_on == date(2024, 4, 30)
