"""One term, one identifier: what the glossary names exists, and nobody names things vaguely."""

import ast
import re

import pytest

from house.source_tree import ROOT, modules

VAGUE = {"data", "info", "manager", "managers", "helper", "helpers", "utils", "common", "misc"}


def glossary() -> list[tuple[str, str]]:
    """Chinese term and identifier, in the order of the page."""
    rows = (line.split("|") for line in (ROOT / "GLOSSARY.md").read_text().splitlines())
    return [
        (cells[1].strip(), identifier)
        for cells in rows
        if len(cells) > 3
        for identifier in re.findall(r"`(\w+)`", cells[2])
    ]


def names_in_code() -> set[str]:
    found: set[str] = set()
    for path, tree in modules().items():
        found.add(path.stem)
        for node in ast.walk(tree):
            found.update(
                value
                for field in ("id", "attr", "name", "arg", "value")
                if isinstance(value := getattr(node, field, None), str)
            )
    return found


def test_every_identifier_of_the_glossary_is_in_the_code():
    known = names_in_code()
    assert [(term, name) for term, name in glossary() if name not in known] == []


def test_no_identifier_serves_two_terms():
    identifiers = [identifier for _term, identifier in glossary()]
    assert sorted(identifiers) == sorted(set(identifiers))


@pytest.mark.parametrize("word", sorted(VAGUE))
def test_no_module_hides_behind_a_vague_name(word: str):
    assert [str(path) for path in modules() if path.stem == word] == []
