"""What a person settled once: which figure each cell takes, which rows are repeated."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from yipanqi.core.forms_above.measures import FORMS, NEEDS_A_ROW, Form, measure_of
from yipanqi.core.forms_above.ranking import AT_PLACE, RANK, place_named
from yipanqi.core.refusal import Refusal

ROOT, ROW, LEAGUE = "", "row", "league"
NARROWED = ("annual_class", "domain", "list_level", "track", "is_assessed")


class Period(StrEnum):
    """Which frozen month answers."""

    THIS = "this"
    PREVIOUS = "previous"
    LAST_YEAR = "last_year"  # the same month


class Over(StrEnum):
    """What a repeated row stands for."""

    COUNTIES = "counties"
    ZONES = "zones"  # views: never added to a total
    TOWNS = "towns"
    PROJECTS = "projects"
    RANKED = "ranked"  # the units of a league in the order of its board


@dataclass(frozen=True, slots=True)
class Figure:
    """Measure × unit × period × unit of money. ``unit``: a uid, ROOT, ROW (the row's own), or of
    a ranking's figure ``place:3`` (the third).
    """

    measure: str
    unit: str = ROOT
    period: Period = Period.THIS
    form: Form = Form.PLAIN
    places: int | None = None  # None: exact in a cell, two in a sentence
    only: str = ""  # ``annual_class=new_start``
    label: str = ""  # where it stands, in the words of the form

    @property
    def narrowed(self) -> dict[str, str]:
        column, _, value = self.only.partition("=")
        return {column: value} if value else {}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Figure":
        """Raises ``form_above.no_such_figure`` for what no list offers."""
        measure = measure_of(str(told.get("measure", "")))
        only = str(told.get("only", "") or "")
        places = told.get("places")
        try:
            period = Period(str(told.get("period") or "this"))
            form = Form(str(told.get("form") or Form.PLAIN))
        except ValueError:
            raise Refusal("form_above.no_such_figure") from None
        column, _, value = only.partition("=")
        unit = str(told.get("unit") or ROOT)
        if measure is None or (only and (column not in NARROWED or not value)):
            raise Refusal("form_above.no_such_figure")
        if unit.startswith(AT_PLACE) and not (place_named(unit) and measure.key.startswith(RANK)):
            raise Refusal("form_above.place_of_no_ranking", field="unit")
        if form not in FORMS[measure.kind]:
            form = FORMS[measure.kind][0]
        if places is not None and not 0 <= int(places) <= 6:
            raise Refusal("form_above.no_such_figure")
        return cls(
            measure.key,
            unit,
            period,
            form,
            None if places is None else int(places),
            only,
            str(told.get("label", ""))[:200],
        )


@dataclass(frozen=True, slots=True)
class Repeat:
    """One blank row of the form, written once for each of ``over``. ``row`` counts from 0.

    ``only`` narrows projects; of RANKED it names the league: ``league=scheme:league``.
    """

    sheet: str
    row: int
    over: Over
    unit: str = ROOT  # inside which unit
    only: str = ""

    @property
    def narrowed(self) -> dict[str, str]:
        column, _, value = self.only.partition("=")
        return {column: value} if value else {}

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Repeat":
        try:
            over = Over(str(told["over"]))
            row = int(told["row"])
        except (KeyError, ValueError):
            raise Refusal("form_above.no_such_figure") from None
        only = str(told.get("only") or "")
        column, _, value = only.partition("=")
        if only and column not in (*NARROWED, LEAGUE):
            raise Refusal("form_above.no_such_figure")
        if (over is Over.RANKED) != (column == LEAGUE and bool(value)):
            raise Refusal("form_above.league_missing", field="only")
        return cls(str(told["sheet"]), row, over, str(told.get("unit") or ROOT), only)


@dataclass(frozen=True, slots=True)
class Mapped:
    """Figures by place (``汇总!C5``, ``p12:4-9``) and the repeated rows."""

    figures: Mapping[str, Figure] = field(default_factory=dict)
    repeats: tuple[Repeat, ...] = ()

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> "Mapped":
        return cls(
            {at: Figure.from_json(f) for at, f in told.get("figures", {}).items()},
            tuple(Repeat.from_json(r) for r in told.get("repeats", ())),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "figures": {at: f.as_json() for at, f in sorted(self.figures.items())},
            "repeats": [r.as_json() for r in self.repeats],
        }


def needs_a_row(figure: Figure) -> bool:
    """A project's own columns, a row's name or number mean nothing outside a repeated row."""
    measure = measure_of(figure.measure)
    only_of_project = measure is not None and measure.of_unit is None and measure.of_project
    return bool(only_of_project) or (figure.measure in NEEDS_A_ROW) or figure.unit == ROW
