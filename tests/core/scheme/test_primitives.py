"""Each primitive worked by hand, and the laws all of them keep."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.scheme.brackets import Bracket
from yipanqi.core.scheme.number import settle, wide
from yipanqi.core.scheme.primitives import PRIMITIVES
from yipanqi.core.scheme.primitives.base import SettingFault, Settings
from yipanqi.core.scheme.primitives.combine import Combination, Combiner


def made(kind, **settings_):
    values = {k: Decimal(v) if isinstance(v, int | str) and _is_number(v) else v
              for k, v in settings_.items()}  # fmt: skip
    return PRIMITIVES[kind].build(Settings(values))


def _is_number(value):
    return isinstance(value, int) or value.replace(".", "").replace("-", "").isdigit()


def points(primitive, **inputs):
    with wide():
        return settle(primitive.points({k: Decimal(v) for k, v in inputs.items()}))


@pytest.mark.parametrize(
    ("value", "earned"),
    [
        ("80", "20"),  # at target
        ("82", "21"),
        ("83.9", "21"),  # a begun step is no step
        ("85", "22"),
        ("79", "18"),  # one point of 0.5 each, four steps of half a point
        ("79.6", "20"),
        ("200", "30"),  # cap
        ("0", "5"),  # floor
    ],
)
def test_whole_steps(value, earned):
    """超出目标每 2 加 1 分，低于目标每 0.5 扣 1 分，封顶 30、保底 5。"""
    rule = made("steps", at_target=20, up_per=2, up_points=1, down_per="0.5", down_points=1,
                steps="whole", floor=5, cap=30)  # fmt: skip
    assert points(rule, value=value, target="80") == Decimal(earned)


def test_steps_pro_rata_count_parts():
    rule = made("steps", at_target=20, up_per=2, up_points=1, down_per=2, down_points=2,
                steps="pro_rata", floor=0, cap=30)  # fmt: skip
    assert points(rule, value="83", target="80") == Decimal("21.5")
    assert points(rule, value="79", target="80") == 19


def test_a_third_of_a_step_times_three_is_a_step():
    rule = made("steps", at_target=0, up_per="0.333333333333", up_points=1, down_per=1,
                down_points=1, steps="whole", floor=0, cap=30)  # fmt: skip
    assert points(rule, value="1", target="0") == 3


def test_efficacy_ends_are_exact_and_lower_can_be_better():
    rule = made("efficacy", worst=0, best=300000, base=60, full=100)
    assert [points(rule, value=v) for v in ("0", "300000", "150000")] == [60, 100, 80]
    turned = made("efficacy", worst=30, best=10, base=60, full=100)
    assert [points(turned, value=v) for v in ("30", "10", "50", "90")] == [60, 100, 20, 0]
    level = made("efficacy", worst=5, best=5, base=60, full=100)
    assert points(level, value="1") == 100


def test_min_max_and_rank_points():
    rule = made("min_max", full=20, all_equal=12)
    assert points(rule, value="3", worst="1", best="5") == 10
    assert points(rule, value="3", worst="3", best="3") == 12
    table = PRIMITIVES["rank_points"].build(
        Settings({"points": (Decimal(7), Decimal(5)), "rest": Decimal(3)})
    )
    assert [points(table, value="0", rank=r) for r in ("1", "2", "3", "9")] == [7, 5, 3, 3]


def test_ledgers_keep_their_sign():
    bonus, minus = made("ledger", sign="bonus", cap=5), made("ledger", sign="deduction", cap=5)
    assert [points(bonus, value=v) for v in ("-2", "3", "9")] == [0, 3, 5]
    assert [points(minus, value=v) for v in ("2", "-3", "-9")] == [0, -3, -5]


def test_a_ratio_is_settled_before_it_is_rounded():
    """2003 of 6000 at 30 points is 10.015, not 10.0149…."""
    rule = made("ratio", full=30, floor=0, cap=30)
    assert points(rule, value="2003", target="6000") == Decimal("10.015")


def test_combiners_hand_weights_on():
    total = Combiner(Combination.WEIGHTED_SUM, ("a", "b"), (Decimal("0.6"), Decimal("0.4")))
    mean = Combiner(Combination.GEOMETRIC_MEAN, ("a", "b"), (Decimal(1), Decimal(1)))
    with wide():
        assert total.points([Decimal(10), Decimal(20)]) == 14
        assert total.points([Decimal(10), None]) == 10
        assert total.points([None, None]) is None
        assert mean.points([Decimal(2), Decimal(8)]) == 4
        assert mean.points([Decimal(2), None]) == 2
        assert mean.points([Decimal(2), Decimal(0)]) == 0


@pytest.mark.parametrize(
    ("kind", "settings_", "setting"),
    [
        ("efficacy", {"worst": 0, "best": 1, "base": 110, "full": 100}, "base"),
        ("efficacy", {"worst": "league", "best": 1, "base": 60, "full": 100}, "worst"),
        ("ratio", {"full": 10, "floor": 5, "cap": 4}, "floor"),
        ("min_max", {"full": 10, "all_equal": 11}, "all_equal"),
        ("ledger", {"sign": "bonus", "cap": -1}, "cap"),
    ],
)
def test_settings_that_contradict_each_other(kind, settings_, setting):
    with pytest.raises(SettingFault) as refused:
        made(kind, **settings_)
    assert refused.value.setting == setting


EDGES = (
    Bracket(None, Decimal(0), takes_low=False, takes_high=False, points=Decimal(0)),
    Bracket(Decimal(0), Decimal(5), takes_low=True, takes_high=True, points=Decimal(3)),
    Bracket(Decimal(5), None, takes_low=False, takes_high=False, points=Decimal(9)),
)
MONOTONE = {
    "ratio": made("ratio", full=25, floor=0, cap=30),
    "count": made("count", each="1.5", floor=0, cap=40),
    "steps": made("steps", at_target=20, up_per="0.3", up_points=1, down_per="0.7",
                  down_points=2, steps="whole", floor=-5, cap=30),
    "efficacy": made("efficacy", worst=-3, best=17, base=60, full=100),
    "formula": made("formula", floor=-7, cap=12),
    "bracket": PRIMITIVES["bracket"].build(Settings({"brackets": EDGES})),
}  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(sorted(MONOTONE)),
    st.decimals(-50, 50, places=6),
    st.decimals(-50, 50, places=6),
    st.decimals("0.01", 50, places=3),
)
def test_more_never_earns_less_and_limits_hold(kind, one, other, target):
    rule = MONOTONE[kind]
    low, high = (points(rule, value=v, target=target) for v in (min(one, other), max(one, other)))
    assert low <= high
    assert rule.least is not None
    assert low >= rule.least
