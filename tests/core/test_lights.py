"""Lights: published edges, holes closed by decision, silence kept apart."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.pipeline import lights
from yipanqi.core.pipeline.lights import SANYA, YINCHUAN, Light, project_light, unit_light

THIRD = Fraction(1, 3)  # April


@pytest.mark.parametrize(
    ("rule", "done", "plan", "light", "code"),
    [
        (YINCHUAN, 10, 30, Light.GREEN, "light.on_pace"),
        (YINCHUAN, 500, 100, Light.GREEN, "light.on_pace"),
        (YINCHUAN, 30, 100, Light.GREEN, "light.nearly_on_pace"),  # the hole 0 to 10
        (YINCHUAN, 7, 30, Light.YELLOW, "light.behind"),  # exactly 10 below
        (YINCHUAN, 1, 30, Light.YELLOW, "light.behind"),  # exactly 30 below
        (YINCHUAN, 3, 100, Light.RED, "light.far_behind"),
        (YINCHUAN, -5, 100, Light.RED, "light.far_behind"),
        (SANYA, 33, 100, Light.YELLOW, "light.behind_relative"),
        (SANYA, 5, 30, Light.YELLOW, "light.behind_relative"),  # exactly half of what is due
        (SANYA, 16, 100, Light.RED, "light.far_behind_relative"),
        (YINCHUAN, None, 100, Light.GREY, "light.not_reported"),
        (YINCHUAN, 5, None, Light.GREY, "light.no_plan"),
        (YINCHUAN, 5, 0, Light.GREY, "light.no_plan"),
    ],
)
def test_project_light(rule, done, plan, light, code):
    lit = project_light(rule, done=done, plan=plan, share=THIRD)
    assert (lit.light, lit.code) == (light, code)


def test_nothing_due_yet_is_green():
    assert project_light(SANYA, done=0, plan=100, share=Fraction(0)).light is Light.GREEN
    assert project_light(SANYA, done=-1, plan=100, share=Fraction(0)).light is Light.RED


def test_the_two_meanings_of_ten_below_differ():
    """Half of 20 due is 10 points and 50 percent."""
    share = Fraction(1, 5)
    assert project_light(YINCHUAN, done=9, plan=100, share=share).light is Light.YELLOW
    assert project_light(SANYA, done=9, plan=100, share=share).light is Light.RED


@given(
    st.sampled_from([YINCHUAN, SANYA]),
    st.integers(1, 10**9),
    st.integers(0, 12),
    st.lists(st.integers(-(10**8), 2 * 10**9), min_size=2, max_size=20),
)
def test_doing_more_never_makes_a_light_worse(rule, plan, number, amounts):
    share = Fraction(number, 12)
    lit = [project_light(rule, done=d, plan=plan, share=share).light for d in sorted(amounts)]
    assert all(later.severity <= earlier.severity for earlier, later in pairwise(lit))


def test_the_worst_wins_and_nothing_is_grey():
    assert lights.worst([Light.GREEN, Light.RED, Light.GREY]) is Light.RED
    assert lights.worst([Light.GREEN, Light.GREY]) is Light.GREY
    assert lights.worst([]) is Light.GREY


@pytest.mark.parametrize(
    ("months", "light"),
    [
        ([], Light.GREY),
        ([False, None], Light.GREY),
        ([False, True], Light.GREEN),
        ([True, False], Light.YELLOW),
        ([False], Light.YELLOW),
        ([False, False], Light.RED),
        ([False, None, False], Light.RED),
        ([False, True, False], Light.YELLOW),
    ],
)
def test_unit_light(months, light):
    assert unit_light(months).light is light


def test_edges_say_whether_they_are_included():
    assert lights.Edge(Decimal(10), True).reached(Fraction(10))
    assert not lights.Edge(Decimal(10), False).reached(Fraction(10))
