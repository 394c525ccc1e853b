"""Lights: derived, never stored, each with its reason.

A published rule is often incomplete: 银川 2025 says green "meets pace", yellow "10 to 30
百分点 below, 30 included", red "more than 30 below", and nothing about 0 to 10 below. A
``LightRule`` must say everything: here the first edge is where yellow begins, and what lies
between pace and that edge is green by decision of the rule, with a reason of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from yipanqi.core.pipeline.pace import as_decimal


class Light(StrEnum):
    """Worst last. Silence is worse than green: it must not hide among the good."""

    GREEN = "green"
    GREY = "grey"  # no data
    YELLOW = "yellow"
    RED = "red"

    @property
    def severity(self) -> int:
        return list(Light).index(self)


def worst(lights: Iterable[Light]) -> Light:
    """The worst wins; grey where there is none at all."""
    return max(lights, key=lambda light: light.severity, default=Light.GREY)


def worst_first(counts: Mapping[Light, int]) -> list[tuple[Light, int]]:
    """As a reader wants them: red, yellow, no data, green."""
    return sorted(counts.items(), key=lambda one: one[0].severity, reverse=True)


class Gap(StrEnum):
    """What "below pace by 10" means."""

    POINTS = "points"  # percentage points: 银川
    RELATIVE = "relative"  # percent of the amount due: 三亚


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a light begins: at this shortfall, the edge itself included or not."""

    at: Decimal
    is_inclusive: bool

    def reached(self, shortfall: Fraction) -> bool:
        edge = Fraction(self.at)
        return shortfall >= edge if self.is_inclusive else shortfall > edge


@dataclass(frozen=True, slots=True)
class LightRule:
    """A project's light by progress. Later rules add further dimensions; the worst wins."""

    gap: Gap
    yellow: Edge
    red: Edge
    silence: Light = Light.GREY  # for a month that is not reported


YINCHUAN = LightRule(Gap.POINTS, yellow=Edge(Decimal(10), True), red=Edge(Decimal(30), False))
SANYA = LightRule(Gap.RELATIVE, yellow=Edge(Decimal(0), False), red=Edge(Decimal(50), False))


@dataclass(frozen=True, slots=True)
class Lit:
    """A light with its reason: a code of the catalogue and its parameters."""

    light: Light
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


def project_light(rule: LightRule, *, done: int | None, plan: int | None, share: Fraction) -> Lit:
    """Light by progress. ``done`` None: not reported. ``share``: of the plan, due by now."""
    if done is None:
        return Lit(rule.silence, "light.not_reported")
    if plan is None or plan <= 0:
        return Lit(Light.GREY, "light.no_plan")
    rate = Fraction(done, plan)
    params = {"done_share": as_decimal(rate), "due_share": as_decimal(share)}
    if rate >= share:
        return Lit(Light.GREEN, "light.on_pace", params)
    return _behind(rule, _shortfall(rule.gap, rate, share), params)


def _shortfall(gap: Gap, rate: Fraction, share: Fraction) -> Fraction:
    if gap is Gap.POINTS:
        return (share - rate) * 100
    # below nothing: figures were cut before anything was due
    return (1 - rate / share) * 100 if share else Fraction(100)


def _behind(rule: LightRule, behind: Fraction, params: dict[str, Any]) -> Lit:
    relative = rule.gap is Gap.RELATIVE
    if relative:
        params |= {"behind_share": as_decimal(behind / 100)}
    else:
        params |= {"behind_pp": as_decimal(behind)}
    if rule.red.reached(behind):
        code = "light.far_behind_relative" if relative else "light.far_behind"
        return Lit(Light.RED, code, params)
    if rule.yellow.reached(behind):
        return Lit(Light.YELLOW, "light.behind_relative" if relative else "light.behind", params)
    return Lit(Light.GREEN, "light.nearly_on_pace", params)


def unit_light(months_met: Sequence[bool | None]) -> Lit:
    """A unit's light from its months, oldest first: True where the month's task was met.

    Met: green. Missed: yellow. Missed two months running: red. None (no figure): grey; a
    silent month neither counts as missed nor breaks a run of missed ones.
    """
    if not months_met or months_met[-1] is None:
        return Lit(Light.GREY, "light.unit_silent")
    if months_met[-1]:
        return Lit(Light.GREEN, "light.unit_met")
    known = [met for met in months_met if met is not None]
    missed = next((n for n, met in enumerate(reversed(known)) if met), len(known))
    if missed >= 2:
        return Lit(Light.RED, "light.unit_missed_again", {"months": missed})
    return Lit(Light.YELLOW, "light.unit_missed")
