"""The feed's form: folding by octets, escaping, whole days."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.meetings.icalendar import DueDay, escaped, feed, folded

AT = datetime(2024, 5, 6, 1, 2, 3, tzinfo=UTC)


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=300))
def test_folding_loses_nothing_and_keeps_to_the_width(text):
    made = folded(text)
    lines = made.removesuffix(b"\r\n").split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text


def test_marks_are_escaped():
    assert escaped("甲,乙;丙\\丁\n戊") == "甲\\,乙\\;丙\\\\丁\\n戊"


def test_an_entry_is_one_whole_day():
    made = feed("越州", [DueDay("1@y", date(2024, 5, 31), "交地", "要求", 3)], at=AT).decode()
    assert "DTSTART;VALUE=DATE:20240531\r\nDTEND;VALUE=DATE:20240601\r\n" in made
    assert "DTSTAMP:20240506T010203Z" in made
    assert made.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert made.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
