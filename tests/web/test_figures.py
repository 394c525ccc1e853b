"""How figures, dates and changes are written: the wording officials expect."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.money import LIMIT, yuan_from_wan
from yipanqi.core.month import Month
from yipanqi.infra.templatetags import figures


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


@pytest.mark.parametrize(
    ("filter_name", "value", "argument", "shown"),
    [
        ("wan", 12_345_000, 0, "1,235"),
        ("wan", 12_345_000, 2, "1,234.50"),
        ("wan", -12_340_000, 0, "−1,234"),
        ("wan", 0, 0, "0"),
        ("wan", -4_000, 0, "0"),
        ("yi", 126_920_000_000, 2, "1,269.20"),
        ("places", Decimal("92.355"), 2, "92.36"),
        ("percent", Decimal("0.83345"), 1, "83.3%"),
        ("percent", Decimal("1.005"), 2, "100.50%"),
        ("pp", Decimal("0.032"), 1, "+3.2 个百分点"),
        ("pp", Decimal("-0.032"), 1, "−3.2 个百分点"),
        ("pp", Decimal("-0.0001"), 1, "0.0 个百分点"),
        ("pp_number", Decimal("0.0415"), 1, "+4.2"),
        ("change", Decimal("0.104"), 1, "增长10.4%"),
        ("change", Decimal("-0.031"), 1, "下降3.1%"),
        ("change", Decimal("0.0004"), 1, "持平"),
        ("pp_change", Decimal("0.005"), 1, "提高0.5个百分点"),
        ("pp_change", Decimal("-0.0052"), 1, "降低0.5个百分点"),
    ],
)
def test_numbers(filter_name, value, argument, shown):
    assert getattr(figures, filter_name)(value, argument) == shown


@pytest.mark.parametrize(
    ("filter_name", "value", "shown"),
    [
        ("month", Month(2024, 4), "2024年4月"),
        ("month", "2024-04", "2024年4月"),
        ("month_short", Month(2024, 4), "4月"),
        ("year_to_date", Month(2024, 4), "1—4月"),
        ("year_to_date", Month(2024, 1), "1月"),
        ("day", date(2024, 5, 5), "2024年5月5日"),
        ("day_short", date(2024, 5, 5), "5月5日"),
        ("iso_day", date(2024, 5, 5), "2024-05-05"),
        ("moment", datetime(2024, 5, 5, 1, 41, tzinfo=UTC), "5月5日 09:41"),
    ],
)
def test_dates(filter_name, value, shown):
    assert getattr(figures, filter_name)(value) == shown


@pytest.mark.parametrize(
    "write",
    [
        *(figures.wan, figures.yi, figures.places, figures.count, figures.percent, figures.pp),
        *(figures.pp_number, figures.change, figures.pp_change, figures.month, figures.day),
        *(figures.month_short, figures.year_to_date, figures.day_short, figures.iso_day),
        figures.moment,
    ],
)
def test_silence_is_never_zero(write):
    assert write(None) == "—"


def test_silence_that_is_owed_says_so():
    assert figures.or_silent(figures.wan(None)) == "未报"
    assert figures.or_silent(figures.wan(0)) == "0"


@given(st.integers(-LIMIT + 1, LIMIT - 1))
def test_an_input_gives_back_the_very_yuan(yuan):
    assert yuan_from_wan(figures.wan_input(yuan)) == yuan


@given(st.decimals(-10, 10, places=6), st.integers(0, 4))
def test_a_shown_number_is_the_number_rounded_half_up(value, digits):
    shown = figures.places(value, digits).replace(",", "").replace("−", "-")
    assert abs(Decimal(shown) - value) <= Decimal(5).scaleb(-digits - 1)
