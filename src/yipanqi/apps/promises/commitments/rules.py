"""The rules in force: shipped defaults, replaced by what the city keeps in its data folder.

``supervision.toml`` there may hold ``[pressure]``, ``[light]``, the kinds' own tables
(``[service]``, ``[risk]``, ``[livelihood]``) and ``[[term]]`` tables (the shipped ``rules.toml``
beside this file shows all of them); ``workdays.toml`` the days
of a year's notice that the kept calendar does not know yet.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings

from yipanqi.core.commitments.pressure import PressureRules, SlipColour
from yipanqi.core.commitments.terms import Term, Terms
from yipanqi.core.workdays import Workdays

KINDS = ("service", "risk", "livelihood")


@dataclass(frozen=True)
class Rules:
    terms: Terms
    pressure: PressureRules
    red_after: int  # working days overdue
    calendar: Workdays
    kinds: Mapping[str, Mapping[str, Any]]  # [service], [risk] …: each kind reads its own


def rules() -> Rules:
    """Read again when one of the city's files has changed."""
    folder = Path(settings.YIPANQI_DATA)
    own, days = folder / "supervision.toml", folder / "workdays.toml"
    return _rules(own, _changed(own), days, _changed(days))


def _changed(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


@lru_cache(maxsize=4)
def _rules(own: Path, own_stamp: int, days: Path, days_stamp: int) -> Rules:
    shipped = tomllib.loads(
        (files("yipanqi.apps.promises.commitments") / "rules.toml").read_text(encoding="utf-8")
    )
    city: dict[str, Any] = tomllib.loads(own.read_text(encoding="utf-8")) if own_stamp else {}
    pressure = shipped["pressure"] | city.get("pressure", {})
    light = shipped["light"] | city.get("light", {})
    return Rules(
        terms=Terms(Term(**row) for row in city.get("term", shipped["term"])),
        pressure=PressureRules(
            remind_before=tuple(pressure["remind_before"]),
            slip_days=pressure["slip_days"],
            ladder=tuple(SlipColour(colour) for colour in _ladder(pressure)),
            patience=tuple(pressure["patience"]),
            verify_within=pressure["verify_within"],
        ),
        red_after=light["red_after"],
        kinds={name: shipped[name] | city.get(name, {}) for name in KINDS},
        calendar=_calendar(tomllib.loads(days.read_text(encoding="utf-8")) if days_stamp else {}),
    )


def _ladder(pressure: dict[str, Any]) -> list[str]:
    """``middle`` is how a city's file named its one colour between blue and red before."""
    if "middle" in pressure:
        return ["blue", pressure["middle"], "red"]
    ladder: list[str] = pressure["ladder"]
    return ladder


def _calendar(told: dict[str, Any]) -> Workdays:
    """``worked`` and ``free`` are lists of dates, ``years`` those told completely."""
    overrides = dict.fromkeys(told.get("worked", ()), True)
    overrides |= dict.fromkeys(told.get("free", ()), False)
    return Workdays(overrides, told.get("years", ()))
