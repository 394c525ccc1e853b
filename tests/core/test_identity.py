"""One project under many spellings, and many projects under nearly one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.projects.identity import ALIKE, likeness, namesakes, normalised

SAME = [
    "滨海热电厂二期扩建项目",
    "滨海热电厂（二期）扩建项目",
    "滨海热电厂(二期) 扩建 项目",
    "滨海热电厂２期扩建项目",
    "滨海热电厂Ⅱ期扩建项目",
    "滨海热电厂【II期】扩建项目",
]


@pytest.mark.parametrize("name", SAME)
def test_spellings_of_one_name(name):
    assert normalised(name) == "滨海热电厂2期扩建项目"
    assert likeness(name, SAME[0]) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("轨道交通十二号线", "轨道交通12号线"),
        ("第三标段", "3标段"),
        ("十一期", "11期"),
        ("三江街道安置房", "三江街道安置房"),  # a name, no number
        ("５０００吨ＰＥＴ薄膜", "5000吨PET薄膜"),
    ],
)
def test_numbers_in_names(text, expected):
    assert normalised(text) == expected


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("曹娥江大闸综合整治工程", "曹娥江大闸综合整治", True),
        ("曹娥江大闸综合整治工程", "曹娥江大闸综合整治提升工程", True),
        ("曹娥江大闸综合整治一期", "曹娥江大闸综合整治二期", False),
        ("轨道交通1号线", "轨道交通2号线", False),
        ("人民医院迁建工程", "抽水蓄能电站工程", False),
    ],
)
def test_what_is_worth_a_question(one, other, alike):
    assert (likeness(one, other) >= ALIKE) is alike


def test_namesakes_come_most_alike_first():
    existing = ["曹娥江大闸综合整治提升工程", "曹娥江大闸综合整治项目", "人民医院迁建工程"]
    found = namesakes("曹娥江大闸综合整治工程", existing)
    assert [one.name for one in found] == [existing[1], existing[0]]


_names = st.text(st.sampled_from("甲乙丙丁二三期项目工程（）() 12ＡB"), max_size=12)


@given(_names)
def test_normalising_twice_changes_nothing(name):
    assert normalised(normalised(name)) == normalised(name)


@given(_names, _names)
def test_likeness_is_symmetric_and_bounded(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0 <= likeness(one, other) <= 1
    assert likeness(one, one) == 1
