"""One cell explained: the core's steps as sentences of the catalogue."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.apps.results.scoring.figures import Titles, plain, with_unit
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.queries import core_sheet, scheme_of
from yipanqi.core.refusal import Missing
from yipanqi.core.scheme import Explanation, Scheme, Step, explain
from yipanqi.infra.texts import render

# figures of a step that are in the unit of the criterion's inputs
_IN_UNITS = {
    "value": "value",
    "reported": "value",
    "worst": "value",
    "best": "value",
    "gap": "value",
    "per": "value",
    "target": "target",
    "due": "target",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One step in words; ``is_figure``: what was read, the others say what was done."""

    text: str
    is_figure: bool


def explained(row: ScoreSheet, unit: str, criterion: str, league: str) -> Explanation:
    """Raises ``score.cell_not_found``."""
    try:
        return explain(scheme_of(row.scheme), core_sheet(row), unit, criterion, league)
    except (KeyError, StopIteration):
        raise Missing("score.cell_not_found") from None


def lines_of(scheme: Scheme, found: Explanation) -> list[Line]:
    speaker = _Speaker(scheme, found.criterion)
    return [Line(speaker.sentence(s), s.code.endswith("figure")) for s in found.steps]


class _Speaker:
    """Puts the steps of one criterion into words."""

    def __init__(self, scheme: Scheme, criterion: str) -> None:
        self.titles = Titles(scheme)
        inputs = scheme.criterion(criterion).inputs
        self.units: Mapping[str, str] = {n: self.titles.unit_of(e) for n, e in inputs.items()}

    def sentence(self, step: Step) -> str:
        code = step.code
        if code.endswith("figure") and step.params["value"] == step.params["no_progress"]:
            code = code.replace("explain.", "cell.")  # nobody was silent
        return render(code, {n: self._shown(step, n, v) for n, v in step.params.items()})

    def _shown(self, step: Step, name: str, value: Any) -> str:
        measure = step.params.get("measure")
        if name in {"title", "criterion", "formula", "gate"}:
            return self._named(name, value, measure)
        if measure is not None and name in {"value", "no_progress"}:
            return self.titles.figure(str(measure), value)
        if name in _IN_UNITS:
            return with_unit(value, self.units.get(_IN_UNITS[name], ""))
        if name == "share" and isinstance(value, Decimal):
            return f"{plain(value * 100, 4)}%"
        return plain(value) if value is None or isinstance(value, Decimal) else str(value)

    def _named(self, name: str, value: Any, measure: Any) -> str:
        if name == "title":
            return self.titles.measure(str(measure))
        if name == "criterion":
            return self.titles.criteria.get(str(value), str(value))
        return self.titles.formula(str(value)) if value else ""
