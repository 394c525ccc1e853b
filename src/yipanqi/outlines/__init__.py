"""District outlines by prefecture, made by ``tools/outlines.py`` and carried by the wheel.

They are third-party outlines, simplified: 示意图，不作划界依据. A city may load its own.
"""

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def of_prefecture(code: str) -> dict[str, Any] | None:
    """GeoJSON of the districts of a city by its six-digit code; None where there is none."""
    source = files(__name__).joinpath("made", f"{code[:4]}.json")
    if len(code) != 6 or not code.isdigit() or not source.is_file():
        return None
    found: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return found
