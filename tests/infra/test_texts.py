"""Codes become sentences: parameters as an official writes them, nothing missing."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core import scope
from yipanqi.core.ledgers import problems
from yipanqi.core.month import Month
from yipanqi.core.pipeline import lights
from yipanqi.core.projects import stages
from yipanqi.core.refusal import Finding, Refusal, Severity
from yipanqi.core.reporting import findings, reports, windows
from yipanqi.core.reporting.findings import ProjectInMonth, check_report
from yipanqi.core.reporting.values import NOT_REPORTED, ReportValues
from yipanqi.core.units import kinds as unit_kinds
from yipanqi.infra import texts


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("plan_yuan", 123_456_789_000, "12,345,678.9万元"),
        ("gap_yuan", -5_000, "-0.5万元"),
        ("gap_pp", Decimal("-8.3333333"), "-8.33个百分点"),
        ("done_share", Decimal("0.84285714"), "84.29%"),
        ("value", Decimal("1E+3"), "1000"),
        ("value", Decimal("0.50"), "0.5"),
        ("month", Month(2024, 4), "2024年4月"),
        ("on", date(2024, 4, 5), "2024年4月5日"),
        ("at", datetime(2024, 4, 4, 16, 5, tzinfo=UTC), "2024年4月5日 00:05"),
        ("stage", stages.Stage.STARTED, "开工"),
        ("names", ["越城区", "柯桥区"], "越城区、柯桥区"),
        ("is_paused", True, "是"),
        ("permit_on", None, "（未填）"),
        ("year", 2024, "2024"),
    ],
)
def test_parameters_are_shown_as_people_write_them(name, value, shown):
    assert texts.shown_as(name, value) == shown


def test_a_refusal_is_said_in_chinese():
    refusal = Refusal(
        "stage.not_on_track", stage=stages.Stage.SIGNED, track=stages.Track.GOVERNMENT
    )
    assert texts.say(refusal).startswith("政府投资项目没有“签约”阶段。")


def test_a_missing_sentence_is_an_error_and_under_debug_shows_its_code():
    with pytest.raises(texts.TextMissing):
        texts.render("no.such_code", {})
    with override_settings(DEBUG=True):
        assert texts.render("no.such_code", {"a": 1}) == "no.such_code {'a': 1}"


def test_a_sentence_without_its_parameter_is_an_error():
    with pytest.raises(texts.TextMissing, match=r"money\.not_a_number"):
        texts.render("money.not_a_number", {})


ENUMERATIONS = (
    *(stages.Stage, stages.Interruption, stages.AnnualClass, stages.Track, stages.Domain),
    *(stages.ListLevel, unit_kinds.UnitKind, scope.Role, Severity),
    *(windows.WindowState, reports.ReportState, reports.ReportVerb),
    *(lights.Light, problems.ProblemState, problems.ProblemVerb),
)


@pytest.mark.parametrize("kind", ENUMERATIONS)
def test_every_member_has_a_word(kind):
    for member in kind:
        assert texts.label(member) != f"{kind.__name__}.{member.value}"


def findings_raised() -> Iterator[Finding]:
    """Every finding there is, by way of reports that have every fault."""
    before = ReportValues(this_month=5, year_to_date=90, physical_progress="主体施工")
    worst = ReportValues(5, 80, 200, "", -1, "主体施工")
    april = ProjectInMonth(
        Month(2024, 4),
        annual_plan=10,
        total_investment=10,
        actual_start_on=date(2024, 4, 2),
        permit_on=date(2024, 4, 9),
    )
    idle = replace(april, actual_start_on=None, is_paused=True)
    years = [10**9] * 8
    yield from check_report(worst, before, april, years)
    yield from check_report(replace(worst, this_month=10**14), None, idle, years)
    yield from check_report(replace(worst, this_month=10**11), before, april, years)
    yield from check_report(NOT_REPORTED, before, april)
    yield from check_report(NOT_REPORTED, before, replace(april, actual_start_on=None))
    yield from check_report(
        ReportValues(this_month=5, year_to_date=-5),
        None,
        replace(april, month=Month(2024, 1), permit_on=None),
    )
    yield from check_report(ReportValues(5, 95), before, replace(april, permit_on=None))


def test_every_finding_has_a_sentence_that_fills():
    said = {finding.code: texts.say(finding) for finding in findings_raised()}
    table = set(re.findall(r"^\| (report\.\w+) ", findings.__doc__ or "", re.MULTILINE))
    assert said.keys() == table
    assert not [code for code, text in said.items() if "%(" in text or not text.endswith("。")]


@given(
    st.sampled_from([lights.YINCHUAN, lights.SANYA]),
    st.none() | st.integers(-100, 200),
    st.none() | st.integers(0, 200),
    st.integers(0, 12),
)
def test_every_light_has_a_sentence_that_fills(rule, done, plan, number):
    lit = lights.project_light(rule, done=done, plan=plan, share=Fraction(number, 12))
    assert texts.render(lit.code, lit.params).endswith("。")


@pytest.mark.parametrize("months", [[], [True], [False], [False, False]])
def test_every_unit_light_has_a_sentence(months):
    lit = lights.unit_light(months)
    assert texts.render(lit.code, lit.params).endswith("。")
