"""Rule sets of lights: the published ones, at their edges, and what a set must state."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi import lightsets
from yipanqi.core.light_rules import (
    Dimension,
    Node,
    NodeKind,
    ProjectMonth,
    Waived,
    judge,
    load,
)
from yipanqi.core.light_rules.judge import months_passed
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.scheme import SchemeFaults

YINCHUAN, SANYA, HAIKOU = (lightsets.shipped(k) for k in ("yinchuan", "sanya", "haikou"))
APRIL = Month(2024, 4)
GOOD = ProjectMonth(
    month=APRIL,
    plan=100_000_000,
    due_share=Fraction(1, 3),
    done=50_000_000,
    total_investment=300_000_000,
    planned_start_on=date(2023, 6, 1),
    started_on=date(2023, 6, 15),
    enrolled_on=date(2023, 8, 1),
)


def light(rules, *months, waivers=()):
    return judge(rules, months, waivers)


def test_a_good_project_is_green_everywhere():
    for rules in (YINCHUAN, SANYA, HAIKOU):
        assert light(rules, GOOD).light is Light.GREEN


@pytest.mark.parametrize(
    ("done", "expected", "code"),
    [
        (34_000_000, "green", "light.on_pace"),
        (24_000_000, "green", "light.nearly_on_pace"),  # 9.33 points: the printed hole
        (23_333_334, "green", "light.nearly_on_pace"),
        (3_333_334, "yellow", "light.behind"),  # a yuan less than 30 points behind
        (3_333_333, "red", "light.far_behind"),
        (0, "red", "light.far_behind"),
    ],
)
def test_yinchuan_progress_in_points(done, expected, code):
    found = light(YINCHUAN, replace(GOOD, done=done))
    assert (found.light, found.lit.code) == (expected, code)


def test_edges_of_yinchuan_are_inclusive_as_printed():
    half = replace(GOOD, due_share=Fraction(1, 2))
    assert light(YINCHUAN, replace(half, done=40_000_000)).light is Light.YELLOW  # 10, included
    assert light(YINCHUAN, replace(half, done=20_000_000)).light is Light.YELLOW  # 30, included
    assert light(YINCHUAN, replace(half, done=19_999_999)).light is Light.RED


def test_sanya_is_relative_to_what_was_due():
    half = replace(GOOD, due_share=Fraction(1, 2))
    assert light(SANYA, replace(half, done=49_999_999)).light is Light.YELLOW
    assert light(SANYA, replace(half, done=25_000_000)).light is Light.YELLOW  # 50 %, included
    assert light(SANYA, replace(half, done=24_999_999)).light is Light.RED
    small = replace(half, plan=9_999_999, done=0)
    assert light(SANYA, small).lit.code == "light.nothing_to_judge"


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (date(2024, 5, 1), "green"),
        (date(2024, 4, 30), "yellow"),
        (date(2024, 3, 1), "yellow"),
        (date(2024, 2, 29), "red"),  # February, March, April
    ],
)
def test_a_start_due_and_missing(planned, expected):
    facts = replace(GOOD, started_on=None, enrolled_on=None, planned_start_on=planned)
    found = light(YINCHUAN, facts)
    assert (found.light, found.decided_by) == (
        expected,
        Dimension.START if expected != "green" else found.decided_by,
    )


@pytest.mark.parametrize(
    ("started", "expected"),
    [
        (date(2024, 4, 1), "green"),
        (date(2024, 3, 30), "yellow"),
        (date(2024, 2, 29), "red"),
        (date(2024, 3, 1), "yellow"),
    ],
)
def test_enrolment_counts_from_the_start(started, expected):
    found = light(YINCHUAN, replace(GOOD, started_on=started, enrolled_on=None))
    assert found.light == expected


def test_exactly_two_months_after_the_start_is_still_yellow():
    """2 月 30 日不存在：2 月 29 日满两月。"""
    facts = replace(GOOD, month=Month(2024, 2), started_on=date(2023, 12, 31), enrolled_on=None)
    assert months_passed(date(2023, 12, 31), date(2024, 2, 29)) == 2
    assert light(YINCHUAN, facts).light is Light.YELLOW


def test_funds_without_data_are_grey_and_do_not_grey_the_project():
    found = light(YINCHUAN, GOOD)
    funds = next(p for p in found.parts if p.dimension is Dimension.FUNDS)
    assert (funds.lit.light, funds.counts, found.light) == (Light.GREY, False, Light.GREEN)
    short = replace(GOOD, funds_due=100, funds_paid=99)
    assert light(YINCHUAN, short).decided_by is Dimension.FUNDS


def test_silence_is_grey_but_hides_no_red():
    silent = replace(GOOD, done=None)
    assert light(YINCHUAN, silent).light is Light.GREY
    late = replace(silent, started_on=None, enrolled_on=None)
    assert light(YINCHUAN, late).light is Light.RED
    assert light(YINCHUAN, replace(GOOD, plan=None, done=None)).lit.code == "light.no_plan"


def node(planned, reached=None):
    return (Node(NodeKind.COMPLETION, planned, reached),)


def test_haikou_turns_a_second_yellow_month_red():
    march = replace(GOOD, month=Month(2024, 3), nodes=node(date(2024, 3, 10)))
    april = replace(GOOD, nodes=node(date(2024, 3, 10)))
    assert light(HAIKOU, march).light is Light.YELLOW
    found = light(HAIKOU, march, april)
    assert (found.light, found.lit.code) == (Light.RED, "light.yellow_again")
    recovered = replace(april, nodes=node(date(2024, 3, 10), date(2024, 4, 2)))
    assert light(HAIKOU, march, recovered).light is Light.GREEN
    fresh = replace(march, nodes=node(date(2024, 4, 10)))
    assert light(HAIKOU, fresh, replace(april, nodes=node(date(2024, 4, 10)))).light == "yellow"


def test_a_waiver_lifts_its_dimension_until_its_day():
    late = replace(GOOD, started_on=None, enrolled_on=None)
    waived = Waived(Dimension.START, "重大规划调整", date(2024, 4, 1), date(2024, 4, 30))
    found = light(YINCHUAN, late, waivers=[waived])
    part = next(p for p in found.parts if p.dimension is Dimension.START)
    assert found.light is Light.GREEN
    assert part.unwaived is not None
    assert part.unwaived.light is Light.RED
    ended = replace(waived, until_on=date(2024, 4, 29))
    assert light(YINCHUAN, late, waivers=[ended]).light is Light.RED
    other = replace(waived, dimension=Dimension.ENROLMENT)
    assert light(YINCHUAN, late, waivers=[other]).light is Light.RED


def test_what_a_rule_does_not_let_go_stays_lit():
    waived = Waived(None, "资金调度", date(2024, 1, 1), date(2024, 12, 31))
    short = replace(GOOD, funds_due=100, funds_paid=1)
    assert light(YINCHUAN, short, waivers=[waived]).light is Light.RED


@settings(max_examples=60)
@given(
    done=st.one_of(st.none(), st.integers(0, 200_000_000)),
    share=st.fractions(0, 1),
    late=st.integers(-3, 8),
)
def test_the_worst_of_the_parts_wins(done, share, late):
    planned = APRIL.plus(-late).first
    facts = replace(
        GOOD, done=done, due_share=share, planned_start_on=planned, started_on=None,
        enrolled_on=None,
    )  # fmt: skip
    for rules in (YINCHUAN, SANYA):
        found = judge(rules, [facts])
        counting = [p.lit.light.severity for p in found.parts if p.counts]
        assert found.light.severity == max(counting)


@settings(max_examples=60)
@given(done=st.integers(0, 150_000_000), more=st.integers(0, 50_000_000), share=st.fractions(0, 1))
def test_more_done_never_lights_a_worse_colour(done, more, share):
    facts = replace(GOOD, due_share=share)
    for rules in (YINCHUAN, SANYA):
        less = light(rules, replace(facts, done=done)).light
        assert light(rules, replace(facts, done=done + more)).light.severity <= less.severity


def faults(text: str) -> set[str]:
    with pytest.raises(SchemeFaults) as found:
        load(text)
    return {fault.code for fault in found.value.faults}


def test_every_fault_is_told_at_once():
    text = lightsets.text_of("yinchuan")
    broken = (
        text.replace('between = "green"\n', "", 1)
        .replace("red = { at = 3, inclusive = true }", "red = { at = 1, inclusive = true }")
        .replace('dimension = "enrolment"', 'dimension = "entry"', 1)
        .replace("red_after_months = 2", "red_after_months = 0")
        + "\n[extra]\n"
    )
    assert faults(broken) >= {
        "lights.between_not_stated",
        "lights.red_before_yellow",
        "scheme.no_such_word",
        "scheme.needs_whole_number",
        "scheme.unknown_key",
    }


def test_a_hole_is_closed_in_the_open():
    """A yellow that begins at 10 says what lies before; closed as yellow it begins at once."""
    text = lightsets.text_of("yinchuan").replace('between = "green"', 'between = "yellow"', 1)
    nearly = replace(GOOD, done=33_000_000)
    assert light(load(text), nearly).light is Light.YELLOW
    assert light(YINCHUAN, nearly).light is Light.GREEN
    assert {hole.dimension for hole in YINCHUAN.holes} >= {Dimension.PROGRESS}
