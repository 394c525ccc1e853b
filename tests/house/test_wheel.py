"""What is installed from a package is whole: texts compiled, pages, schemes, the command."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from house.source_tree import PACKAGE, ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder: Path = tmp_path_factory.mktemp("wheel")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return zipfile.ZipFile(built)


def carried(suffix: str) -> set[str]:
    return {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob(f"*{suffix}")
        if "__pycache__" not in path.parts
    }


def test_the_wheel_carries_all_of_the_package(wheel: zipfile.ZipFile):
    names = set(wheel.namelist())
    compiled = {name.removesuffix(".po") + ".mo" for name in carried(".po")}
    for suffix in (".py", ".html", ".toml", ".css", ".js"):
        assert carried(suffix) <= names, suffix
    assert compiled <= names


def test_the_wheel_carries_nothing_else(wheel: zipfile.ZipFile):
    assert {name.partition("/")[0].split("-")[0] for name in wheel.namelist()} == {"yipanqi"}


def test_the_wheel_brings_the_command(wheel: zipfile.ZipFile):
    (entry,) = [name for name in wheel.namelist() if name.endswith("entry_points.txt")]
    assert "yipanqi = yipanqi.cli:main" in wheel.read(entry).decode()
