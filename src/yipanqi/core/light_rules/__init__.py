"""Rule sets of lights: read from TOML, judged month by month, each light with its reason."""

from yipanqi.core.light_rules.judge import Judged, Part, Waived, judge
from yipanqi.core.light_rules.model import (
    Dimension,
    Hole,
    LightSet,
    Node,
    NodeKind,
    ProjectMonth,
    Rule,
    Running,
)
from yipanqi.core.light_rules.parse import load

__all__ = [
    "Dimension",
    "Hole",
    "Judged",
    "LightSet",
    "Node",
    "NodeKind",
    "Part",
    "ProjectMonth",
    "Rule",
    "Running",
    "Waived",
    "judge",
    "load",
]
