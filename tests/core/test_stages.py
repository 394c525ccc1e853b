"""Stages, interruptions and what a kind of unit may stand for."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.projects import stages
from yipanqi.core.projects.stages import AnnualClass, Interruption, Stage, StageEvent, Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.units import kinds as unit_kinds
from yipanqi.core.units.kinds import UnitKind

LOG = (
    StageEvent(Stage.SIGNED, date(2023, 3, 1)),
    StageEvent(Stage.LANDED, date(2023, 6, 1)),
    StageEvent(Stage.STARTED, date(2023, 9, 1)),
    StageEvent(Interruption.PAUSED, date(2024, 1, 10)),
    StageEvent(Interruption.RESUMED, date(2024, 3, 10)),
)


@pytest.mark.parametrize(
    ("day", "stage", "paused"),
    [
        (date(2023, 3, 1), Stage.SIGNED, False),
        (date(2023, 8, 31), Stage.LANDED, False),
        (date(2024, 1, 10), Stage.STARTED, True),
        (date(2024, 3, 10), Stage.STARTED, False),
    ],
)
def test_standing_on_a_day(day, stage, paused):
    standing = stages.standing_on(LOG, day)
    assert standing is not None
    assert (standing.stage, standing.is_paused) == (stage, paused)


def test_no_standing_before_the_first_stage():
    assert stages.stage_on(LOG, date(2023, 2, 28)) is None
    assert stages.standing_on([StageEvent(Interruption.PAUSED, date(2023, 1, 1))], date.max) is None


def test_termination_keeps_the_stage_reached():
    log = (*LOG, StageEvent(Interruption.TERMINATED, date(2024, 4, 1)))
    standing = stages.standing_on(log, date(2024, 4, 1))
    assert standing == stages.Standing(Stage.STARTED, date(2023, 9, 1), is_terminated=True)


@pytest.mark.parametrize(
    ("events", "what", "on", "code"),
    [
        (LOG[:1], Stage.STARTED, date(2023, 9, 1), "stage.move_not_allowed"),
        (LOG, Stage.LANDED, date(2024, 5, 1), "stage.move_not_allowed"),
        (LOG, Stage.COMPLETED, date(2023, 9, 1), "stage.log_out_of_order"),
        (LOG[:4], Stage.COMPLETED, date(2024, 5, 1), "stage.paused"),
        (LOG[:4], Interruption.PAUSED, date(2024, 5, 1), "stage.already_paused"),
        (LOG, Interruption.RESUMED, date(2024, 5, 1), "stage.not_paused"),
        ((), Interruption.TERMINATED, date(2024, 5, 1), "stage.not_begun"),
    ],
)
def test_refused_moves(events, what, on, code):
    with pytest.raises(Refusal) as refusal:
        stages.check_move(Track.ATTRACTION, events, what, on)
    assert refusal.value.code == code


def test_a_government_project_is_never_signed():
    with pytest.raises(Refusal, match=r"stage\.not_on_track"):
        stages.check_move(Track.GOVERNMENT, (), Stage.SIGNED, date(2024, 1, 1))


def test_nothing_follows_a_termination():
    log = (*LOG, StageEvent(Interruption.TERMINATED, date(2024, 4, 1)))
    with pytest.raises(Refusal, match=r"stage\.terminated"):
        stages.check_move(Track.ATTRACTION, log, Stage.COMPLETED, date(2024, 5, 1))


@given(st.sampled_from(Track), st.data())
def test_allowed_moves_only_go_forward(track, data):
    log: list[StageEvent] = []
    on = date(2024, 1, 1)
    stage = None
    while following := stages.next_stages(track, stage):
        chosen = data.draw(st.sampled_from(sorted(following)))
        stages.check_move(track, log, chosen, on)
        assert stage is None or chosen.order > stage.order
        log.append(StageEvent(chosen, on))
        stage, on = chosen, on + timedelta(days=1)
    assert stages.stage_on(log, on) is Stage.IN_PRODUCTION


@pytest.mark.parametrize("member", [*Stage, *Interruption])
def test_events_are_known_by_name(member):
    assert stages.event_named(str(member)) is member


def test_an_unknown_event_is_refused():
    with pytest.raises(Refusal, match=r"stage\.unknown_event"):
        stages.event_named("demolished")


@pytest.mark.parametrize(
    ("planned", "actual", "ends", "expected"),
    [
        (date(2024, 6, 1), None, None, AnnualClass.NEW_START),
        (date(2023, 6, 1), None, None, AnnualClass.NEW_START),
        (date(2025, 1, 1), date(2024, 12, 1), None, AnnualClass.NEW_START),
        (date(2025, 1, 1), None, None, AnnualClass.PRELIMINARY),
        (None, None, None, AnnualClass.PRELIMINARY),
        (None, date(2023, 1, 1), date(2025, 1, 1), AnnualClass.CARRIED_OVER),
        (None, date(2023, 1, 1), date(2024, 12, 31), AnnualClass.FINISHING),
    ],
)
def test_annual_class_for(planned, actual, ends, expected):
    proposal = stages.annual_class_for(
        2024, planned_start_on=planned, actual_start_on=actual, planned_completion_on=ends
    )
    assert proposal is expected


def test_every_kind_is_exactly_one_of_three():
    for kind in UnitKind:
        groups = (unit_kinds.TERRITORIAL, unit_kinds.VIEWS, unit_kinds.ORGANISATIONS)
        assert sum(kind in group for group in groups) == 1
    assert UnitKind.FUNCTIONAL_ZONE.is_view
    assert not UnitKind.DISTRICT.is_view
    assert UnitKind.STREET.is_territorial
    assert UnitKind.STREET not in unit_kinds.CODED


@given(st.sampled_from(Track), st.data())
def test_what_is_offered_is_what_is_taken(track, data):
    log: list[StageEvent] = []
    for day in range(5):
        moves = stages.possible_moves(track, log)
        for what in (*Stage, *Interruption):
            if what not in moves:
                with pytest.raises(Refusal):
                    stages.check_move(track, log, what, date(2024, 1, 1 + day))
        if not moves:
            break
        what = data.draw(st.sampled_from(moves))
        stages.check_move(track, log, what, date(2024, 1, 1 + day))
        log.append(StageEvent(what, date(2024, 1, 1 + day)))
