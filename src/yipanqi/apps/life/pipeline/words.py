"""A rule set of lights in words, one line a dimension."""

from dataclasses import dataclass

from yipanqi.core.light_rules import Dimension, LightSet, Rule
from yipanqi.core.pipeline.lights import Edge
from yipanqi.infra.texts import label, render


@dataclass(frozen=True, slots=True)
class RuleWords:
    dimension: str
    yellow: str
    red: str
    waivable: bool
    silence_counts: bool


def rule_words(rules: LightSet) -> list[RuleWords]:
    return [
        RuleWords(
            label(rule.dimension),
            _edge(rule, rule.yellow),
            _edge(rule, rule.red),
            rule.waivable,
            rule.silence_counts,
        )
        for rule in rules.rules
    ]


def _edge(rule: Rule, edge: Edge | None) -> str:
    if edge is None:
        return render("lights.edge_never")
    if edge.at == 0 and rule.dimension is not Dimension.START:
        return render(f"lights.edge_{rule.dimension}_any")
    reached = "lights.at_least" if edge.is_inclusive else "lights.more_than"
    stem = f"lights.edge_{rule.dimension}"
    if rule.dimension is Dimension.PROGRESS:
        stem += f"_{rule.gap}"
    return render(stem, {"reached": render(reached, {"at": edge.at})})
