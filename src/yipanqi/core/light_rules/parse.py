"""TOML text → LightSet. All faults at once, each with its line.

A set must say everything: where a rule's yellow doesn't begin at the first shortfall, it
states what lies before (``between``), and a ``[[holes]]`` entry says so to the reader.
"""

from decimal import Decimal

from yipanqi.core.light_rules.model import (
    Dimension,
    Hole,
    LightSet,
    Rule,
    Running,
)
from yipanqi.core.money import WAN
from yipanqi.core.pipeline.lights import Edge, Gap
from yipanqi.core.scheme.faults import SchemeFaults
from yipanqi.core.scheme.parse import fingerprint
from yipanqi.core.scheme.reading import Section, Text

SECTIONS = frozenset({"lights", "unit", "running", "rules", "holes"})
NEVER, BETWEEN, SILENCE = "never", ("green", "yellow"), ("grey", "ignored")


def load(text: str) -> LightSet:
    """Raises ``SchemeFaults`` with every fault in order of lines."""
    source = Text(text)
    for name in source.data:
        if name not in SECTIONS:
            source.fault(name, "scheme.unknown_key", key=name)
    found = _read(source, text)
    if source.faults:
        raise SchemeFaults(tuple(sorted(source.faults)))
    return found


def _read(source: Text, text: str) -> LightSet:
    head, unit = source.section("lights"), source.section("unit")
    least = head.number("least_plan_wan", default=None)
    rules = tuple(rule for s in source.sections("rules") if (rule := _rule(s)))
    holes = tuple(hole for s in source.sections("holes") if (hole := _hole(s)))
    _check(source, rules, holes)
    found = LightSet(
        key=head.key(),
        title=head.text("title"),
        version=head.text("version"),
        source=head.text("source"),
        hash=fingerprint(text),
        text=text,
        rules=rules,
        holes=holes,
        running=_running(source),
        unit_red_after=unit.whole("red_after_months", 1, 12) or 2,
        least_plan=None if least is None else int(least * WAN),
    )
    head.close()
    unit.close()
    return found


def _running(source: Text) -> Running | None:
    if "running" not in source.data:
        return None
    section = source.section("running")
    months = section.whole("yellow_months", 2, 12)
    section.close()
    return Running(months) if months else None


def _hole(section: Section) -> Hole | None:
    dimension = section.word("dimension", Dimension)
    printed, closed = section.text("printed"), section.text("closed")
    section.close()
    return Hole(dimension, printed, closed) if dimension else None


def _rule(section: Section) -> Rule | None:
    dimension = section.word("dimension", Dimension)
    is_progress = dimension is Dimension.PROGRESS
    gap = section.word("gap", Gap) if is_progress else Gap.POINTS
    yellow, red = _edge(section, "yellow"), _edge(section, "red")
    yellow = _closed(section, dimension, yellow)
    waivable = section.take("waivable", True)
    silence = section.choice("silence", SILENCE, "grey")
    section.close()
    if not isinstance(waivable, bool):
        section.fault("waivable", "lights.needs_yes_or_no", key="waivable")
    if yellow and red and not _later(red, yellow):
        section.fault("red", "lights.red_before_yellow", yellow=yellow.at, red=red.at)
    if dimension is None or gap is None:
        return None
    return Rule(dimension, yellow, red, gap, bool(waivable), silence == "grey")


def _edge(section: Section, key: str) -> Edge | None:
    value = section.take(key)
    if value is None or value == NEVER:
        return None
    if not isinstance(value, dict):
        section.fault(key, "lights.needs_edge", key=key)
        return None
    part = Section(section.source, f"{section.path}.{key}", value)
    at, inclusive = part.number("at"), part.take("inclusive")
    part.close()
    if not isinstance(inclusive, bool):
        part.fault("inclusive", "lights.needs_yes_or_no", key="inclusive")
        return None
    if at is None:
        return None
    if at < 0:
        part.fault("at", "lights.edge_below_nothing", found=at)
        return None
    return Edge(at, inclusive)


def _closed(section: Section, dimension: Dimension | None, yellow: Edge | None) -> Edge | None:
    """``yellow`` with the stretch before it closed as the set says."""
    if yellow is None or dimension is Dimension.START or yellow.at == 0:
        if section.has("between"):
            section.take("between")
            section.fault("between", "lights.nothing_between", key="between")
        return yellow
    if not section.has("between"):
        section.fault("yellow", "lights.between_not_stated", at=yellow.at)
        return yellow
    between = section.choice("between", BETWEEN)
    return Edge(Decimal(0), is_inclusive=False) if between == "yellow" else yellow


def _later(red: Edge, yellow: Edge) -> bool:
    if red.at == yellow.at:
        return yellow.is_inclusive and not red.is_inclusive
    return red.at > yellow.at


def _check(source: Text, rules: tuple[Rule, ...], holes: tuple[Hole, ...]) -> None:
    named = [r.dimension for r in rules]
    if not named:
        source.fault("rules", "lights.no_rule")
    for index, dimension in enumerate(named):
        if dimension in named[:index]:
            source.fault(f"rules[{index}]", "lights.rule_twice", dimension=dimension)
    for index, hole in enumerate(holes):
        if hole.dimension not in named:
            source.fault(f"holes[{index}]", "lights.hole_without_rule", dimension=hole.dimension)
