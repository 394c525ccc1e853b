"""The city on paper: counts, names, money. No database."""

from collections import Counter
from datetime import date

import pytest

from yipanqi.core.month import Month
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.stages import AnnualClass, ListLevel, StageEvent, check_move
from yipanqi.core.units.codes import approval_code_fault, uscc_fault
from yipanqi.demo.builder import draw_city
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import share_out
from yipanqi.demo.city.draft import Trait
from yipanqi.demo.city.instants import TODAY, months
from yipanqi.demo.city.logs import stages_reached
from yipanqi.demo.city.register import _approval_code
from yipanqi.demo.months.figures import tell_months

# enterprises of the area that invented names must not touch
REAL = {
    "中芯", "比亚迪", "晶盛", "海亮", "盾安", "万丰", "浙江医药", "新和成",
    "龙盛", "精功", "古越龙山", "会稽山", "三花", "卧龙", "步森", "富润",
    "中科宇航", "露笑", "亿田", "帅丰", "京新", "日发", "菲达", "喜临门",
    "轻纺城", "宝业", "长电", "阳光照明", "豪中豪", "大东南", "申科", "华友",
    "闰土", "金科", "世纪华通", "梅轮", "康隆达", "振德", "迎丰", "明牌",
    "亚厦", "浙富", "美诺华", "绍兴文理",
}  # fmt: skip


def test_counts_follow_gdp(drafts):
    counts = Counter(d.county.code for d in drafts)
    whole = sum(c.gdp for c in places.counties())
    assert len(drafts) == 800
    for county in places.counties():
        assert abs(counts[county.code] - 800 * county.gdp / whole) < 1
    assert len([c for c in places.counties() for _ in c.towns]) == 103


def test_largest_remainders_leave_nothing():
    assert share_out(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}


def test_kinds_and_levels(drafts):
    levels = Counter(d.level for d in drafts)
    assert levels[ListLevel.THOUSAND] == 130
    assert set(Counter(d.work.domain for d in drafts)) == {
        "industry",
        "infrastructure",
        "livelihood",
        "real_estate",
    }
    heads = [d for d in drafts if d.is_package]
    assert len(heads) == 12
    for head in heads:
        parts = [d for d in drafts if d.package == head.number]
        assert len(parts) == 4
        assert head.total == sum(p.total for p in parts)


def test_names_are_unique_and_invented(drafts):
    names = [normalised(d.name) for d in drafts]
    assert len(set(names)) == len(names)
    for draft in drafts:
        for real in REAL:
            assert real not in draft.name
            assert real not in draft.owner
        assert draft.owner.startswith("示例")


def test_codes_pass_their_checks(drafts):
    for draft in drafts:
        if draft.credit_code:
            assert uscc_fault(draft.credit_code) is None
        if code := _approval_code(draft):
            assert approval_code_fault(code, TODAY) is None


def test_each_project_counts_once_in_a_territory(drafts):
    zones = {z.key for z in places.zones()}
    for draft in drafts:
        assert draft.counting[:6] == draft.county.code
        assert draft.counting not in zones  # Binhai is a view, never an addend
    binhai = [d for d in drafts if d.zone == places.BINHAI]
    assert len(binhai) > 15
    assert {d.county.code for d in binhai} == {"330602"}


def test_plans_add_up_and_classes_fit(drafts):
    for draft in drafts:
        for key, plan in draft.plans.items():
            assert sum(plan.monthly) == plan.annual_plan
            assert len(plan.monthly) == 12
            assert plan.before >= 0
            assert all(v >= 0 for v in plan.monthly)
            if plan.annual_class is AnnualClass.NEW_START:
                assert plan.planned_start[:4] == key[:4]


def test_years_join(drafts):
    for draft in drafts:
        if "2023/1" in draft.plans and "2024/1" in draft.plans:
            told = sum(v for m, v in draft.done.items() if m.year == 2023)
            assert draft.plans["2024/1"].before == draft.plans["2023/1"].before + told


def test_adjusted_list_leaves_earlier_months_alone(drafts):
    changed = 0
    for draft in drafts:
        first, second = draft.plans.get("2024/1"), draft.plans.get("2024/2")
        if first and second:
            assert first.monthly[:3] == second.monthly[:3]
            changed += first.annual_plan != second.annual_plan
    assert changed > 10


def test_stage_logs_are_possible(drafts):
    for draft in drafts:
        log = []
        for stage, day in stages_reached(draft):
            check_move(draft.track, log, stage, day)
            log.append(StageEvent(stage, day))


def test_the_city_is_plausible(drafts):
    """February dips; the year ends near its plan; something of every oddity is there."""
    by_month = Counter()
    for draft in drafts:
        for month, money in draft.done.items():
            by_month[month] += money
    for year in (2023, 2024):
        assert by_month[Month(year, 2)] < by_month[Month(year, 1)]
        assert by_month[Month(year, 2)] < by_month[Month(year, 3)] // 2 * 3 // 2
    listed = [d for d in drafts if "2023/1" in d.plans]
    plan = sum(d.plans["2023/1"].annual_plan for d in listed)
    done = sum(v for d in listed for m, v in d.done.items() if m.year == 2023)
    assert 90 <= done * 100 // plan <= 105
    traits = Counter(t for d in drafts for t in d.traits)
    assert all(traits[t] for t in Trait)
    due = [d for d in drafts if d.planned_start and d.planned_start <= date(2024, 4, 30)]
    assert any(d.started_on is None for d in due)
    started = [d for d in drafts if d.started_on and d.planned_start]
    assert any(Month.of(d.started_on) < Month.of(d.planned_start) for d in started)
    assert any(d.started_on and d.enrolled_on is None for d in drafts)


def test_reports_add_up_and_break_no_hard_rule(drafts):
    """Year to date is the sum of the months; every soft finding has its word."""
    fates = Counter()
    for draft in drafts:
        total = {}
        for told in tell_months(draft):
            fates[told.fate] += 1
            values = told.values
            total[told.month] = values.year_to_date
            before = 0 if told.month.number == 1 else total.get(told.month.previous)
            if before is not None:
                assert values.year_to_date == before + values.this_month
            assert not any(f.is_hard for f in told.findings)
            assert set(told.explanations) == {f.code for f in told.findings}
            assert all(told.explanations.values())
    assert all(fates[name] for name in ("on_time", "late", "returned", "silent", "stuck"))


@pytest.mark.parametrize("number", [0, 1])
def test_drawing_twice_gives_the_same(drafts, number):
    assert draw_city()[number::2] == drafts[number::2]


def test_sixteen_months():
    assert len(months()) == 16
