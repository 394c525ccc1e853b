"""Speech taken apart: nothing is lost, and every proposal stands in the words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.meetings.breakdown import (
    lead_of,
    may_issue,
    mentions,
    proposals,
    reply_by,
    sentences,
)
from yipanqi.core.meetings.due_words import due_in, number_in
from yipanqi.core.workdays import Workdays

CALENDAR = Workdays()
SAID = date(2024, 5, 6)
NAMES = {"诸暨市": 1, "市资规局": 2, "市交通局": 3, "诸暨": 1, "市": 9, "滨海新区": 4, "新区": 5}
SPEECH = st.text(alphabet="市要完成。；！\n ”诸暨资规局5月底前", max_size=80)


@given(SPEECH)
def test_every_character_that_is_no_blank_stands_in_one_sentence(source):
    found = list(sentences(source))
    assert "".join("".join(s.text.split()) for s in found) == "".join(source.split())
    for one in found:
        assert source[one.start : one.start + len(one.text)] == one.text
    assert [s.start for s in found] == sorted({s.start for s in found})


@given(SPEECH)
def test_a_proposal_names_only_what_its_sentence_names(source):
    for one in proposals(source, NAMES, SAID, CALENDAR):
        named = {m.unit for m in mentions(one.sentence.text, NAMES)}
        assert {*one.supports, *filter(None, [one.lead])} <= named
        assert one.lead not in one.supports
        assert one.due is None or (one.due.words in one.sentence.text and one.due.on >= SAID)


def test_the_longest_name_counts_and_one_character_names_nobody():
    text = "滨海新区与诸暨市、市里"
    assert [text[m.start : m.end] for m in mentions(text, NAMES)] == ["滨海新区", "诸暨市"]


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("诸暨市要会同市资规局完成交地", 1),
        ("由市资规局牵头，诸暨市配合", 2),
        ("诸暨市配合，市交通局负责牵头落实", 3),
        ("大家要抓紧", None),
    ],
)
def test_who_stands_before_牵头_leads_else_who_is_named_first(text, lead):  # noqa: PLC2401
    assert lead_of(text, mentions(text, NAMES)) == lead


@pytest.mark.parametrize(
    ("words", "on"),
    [
        ("5月底前完成", date(2024, 5, 31)),
        ("5月20日前", date(2024, 5, 20)),
        ("2024年6月3日", date(2024, 6, 3)),
        ("1月底前", date(2025, 1, 31)),
        ("6月中旬前", date(2024, 6, 20)),
        ("下周五前", date(2024, 5, 17)),
        ("本周内", date(2024, 5, 10)),
        ("10个工作日内", date(2024, 5, 17)),
        ("二十个工作日内", date(2024, 5, 31)),
        ("会后三天内", date(2024, 5, 9)),
        ("一周内", date(2024, 5, 13)),
        ("本月底前", date(2024, 5, 31)),
        ("下月底前", date(2024, 6, 30)),
        ("二季度末", date(2024, 6, 30)),
        ("上半年", date(2024, 6, 30)),
        ("年底前", date(2024, 12, 31)),
        ("抓紧推进", None),
        ("5月1日前", None),  # over already: no date to promise
        ("2月30日前", None),
    ],
)
def test_dates_as_officials_say_them(words, on):
    found = due_in(words, SAID, CALENDAR)
    assert (found.on if found else None) == on


@given(st.integers(1, 99))
def test_numbers_are_read_in_both_writings(number):
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    ten = ("十" if tens == 1 else digits[tens] + "十") if tens else ""
    assert number_in(ten + (digits[ones] if ones else "")) == number
    assert number_in(str(number)) == number


def test_two_working_days_jump_over_the_holiday_and_silence_then_is_consent():
    last = reply_by(date(2024, 4, 30), CALENDAR)
    assert last == date(2024, 5, 7)  # 1—5 May are free
    assert not may_issue(last, last, all_accepted=False)
    assert may_issue(last, last, all_accepted=True)
    assert may_issue(date(2024, 5, 8), last, all_accepted=False)
