"""A faulty scheme is refused with every fault, its key path and its line."""

import re

import pytest

from core.scheme.small import TEXT, line_of, spoilt
from house.source_tree import PACKAGE
from house.texts_used import catalogues
from yipanqi.core.scheme import SchemeFaults, fingerprint, load


def faults(text):
    with pytest.raises(SchemeFaults) as refused:
        load(text)
    return [(f.path, f.code, f.line) for f in refused.value.faults]


def test_the_sound_one_loads():
    scheme = load(TEXT)
    assert scheme.key == "small"
    assert [c.key for c in scheme.criteria] == ["investment", "level"]


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ('rounding = "half_up"', 'rounding = "half_even"', "scheme.rounding",
         "scheme.rounding_not_offered"),
        ('rounding = "half_up"\n', "", "scheme.rounding", "scheme.not_stated"),
        ('ties = "competition"\n', "", "total.ties", "scheme.not_stated"),
        ('null = "worst"\n', "", "defaults.null", "scheme.not_stated"),
        ("places = 0", "", "criteria[1].places", "scheme.not_stated"),
        ("full = 100", "full = 90", "total.full", "scheme.weights_do_not_add_up"),
        ("cap = 60\n", "", "criteria[0].cap", "scheme.not_stated"),
        ("cap = 60\n", "cap = -1\n", "criteria[0].floor", "scheme.floor_above_cap"),
        ("floor = 0\n", 'floor = "none"\n', "criteria[0].least", "scheme.least_not_stated"),
        ('no_base = "exclude"\n', "", "criteria[0].no_base", "scheme.not_stated"),
        ('pace = "start"', 'pace = "stop"', "criteria[0].pace", "scheme.unknown_curve"),
        ('primitive = "ratio"', 'primitive = "magic"', "criteria[0].primitive",
         "scheme.no_such_word"),
        ('value = "done"', 'value = "gone"', "criteria[0].value", "scheme.unknown_name"),
        ('value = "done"', 'value = "done > 1"', "criteria[0].value", "scheme.wrong_type"),
        ('value = "done"', 'valeu = "done"', "criteria[0].value", "scheme.not_stated"),
        ('value = "year_to_date"', 'value = "year_to_dat"', "measures[0].value",
         "scheme.unknown_name"),
        ('value = "year_to_date"', 'value = "ln(year_to_date)"', "measures[0].value",
         "scheme.inexact_in_rows"),
        ('formula = "done / plan"', 'formula = "done / rate"', "measures[2].formula",
         "scheme.cycle"),
        ('formula = "done / plan"', 'formula = "sqrt(done)"', "measures[2].formula",
         "scheme.not_allowed_in_expression"),
        ("where = \"kind <> 'city'\"", "", "leagues[0].where", "scheme.league_by_where_or_units"),
        ("6 = 80", "6 = 40", "curves.start", "scheme.curve_falls"),
        ('between = "hold"\n', "", "curves.start.between", "scheme.not_stated"),
        ('to = 1, edges = "[)"', 'to = 0.9, edges = "[)"', "criteria[1].brackets[2]",
         "scheme.bracket_gap"),
        ('to = 1, edges = "[)"', 'to = 1, edges = "[]"', "criteria[1].brackets[2]",
         "scheme.bracket_overlap"),
        ('to = 0.5, edges = "()"', 'to = 0.5', "criteria[1].brackets[0].edges",
         "scheme.not_stated"),
        ('to = "inf"', "to = 9", "criteria[1].brackets[2]", "scheme.bracket_no_upper_end"),
        ('key = "level"', 'key = "investment"', "criteria[1].key", "scheme.key_twice"),
        ("in_force_from = 2024-01-01", "in_force_from = 2024", "scheme.in_force_from",
         "scheme.needs_date"),
    ],
)  # fmt: skip
def test_one_fault(old, new, path, code):
    text = spoilt(old, new)
    found = faults(text)
    assert (path, code) in [(p, c) for p, c, _ in found]


def test_faults_come_all_at_once_with_their_lines():
    text = spoilt('value = "done"', 'value = "gone"').replace("cap = 60", 'cap = "sixty"')
    text = text.replace('to = 1, edges = "[)"', 'to = 0.9, edges = "[)"')
    assert faults(text) == [
        ("criteria[0].value", "scheme.unknown_name", line_of('"gone"', text)),
        ("criteria[0].cap", "scheme.needs_number", line_of('"sixty"', text)),
        ("criteria[1].brackets[2]", "scheme.bracket_gap", line_of('to = "inf"', text)),
    ]


def test_toml_faults_keep_their_line():
    text = spoilt('title = "Rate"', "title = Rate")
    ((path, code, line),) = faults(text)
    assert (path, code) == ("", "scheme.not_toml")
    assert line == line_of("title = Rate", text)


def test_unknown_keys_and_sections_are_faults():
    found = faults(spoilt("floor = 0\n", "floor = 0\nweight = 3\n") + "\n[surprise]\n")
    assert [(p, c) for p, c, _ in found] == [
        ("criteria[0].weight", "scheme.unknown_key"),
        ("surprise", "scheme.unknown_key"),
    ]


def test_a_part_must_come_first_and_be_scored_as_widely():
    combined = """
[[criteria]]
key = "both"
title = "Both"
primitive = "weighted_sum"
parts = [{ criterion = "investment", weight = 1 }, { criterion = "later", weight = 1 }]
places = 2
"""
    assert [c for _, c, _ in faults(TEXT + combined)] == ["scheme.part_not_earlier"]
    narrow = spoilt('pace = "start"', 'pace = "start"\nquarters = [1]') + combined.replace(
        ', { criterion = "later", weight = 1 }', ""
    )
    assert "scheme.part_elsewhere" in [c for _, c, _ in faults(narrow)]


def test_the_hash_ignores_line_ends_and_trailing_blanks_only():
    assert fingerprint(TEXT) == fingerprint(TEXT.replace("\n", "  \r\n"))
    assert fingerprint(TEXT) != fingerprint(spoilt("full = 60", "full = 61"))


def test_every_code_of_the_language_has_its_sentence():
    known = {key for entries in catalogues().values() for _, key in entries}
    code = re.compile(r'"((?:scheme|score|explain)\.[a-z_]+)"')
    paths = {"scheme.rounding", "scheme.in_force_to"}  # keys of the text, not codes
    used = {
        found
        for path in (PACKAGE / "core" / "scheme").rglob("*.py")
        for found in code.findall(path.read_text(encoding="utf-8"))
    }
    never_shown = {"score.missing_refused", "score.as"}
    assert sorted(used - paths - never_shown - known) == []
