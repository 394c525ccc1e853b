"""What may not be in the repository: machines, registries, other people's files."""

import re
from pathlib import Path

import pytest

from house.source_tree import ROOT, tracked

# Written in pieces, so that this file does not find itself.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"py" + r"pi\.org",
            r"python" + r"hosted",
            r"npm" + r"js\.(?:org|com)",
            r"deb\.deb" + r"ian\.org",
            r"/wo" + r"rk/",
            r"/ro" + r"ot/",
            r"/ho" + r"me/[a-z]",
            r"\.py" + r"env/",
        )
    )
)
BUILT = re.compile(r"\.(?:mo|pyc|woff2?|ttf|otf|ttc|map|whl|sqlite3)$|\.min\.(?:js|css)$")
TEXT = {".py", ".md", ".toml", ".po", ".html", ".css", ".js", ".json", ".lock", ".sh", ".cfg", ""}


@pytest.fixture(scope="module")
def files() -> tuple[Path, ...]:
    if not tracked():
        pytest.skip("not a git clone: what is tracked cannot be told")
    return tracked()


def test_no_machine_and_no_registry_is_named(files: tuple[Path, ...]):
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        if path.suffix in TEXT
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1)
        if FORBIDDEN.search(line)
    ]
    assert named == []


def test_nothing_built_or_vendored_is_kept(files: tuple[Path, ...]):
    assert [str(path.relative_to(ROOT)) for path in files if BUILT.search(path.name)] == []


def test_templates_hold_no_inline_script_or_style(files: tuple[Path, ...]):
    """The content security policy forbids both, so a page that has them is broken."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=")
    broken = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        if path.suffix == ".html" and "templates" in path.parts
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if inline.search(line)
    ]
    assert broken == []
