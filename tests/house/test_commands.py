"""The three commands start on what a machine has, and say so where it is not enough."""

import ast
import subprocess
import sys

import pytest

from house.source_tree import ROOT

COMMANDS = ("run", "test", "yipanqi")
ALMOST_EMPTY = {"PATH": "/usr/bin:/bin"}


def call(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=ALMOST_EMPTY,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", [*COMMANDS, "tools/start.py"])
def test_an_old_python_can_read_the_refusal(name: str):
    ast.parse((ROOT / name).read_text(), name, feature_version=(3, 6))


@pytest.mark.parametrize("name", COMMANDS)
def test_an_old_python_is_refused_in_both_languages(name: str):
    code = (
        "import sys; sys.version_info = (3, 9, 1); sys.path.insert(0, 'tools');"
        f"import start; start.main({name!r})"
    )
    done = call("-c", code)
    assert done.returncode == 1
    assert "3.11" in done.stderr
    assert "3.9" in done.stderr
    assert "Python 3.11 or newer" in done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_can_be_started(name: str):
    assert (ROOT / name).stat().st_mode & 0o111


@pytest.mark.parametrize("name", ["run", "test"])
def test_help_needs_nothing_installed(name: str):
    code = f"import sys; sys.argv = [{name!r}, '--help']; sys.path.insert(0, 'tools');"
    bare = call("-I", "-S", "-c", code + f"import start; start.main({name!r})")
    assert bare.returncode == 0, bare.stderr
    assert f"./{name}" in bare.stdout


def test_a_stamp_holds_for_one_lock_and_one_place():
    sys.path.insert(0, str(ROOT / "tools"))
    import checkout

    assert checkout.wanted("base") != checkout.wanted("dev")
    assert checkout.wanted("base") == checkout.wanted("base")
