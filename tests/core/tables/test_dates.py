"""Dates in the spellings of real lists; months are read as their last day and marked."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.refusal import Finding
from yipanqi.core.tables.dates import Day, Precision, day

MARCH_5 = date(2024, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-05", "2024/3/5", "2024年3月5日", "2024.3.5", "20240305", Decimal("20240305.0"),
        Decimal(45356), "45356", datetime.fromisoformat("2024-03-05"),
        MARCH_5, " 2024 年 3 月 5 日", "２０２４年３月５日",
        "二〇二四年三月五日", "2024-03-05 00:00:00", "2024-3-5号",
    ],
)  # fmt: skip
def test_one_day_in_many_spellings(cell):
    assert day(cell) == Day(MARCH_5)


@pytest.mark.parametrize(
    ("cell", "on"),
    [
        ("2024年3月", date(2024, 3, 31)),
        ("2024年10月底", date(2024, 10, 31)),
        ("2024年2月末", date(2024, 2, 29)),
        ("2024-10", date(2024, 10, 31)),
        ("2024.10", date(2024, 10, 31)),
        ("202403", date(2024, 3, 31)),
        ("二〇二四年十月", date(2024, 10, 31)),
        (Decimal("2024.11"), date(2024, 11, 30)),
    ],
)
def test_a_month_is_its_last_day_and_says_so(cell, on):
    assert day(cell) == Day(on, Precision.MONTH)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("已开工", "cell.date_in_words"),
        ("待定", "cell.date_in_words"),
        ("2024", "cell.date_year_only"),
        (Decimal(2024), "cell.date_year_only"),
        ("2023-2025", "cell.date_not_exact"),
        ("2023年至2025年", "cell.date_not_exact"),
        ("2024年一季度", "cell.date_not_exact"),
        ("2024年上半年", "cell.date_not_exact"),
        ("3月", "cell.date_without_year"),
        ("24.3.5", "cell.date_ambiguous"),
        ("3/5/2024", "cell.date_ambiguous"),
        (Decimal("2024.1"), "cell.date_ambiguous"),
        ("2024年2月30日", "cell.not_a_date"),
        ("2024年13月", "cell.not_a_date"),
        ("#N/A", "cell.error"),
        (True, "cell.not_a_date"),
        (datetime.fromisoformat("1899-12-31"), "cell.date_out_of_range"),
    ],
)
def test_what_is_no_date_is_refused(cell, code):
    found = day(cell)
    assert isinstance(found, Finding)
    assert found.code == code


def test_the_date_system_decides_what_a_serial_means():
    assert day(Decimal(45356), 1900) == Day(MARCH_5)
    assert day(Decimal(45356 - 1462), 1904) == Day(MARCH_5)


@pytest.mark.parametrize("cell", [None, "", "-", "/", "—", "无"])
def test_none_is_none(cell):
    assert day(cell) is None


@settings(max_examples=60)
@given(st.dates(date(1990, 1, 1), date(2090, 12, 31)))
def test_every_day_reads_back_from_every_spelling(on: date):
    y, m, d = on.year, on.month, on.day
    serial = (on - date(1899, 12, 30)).days
    for spelled in (
        f"{y}-{m}-{d}", f"{y}/{m:02}/{d:02}", f"{y}年{m}月{d}日", f"{y}.{m}.{d}",
        f"{y}{m:02}{d:02}",
        Decimal(serial), str(serial), f"{y} 年 {m:02} 月 {d:02} 日",
    ):  # fmt: skip
        assert day(spelled) == Day(on)
