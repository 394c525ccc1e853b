"""Subtitles are cut where a speaker breathes, and lie under the whole of their scene."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.meetings.storyboard import LINE_MOST, LONGEST, cues, reading_seconds, spoken


@given(st.text(alphabet="项目年度计划，。；12、\n", max_size=200), st.integers(2_000, 60_000))
def test_subtitles_lose_no_word_and_cover_their_scene(text, length):
    pieces = spoken(text)
    assert "".join(pieces) == "".join(line.strip() for line in text.split("\n"))
    assert all(len(piece) <= LINE_MOST for piece in pieces)
    first, second = cues([(text, length), ("完。", 2_000)])
    assert second[0].start == length
    for before, after in pairwise(first):
        assert before.end == after.start
    if first:
        assert (first[0].start, first[-1].end) == (0, length)


def test_a_sentence_is_cut_at_its_commas():
    text = (
        "1—4月，计划投资10000万元，实际完成4000万元，完成年度计划的13.3%，落后序时进度20个百分点。"
    )
    assert spoken(text) == [
        "1—4月，计划投资10000万元，实际完成4000万元，",
        "完成年度计划的13.3%，落后序时进度20个百分点。",
    ]


def test_a_scene_is_long_enough_to_be_read_aloud():
    assert reading_seconds("五个字一秒", 4) == 4
    assert reading_seconds("字" * 51, 4) == 11
    assert reading_seconds("字" * 5_000, 4) == LONGEST
