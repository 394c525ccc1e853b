"""Credit codes, project codes and the codes of regions through time."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_data import SHARED
from yipanqi.core.refusal import Refusal
from yipanqi.core.units import codes
from yipanqi.core.units.regions import (
    RegionRegister,
    RegionRow,
    Succession,
    register_from_revisions,
)

GOOD = "91350100M000100Y43"
TODAY = date(2024, 5, 5)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (GOOD, None),
        ("91350100M000100Y4Z", "code.uscc_character"),  # Z is not in the alphabet
        ("91350100M000100Y44", "code.uscc_check"),
        ("91310115MA1H8R7C6D", "code.uscc_inner_check"),
        ("91350100M000100Y4", "code.uscc_length"),
        ("91350100m000100Y43", "code.uscc_character"),
        ("9135010AM000100Y43", "code.uscc_region"),
    ],
)
def test_uscc_fault(code, fault):
    found = codes.uscc_fault(code)
    assert (found.code if found else None) == fault


def test_vector_of_the_inner_check():
    assert codes.organisation_check("M000100Y") == "4"


@st.composite
def credit_codes(draw):
    letters = st.sampled_from(codes.USCC_CHARACTERS)
    head = draw(st.text(letters, min_size=2, max_size=2))
    region = draw(st.from_regex(r"[0-9]{6}", fullmatch=True))
    body = draw(st.text(letters, min_size=8, max_size=8))
    first17 = head + region + body + codes.organisation_check(body)
    return first17 + codes.uscc_check(first17)


@given(credit_codes(), st.integers(0, 17), st.sampled_from(codes.USCC_CHARACTERS))
def test_any_one_wrong_character_of_a_credit_code_is_found(code, place, character):
    assert codes.uscc_fault(code) is None
    altered = code[:place] + character + code[place + 1 :]
    assert (codes.uscc_fault(altered) is None) == (altered == code)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("2404-330602-04-01-123456", None),
        ("2017-330600-47-03-012345", None),
        ("2011-330600-47-03-012345", None),  # November 2020
        ("2020-000052-48-01-012345", None),  # approved by a central department
        ("2406-330602-04-01-123456", "code.approval_date"),  # next month
        ("2010-330602-04-01-123456", "code.approval_date"),  # before the switch, after no year
        ("2413-330602-04-01-123456", "code.approval_date"),
        ("2404-990602-04-01-123456", "code.approval_region"),
        ("2404-330602-4-01-123456", "code.approval_shape"),
        ("２404-330602-04-01-123456", "code.approval_shape"),
    ],
)
def test_approval_code_fault(code, fault):
    found = codes.approval_code_fault(code, TODAY)
    assert (found.code if found else None) == fault


def test_with_a_register_the_prefecture_must_be_known_and_the_county_need_not():
    register = RegionRegister((RegionRow("330600", "绍兴市"),))
    assert codes.approval_code_fault("2404-330691-04-01-123456", TODAY, register) is None
    fault = codes.approval_code_fault("2404-339901-04-01-123456", TODAY, register)
    assert fault is not None
    assert fault.code == "code.approval_region"


REVISIONS = {
    "201210": [("330600", "绍兴市"), ("330621", "绍兴县"), ("330682", "上虞市")],
    "201410": [("330600", "绍兴市"), ("330603", "柯桥区"), ("330604", "上虞区")],
}
KEQIAO = Succession("330621", "330603", date(2013, 10, 18))


def test_register_keeps_old_codes_and_their_successors():
    register = register_from_revisions(REVISIONS, [KEQIAO])
    assert register.name_on("330621", date(2012, 1, 1)) == "绍兴县"
    assert register.name_on("330621", date(2014, 10, 1)) is None
    assert not register.is_valid_on("330603", date(2014, 9, 30))
    assert register.is_valid_on("330603", TODAY)
    assert register.is_known("330682")
    assert register.current("330682", TODAY) == {"330604"}  # by its name
    assert register.current("330621", TODAY) == {"330603"}  # as told
    assert register.current("330600", TODAY) == {"330600"}
    assert register.predecessors("330603") == (KEQIAO,)


def test_a_rename_under_one_code_keeps_both_names():
    register = register_from_revisions(
        {"200212": [("110000", "旧名市")], "200412": [("110000", "新名市")]}
    )
    assert register.name_on("110000", date(2004, 11, 30)) == "旧名市"
    assert register.name_on("110000", date(2004, 12, 1)) == "新名市"
    assert len(register.names("110000")) == 2


def test_successions_in_a_circle_end():
    rows = (RegionRow("1", "甲", None, date(2000, 1, 1)),)
    register = RegionRegister(
        rows, (Succession("1", "2", date.min), Succession("2", "1", date.min))
    )
    assert register.current("1", TODAY) == frozenset()


def test_overlapping_rows_are_refused():
    with pytest.raises(Refusal, match=r"region\.rows_overlap"):
        RegionRegister((RegionRow("1", "甲"), RegionRow("1", "乙", date(2000, 1, 1))))


_names = st.dictionaries(st.sampled_from("123456"), st.sampled_from(["甲市", "乙区", "丙县"]))


@given(st.dictionaries(st.integers(2002, 2018), _names, max_size=5))
def test_on_the_day_of_a_revision_the_register_says_what_the_revision_says(by_year):
    revisions = {f"{year}06": list(names.items()) for year, names in by_year.items()}
    register = register_from_revisions(revisions)
    for year, names in by_year.items():
        said = {c: register.name_on(c, date(year, 6, 1)) for c in "123456"}
        assert {c: n for c, n in said.items() if n} == names


CODES = SHARED / "codes"


@pytest.mark.shared
@pytest.mark.skipif(not CODES.exists(), reason="published code lists are not beside the project")
def test_published_revisions():
    revisions = {
        path.stem.removeprefix("gb2260_"): [
            tuple(line.split("\t")[2:4]) for line in path.read_text().splitlines()[1:]
        ]
        for path in sorted(CODES.glob("gb2260_*.tsv"))
    }
    register = register_from_revisions(revisions, [KEQIAO])
    for key, rows in revisions.items():
        day = date(int(key[:4]), int(key[4:]), 1)
        assert all(register.name_on(code, day) == name for code, name in rows)
    assert register.current("330682", TODAY) == {"330604"}
    assert register.current("330621", TODAY) == {"330603"}
    assert register.name_on("330602", TODAY) == "越城区"
    told = Counter(s.old for s in register.successions)
    assert max(told.values()) == 1
