"""Every sentence that a commitment's verbs choose by code is there and gets what it asks for."""

import re
from pathlib import Path

import pytest

from yipanqi.apps.promises import commitments
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments import lateness
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.commitments.states import CommitmentState, CommitmentVerb
from yipanqi.infra.texts import label, render

SOURCES = [*Path(commitments.__file__).parent.rglob("*.py"), Path(lateness.__file__)]
CODES = sorted(
    {
        code
        for source in SOURCES
        for code in re.findall(
            r'"((?:notice|commitment\.light_|verb)[.a-z_]*)"', source.read_text(encoding="utf-8")
        )
        if "." in code
    }
)
PARAMS = dict.fromkeys(
    [
        "title",
        "number",
        "due_on",
        "clean_due_on",
        "done_on",
        "days",
        "reason",
        "slip",
        "colour",
        "unit",
        "on",
    ],
    "甲",
)


@pytest.mark.parametrize("code", CODES)
def test_there_is_a_sentence(code):
    assert render(code, PARAMS)


def test_verbs_of_the_history_have_words():
    names = {
        name
        for source in SOURCES
        for name in re.findall(r'act\(viewer, "(\w+)"', source.read_text(encoding="utf-8"))
    }
    assert len(names) > 12
    for name in names:
        assert render(f"verb.{name}")


def test_states_verbs_colours_and_terms_have_words():
    for kind in (CommitmentState, CommitmentVerb, SlipColour):
        for member in kind:
            assert label(member) != f"{kind.__name__}.{member.value}"
    for key in rules().terms:
        assert render(f"Term.{key}")
