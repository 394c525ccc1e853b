"""Cell values: read exactly, none, or refused with a code. Nothing in between."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.refusal import Finding
from yipanqi.core.tables import values
from yipanqi.core.tables.dates import day
from yipanqi.core.tables.fields import MoneyUnit

D = Decimal
WIDE = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@pytest.mark.parametrize(
    ("cell", "yuan"),
    [
        (D("1234.5678"), 12_345_678),
        ("1,234.5", 12_345_000),
        ("１２，３４５．６７", 123_456_700),
        ("120.5亿元", 12_050_000_000),
        ("１２０．５　亿元", 12_050_000_000),
        ("3000万元", 30_000_000),
        ("500元", 500),
        ("¥1,000", 10_000_000),
        (" -500 ", -5_000_000),
        ("＋3", 30_000),
        ("1 234 567", 12_345_670_000),
        (D("0.30000000000000004"), 3_000),  # 0.1 + 0.2 as a computer adds it
        (D("0"), 0),
    ],
)
def test_money_is_read_to_the_yuan(cell, yuan):
    assert values.money(cell, MoneyUnit.WAN) == yuan


@pytest.mark.parametrize(
    "cell", [None, "", " ", "-", "－", "/", "／", "—", "——", "无", "\u3000", "N/A"]
)
def test_none_words_mean_nothing_was_reported(cell):
    assert values.money(cell, MoneyUnit.WAN) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2000万件", "cell.unit_not_money"),
        ("5万亩", "cell.unit_not_money"),
        ("120万美元", "cell.foreign_currency"),
        ("约3000", "cell.approximate"),
        ("3000余万元", "cell.approximate"),
        ("(100)", "cell.bracketed_number"),
        ("500-800", "cell.range_of_numbers"),
        ("1,23", "cell.not_a_number"),
        ("三千", "cell.not_a_number"),
        ("100\n200", "cell.two_numbers"),
        ("12 34", "cell.two_numbers"),
        ("#REF!", "cell.error"),
        (True, "cell.not_a_number"),
        (date(2024, 3, 5), "cell.date_for_number"),
        (time(1, 2), "cell.date_for_number"),
        (D("1234.56785"), "cell.below_one_yuan"),
        (D("1E+20"), "cell.too_large"),
    ],
)
def test_what_is_not_exactly_money_is_refused(cell, code):
    found = values.money(cell, MoneyUnit.WAN)
    assert isinstance(found, Finding)
    assert found.code == code


def test_no_unit_is_assumed():
    found = values.money(D(120), None)
    assert isinstance(found, Finding)
    assert found.code == "cell.unit_unknown"
    assert values.money("120万元", None) == 1_200_000
    assert values.money(D(0), None) == 0


@settings(max_examples=60)
@given(
    st.integers(-(10**14), 10**14), st.sampled_from([MoneyUnit.WAN, MoneyUnit.YI, MoneyUnit.YUAN])
)
def test_every_spelling_of_an_amount_reads_back(yuan: int, unit: MoneyUnit):
    amount = D(yuan) / unit.per
    for spelled in (
        amount,
        f"{amount:f}",
        f"{amount:,f}",
        f"{amount:f}".translate(WIDE),
        f" {amount:f}\n",
        f"{amount:f}{unit.value}",
    ):
        assert values.money(spelled, unit) == yuan


def test_percent_needs_to_say_what_it_is():
    assert values.percent("45.5%", None) == D("0.455")
    assert values.percent("４５％", None) == D("0.45")
    assert values.percent(D(45), values.Scale.PERCENT) == D("0.45")
    assert values.percent(D("0.45"), values.Scale.SHARE) == D("0.45")
    found = values.percent(D("0.8"), None)
    assert isinstance(found, Finding)
    assert found.code == "cell.percent_scale"


def test_codes_keep_every_digit_or_are_refused():
    assert values.code(D("20240001.0")) == "20240001"
    assert values.code("２４０４-３３０６０２-04-01-123456 ") == "2404-330602-04-01-123456"
    lost = values.code(D("240433060204011000"))
    assert isinstance(lost, Finding)
    assert lost.code == "cell.digits_lost"


def test_words_keep_none_as_an_answer():
    assert values.text("无") == "无"
    assert values.text("—") is None
    assert values.text("  主体\n封顶 ") == "主体\n封顶"


@pytest.mark.parametrize("cell", ["1" * 30_000, "1," * 15_000, "2024年" * 6_000, "(" * 30_000])
def test_endless_text_is_no_figure_and_takes_no_time(cell):
    for found in (values.money(cell, MoneyUnit.WAN), values.percent(cell, None), day(cell)):
        assert isinstance(found, Finding)
        assert len(found.params["value"]) < 100
