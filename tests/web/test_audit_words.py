"""No verb and no job appears on screen under the name it has in the program."""

import ast
from pathlib import Path

from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext

import yipanqi
from yipanqi.infra.jobs import HANDLERS
from yipanqi.web.system.audit import shown

ROOT = Path(yipanqi.__file__).parent


def verbs() -> set[str]:
    """Every literal name given to ``act``."""
    found = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "act":
                found |= {a.value for a in node.args if isinstance(a, ast.Constant)}
    return found


def unnamed(kind: str, names: set[str]) -> list[str]:
    codes = sorted(f"{kind}.{name}" for name in names)
    return [code for code in codes if gettext(code) == code]


def test_every_verb_has_its_word():
    names = verbs()
    assert "submit_report" in names
    assert unnamed("verb", names) == []


def test_every_job_has_its_word():
    autodiscover_modules("jobs")
    assert "freeze_month" in HANDLERS
    assert unnamed("job", set(HANDLERS)) == []


def test_values_are_shown_as_people_read_them():
    assert str(shown("state", "approved")) == "已通过"
    assert shown("manifest_hash", "0123456789abcdef") == "0123456789ab"
    assert shown("this_month", 12_040_000) == "1,204万元"
    assert shown("inputs", [{"month": "2024-03", "revision": 2}]) == "2024-03 r2"
    assert shown("number", 5) == 5
