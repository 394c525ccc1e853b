"""What a fresh machine installs is exactly what pyproject asks for, hashed, without addresses."""

import json
import re
import tomllib

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from house.source_tree import ROOT

LOCKS = ("base", "dev", "assets", "outlines")
ALONE = {"assets", "outlines"}  # locks of something fetched, not of what runs
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>\S+)(?: ; (?P<marker>[^\\]+))? \\$")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.lock").read_text()


def pins(name: str) -> dict[str, dict[str, Marker | None]]:
    """Package → version → where it applies (None: everywhere)."""
    found: dict[str, dict[str, Marker | None]] = {}
    for match in filter(None, map(PIN.match, lock(name).splitlines())):
        marker = match["marker"]
        found.setdefault(match["name"], {})[match["version"]] = Marker(marker) if marker else None
    return found


def asked(*groups: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    lines = [line for group in groups for line in project["dependency-groups"][group]]
    if ALONE.isdisjoint(groups):
        lines += project["project"]["dependencies"]
    return [Requirement(line) for line in lines]


@pytest.mark.parametrize(
    ("name", "groups"),
    [
        ("base", ["install"]),
        ("dev", ["install", "dev"]),
        ("assets", ["assets"]),
        ("outlines", ["outlines"]),
    ],
)
def test_lock_gives_what_pyproject_asks_for(name: str, groups: list[str]):
    pinned = pins(name)
    unmet = [
        str(wish)
        for wish in asked(*groups)
        if not (versions := pinned.get(canonicalize_name(wish.name)))
        or not all(wish.specifier.contains(version) for version in versions)
    ]
    assert unmet == [], "run tools/lock.py"


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_and_hashed(name: str):
    blocks = re.split(r"^(?=\S)", lock(name), flags=re.MULTILINE)[1:]
    assert blocks
    for block in blocks:
        first, *hashes = block.splitlines()
        assert PIN.match(first), first
        assert hashes, first
        assert all(line.strip().startswith("--hash=sha256:") for line in hashes), first


@pytest.mark.parametrize("name", LOCKS)
def test_no_lock_holds_an_address(name: str):
    assert not re.search(r"://|@ |--index|--find-links|^-", lock(name), re.MULTILINE)


def test_developers_test_the_versions_a_city_runs():
    base, dev = pins("base"), pins("dev")
    assert {name: set(dev.get(name, ())) for name in base} == {n: set(v) for n, v in base.items()}


def test_npm_lock_is_hashed_and_holds_no_address():
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    wanted = json.loads((ROOT / "package.json").read_text())["dependencies"]
    assert '"resolved"' not in text
    assert packages[""]["dependencies"] == wanted
    assert all(packages[f"node_modules/{name}"]["version"] == v for name, v in wanted.items())
    assert all("integrity" in found for name, found in packages.items() if name)
