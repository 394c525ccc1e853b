"""The demonstration city's own tables: facts and invented words, kept as CSV and TOML."""

import csv
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def _text(name: str) -> str:
    return (files("yipanqi.demo") / "data" / name).read_text(encoding="utf-8")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a CSV; lines that begin with # name its source."""
    lines = (line for line in _text(name).splitlines() if not line.startswith("#"))
    return tuple(csv.DictReader(lines))


@cache
def table(name: str) -> dict[str, Any]:
    """The content of a TOML file."""
    return tomllib.loads(_text(name))
