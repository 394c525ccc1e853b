"""Words of states, verbs, causes; sentences of notices and histories."""

import re
from pathlib import Path

from yipanqi.apps.promises import problems
from yipanqi.core.ledgers.problems import Cause, ProblemState, ProblemVerb
from yipanqi.infra.texts import label, render


def test_words():
    for kind in (ProblemState, ProblemVerb, Cause):
        for member in kind:
            assert label(member) != f"{kind.__name__}.{member.value}"


def test_sentences():
    files = (Path(problems.__file__).parent / "actions").glob("*.py")
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    for code in re.findall(r'"(notice\.\w+)"', source):
        assert render(code, {"title": "甲", "reason": "乙"})
    for name in {*re.findall(r'act\(viewer, "(\w+)"', source), "confirm_problem"}:
        assert render(f"verb.{name}")
