import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.meetings.agenda import (
    Board,
    Case,
    Ground,
    ItemForm,
    ItemKind,
    Manner,
    Promise,
    Standing,
    drafted,
    in_order,
    moved,
    starts,
)
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Refusal


def league(title: str, *units: str) -> tuple[Standing, ...]:
    return tuple(Standing(u, n, len(units), title) for n, u in enumerate(units, 1))


BOARD = Board("b", "晾晒", (league("区县", "a", "b", "c", "d"), league("部门", "x", "y", "z")))
CASES = tuple(Case(f"p{n}", f"项目{n}", "a", "agenda.case_behind") for n in range(5))


def kinds(ground: Ground) -> list[ItemKind]:
    return [item.kind for item in drafted(ground)]


def test_nothing_known_leaves_the_speech_and_the_decisions():
    assert kinds(Ground()) == [ItemKind.SPEECH, ItemKind.DECISION]


def test_what_was_promised_comes_first_with_its_lights_counted():
    ground = Ground(
        promises=(
            Promise("修路", "a", Light.RED),
            Promise("交地", "b", Light.YELLOW),
            Promise("过会", "c", Light.YELLOW, is_over=True),
        ),
        boards=(BOARD,),
        cases=CASES,
    )
    first = drafted(ground)[0]
    assert first.kind is ItemKind.FOLLOW_UP
    assert dict(first.params) == {"total": 3, "over": 1, "red": 1, "yellow": 1}
    order = list(dict.fromkeys(kinds(ground)))
    assert order == [
        ItemKind.FOLLOW_UP,
        ItemKind.CASES,
        ItemKind.RESULTS,
        ItemKind.SCOREBOARD,
        ItemKind.EXCHANGE,
        ItemKind.SPEECH,
        ItemKind.DECISION,
    ]


def test_the_best_tell_the_last_promise_and_the_next_best_hand_in():
    said = [(i.unit, i.form, i.code) for i in drafted(Ground(boards=(BOARD,))) if i.unit]
    assert said == [
        ("a", ItemForm.ORAL, "agenda.why_best"),
        ("d", ItemForm.ORAL, "agenda.why_worst"),
        ("x", ItemForm.ORAL, "agenda.why_best"),
        ("z", ItemForm.ORAL, "agenda.why_worst"),
        ("b", ItemForm.WRITTEN, "agenda.why_written"),
        ("y", ItemForm.WRITTEN, "agenda.why_written"),
    ]


def test_a_league_of_one_speaks_once_and_who_is_not_ranked_does_not():
    alone = Board("b", "晾晒", ((Standing("a", None, 1, "区县"), Standing("b", 1, 1, "区县")),))
    assert [i.unit for i in drafted(Ground(boards=(alone,))) if i.unit] == ["b"]


def test_the_time_of_the_cases_is_shared_out_whole():
    shown = [i for i in drafted(Ground(cases=CASES)) if i.kind is ItemKind.CASES]
    assert [i.subject for i in shown] == ["p0", "p1", "p2"]
    assert sum(i.minutes for i in shown) == Manner().minutes[ItemKind.CASES]


def test_promises_are_heard_red_first_and_the_finished_last():
    heard = in_order(
        [
            Promise("d", "a", Light.RED, is_over=True),
            Promise("c", "a", Light.GREEN),
            Promise("b", "a", Light.YELLOW),
            Promise("a", "a", Light.RED),
        ]
    )
    assert [p.title for p in heard] == ["a", "b", "c", "d"]


units = st.text("abcdefgh", min_size=1, max_size=1)
leagues = st.lists(st.lists(units, unique=True, max_size=6), max_size=3)


@given(
    leagues=leagues, reports=st.lists(units, max_size=4), counts=st.tuples(*[st.integers(0, 3)] * 3)
)
def test_no_unit_speaks_twice_and_written_words_take_no_time(leagues, reports, counts):
    board = Board("b", "晾晒", tuple(league(str(n), *row) for n, row in enumerate(leagues)))
    first, last, written = counts
    manner = Manner(first=first, last=last, written=written)
    items = drafted(Ground(boards=(board,), reports=tuple(reports)), manner)
    speakers = [i.unit for i in items if i.unit]
    assert len(speakers) == len(set(speakers))
    assert all(i.minutes == 0 for i in items if i.form is ItemForm.WRITTEN)


@given(st.lists(st.integers(0, 60), max_size=12))
def test_each_item_begins_when_those_before_it_are_over(minutes):
    found = starts(minutes)
    assert len(found) == len(minutes)
    assert all(found[n] == sum(minutes[:n]) for n in range(len(minutes)))


@given(st.lists(st.integers(), unique=True, min_size=1, max_size=9), st.data())
def test_moving_one_keeps_the_order_of_the_others(order, drawn):
    item = drawn.draw(st.sampled_from(order))
    to = drawn.draw(st.integers(0, len(order) - 1))
    after = moved(order, item, to)
    assert after[to] == item
    assert [o for o in after if o != item] == [o for o in order if o != item]


def test_a_place_that_is_not_there_is_refused():
    with pytest.raises(Refusal) as refused:
        moved(["a"], "a", 1)
    assert refused.value.code == "agenda.no_such_place"
