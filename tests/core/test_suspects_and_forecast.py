"""Suspected doubles by example and by law; the forecast by its stated rule."""

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.pipeline.forecast import forecast
from yipanqi.core.projects.suspects import (
    Profile,
    SuspicionKind,
    all_suspicions,
    compared,
    suspicions,
    whole_name,
)


def profile(key: int, name: str, **more) -> Profile:
    return Profile(**{"key": key, "name": name, "district": 1, "town": 2} | more)


def kind(one: Profile, other: Profile) -> SuspicionKind | None:
    found = compared(one, other)
    return found.kind if found else None


def test_by_example():
    base = profile(1, "店口镇铜加工智能化项目", owner_name="示例铜业有限公司")
    assert kind(base, profile(2, "店口镇铜加工智能化工程")) is SuspicionKind.DOUBLE
    assert kind(base, profile(2, "店口镇铜加工智能化项目", district=9)) is None
    coded = [profile(n, f"甲{n}乙", approval_code="2301-1", district=n) for n in (1, 2)]
    assert kind(*coded) is SuspicionKind.SAME_CODE
    first = profile(3, "高端铜管一期项目", owner_name="示例铜业有限公司")
    second = profile(4, "高端铜管二期项目", owner_name="示例铜业有限公司")
    assert kind(first, second) is SuspicionKind.SPLIT
    assert kind(first, profile(4, "高端铜管二期项目", owner_name="别的公司")) is None
    part = profile(5, "高端铜管三期项目", owner_name="示例铜业有限公司", package=3)
    assert kind(first, part) is None
    schools = [
        profile(6, "店口镇中心小学迁建工程", town=6, town_name="店口"),
        profile(7, "枫桥镇中心小学迁建工程", town=7, town_name="枫桥"),
    ]
    assert kind(*schools) is None
    many = suspicions(profile(8, "老旧小区改造等12个项目"), [])
    assert [s.kind for s in many] == [SuspicionKind.PACKAGE]
    assert suspicions(profile(8, "老旧小区改造打包项目", is_package=True), []) == []
    assert whole_name("港区（一期）") == whole_name("港区二期")


NAMES = st.text(alphabet="店口镇铜加工智能一二期项目工程0123", min_size=2, max_size=14)


@given(NAMES, NAMES)
def test_a_suspicion_has_no_direction(one, other):
    assert kind(profile(1, one), profile(2, other)) == kind(profile(2, other), profile(1, one))


@given(st.lists(NAMES, min_size=2, max_size=8, unique=True))
def test_looking_through_finds_nothing_that_entry_would_not(names):
    rows = [profile(n, name, owner_name="同一公司") for n, name in enumerate(names)]
    pairs = {frozenset((s.key, s.other)) for s in all_suspicions(rows)}
    one_by_one = {
        frozenset((s.key, s.other)) for n, row in enumerate(rows) for s in suspicions(row, rows[:n])
    }
    assert pairs == one_by_one


def test_the_forecast_follows_its_rule():
    plan = [100] * 12
    found = forecast(plan, [50, 100, 150, 200, None, None])
    assert (found.month, found.middle[0], found.middle[-1]) == (4, 200, 600)
    faster = forecast(plan, [0, 0, 0, 0, 0, 300])
    assert (faster.low[-1], faster.middle[-1], faster.high[-1]) == (600, 750, 900)
    assert forecast(plan, [None] * 12) is None
    assert forecast([0] * 12, [1]) is None


@given(
    st.lists(st.integers(0, 10**10), min_size=12, max_size=12),
    st.lists(st.none() | st.integers(0, 10**11), max_size=12),
)
def test_a_fan_opens_from_what_is_known(plan, done):
    found = forecast(plan, done)
    if found is None:
        return
    assert len(found.middle) == 13 - found.month
    for low, middle, high in zip(found.low, found.middle, found.high, strict=True):
        assert low <= middle <= high
    assert found.low[0] == found.high[0] == done[found.month - 1]
