"""A mapped figure read from frozen months: its value, or why it is silent, and what it rests on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from yipanqi.core.forms_above.mapping import LEAGUE, ROOT, ROW, Figure, Over, Period, Repeat
from yipanqi.core.forms_above.measures import (
    ABOUT_THE_MONTH,
    NAMES_OF_UNITS,
    OBSERVED,
    TARGET,
    Form,
    Kind,
    Measure,
    Value,
    counted,
    measure_of,
)
from yipanqi.core.forms_above.ranking import PLACE, Asked, League, line_for, value_of
from yipanqi.core.frozen.month_register import Register, Row, share_moves
from yipanqi.core.money import WAN, YI, ratio
from yipanqi.core.month import Month
from yipanqi.core.rounding import half_up
from yipanqi.core.units.kinds import COUNTY_LEVEL, TOWN_LEVEL, VIEWS

RATIO_PLACES = 10
SHARED = frozenset({"annual_plan", "year_to_date", "share"})  # what a division says of districts


@dataclass(frozen=True)
class FrozenMonth:
    """Tables of one snapshot by name. ``ref`` is 2024-03/r1."""

    month: Month
    ref: str
    digest: str
    tables: Mapping[str, Sequence[Row]]
    leagues: Mapping[str, League] = field(default_factory=dict)  # by ``scheme:league``
    leads: Mapping[str, str] = field(default_factory=dict)  # in words, where several lead

    @cached_property
    def register(self) -> Register:
        return Register(self.month, self.tables["project_months"])

    @cached_property
    def units(self) -> dict[str, Row]:
        return {u["uid"]: u for u in sorted(self.tables["units"], key=lambda u: u["sort"])}

    @cached_property
    def root(self) -> str:
        return next(uid for uid, u in self.units.items() if u["parent_uid"] is None)

    @cached_property
    def under(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for path in self.tables["unit_paths"]:
            found.setdefault(path["ancestor_uid"], set()).add(path["unit_uid"])
        return found

    def of(self, unit: str) -> Register:
        """The register of a unit: what counts for it, or lies inside it where it is a view."""
        inside = self.under.get(unit, {unit})
        column = "zone_uid" if self.units[unit]["kind"] in VIEWS else "counting_unit_uid"
        return self.register.of(lambda row: row[column] in inside)

    def with_shares(self, measure: str, unit: str, register: Register, value: Value) -> Value:
        """As the bulletin gives each district its share of a project that is divided."""
        if value is None or self.units[unit]["kind"] in VIEWS:
            return value
        inside = self.under.get(unit, {unit})
        plan, done = share_moves(self.register, self.tables.get("project_shares", ()), inside)
        if measure == "annual_plan":
            return register.annual_plan + plan
        if measure == "year_to_date":
            return register.year_to_date + done
        return ratio(register.year_to_date + done, register.annual_plan + plan)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a repeated row stands for: a unit, or one project's frozen row."""

    number: int
    unit: str = ""
    project: Row | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """``silent`` is a code with ``params``; ``rows`` the projects counted."""

    value: Value = None
    silent: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    sources: tuple[str, ...] = ()
    rows: int = 0
    missing: int = 0  # reports that are missing among them
    sheet: str = ""  # the score sheet of a ranking's figure


class Ground:
    """The frozen months a form is filled from."""

    def __init__(self, month: Month, months: Mapping[Month, FrozenMonth]) -> None:
        self.month, self.months = month, months

    @property
    def now(self) -> FrozenMonth:
        return self.months[self.month]

    def month_of(self, period: Period) -> Month:
        if period is Period.PREVIOUS:
            return self.month.previous
        return self.month.plus(-12) if period is Period.LAST_YEAR else self.month

    def subjects(self, repeat: Repeat) -> list[Subject]:
        """The rows a repeated row becomes, in the order of the tree, projects by their code."""
        now = self.now
        inside = now.under.get(repeat.unit or now.root, set())
        if repeat.over is Over.PROJECTS:
            where = now.of(repeat.unit) if repeat.unit in now.units else now.register
            rows = [r for r in where.planned if counted(r, repeat.narrowed)]
            rows.sort(key=lambda r: (r["code"] or "", r["project_uid"]))
            return [Subject(n, project=row) for n, row in enumerate(rows, 1)]
        if repeat.over is Over.RANKED:
            league = now.leagues.get(repeat.narrowed.get(LEAGUE, ""))
            ranked = league.ranked if league else ()
            return [Subject(n, unit=line.unit) for n, line in enumerate(ranked, 1)]
        kinds = {Over.COUNTIES: COUNTY_LEVEL, Over.ZONES: VIEWS, Over.TOWNS: TOWN_LEVEL}[
            repeat.over
        ]
        found = [uid for uid, u in now.units.items() if u["kind"] in kinds and uid in inside]
        return [Subject(n, unit=uid) for n, uid in enumerate(found, 1)]

    def answer(self, figure: Figure, subject: Subject | None = None) -> Answer:
        measure = measure_of(figure.measure)
        if measure is None:
            return Answer(silent="form_above.unknown_measure")
        if figure.measure in ABOUT_THE_MONTH:
            return Answer(self._of_month(figure.measure), sources=(self.now.ref,))
        if subject and figure.measure == "ordinal":
            return Answer(subject.number)
        asked = self.month_of(figure.period)
        frozen = self.months.get(asked)
        if frozen is None:
            return Answer(silent="form_above.month_not_frozen", params={"month": asked})
        return self._of_subject(measure, figure, frozen, subject)

    def _of_subject(
        self, measure: Measure, figure: Figure, frozen: FrozenMonth, subject: Subject | None
    ) -> Answer:
        if subject is not None and subject.project is not None and figure.unit == ROW:
            return self._of_project(measure, frozen, subject.project)
        unit = frozen.root if figure.unit == ROOT else figure.unit
        if figure.unit == ROW:
            unit = subject.unit if subject else ""
        if asked := Asked.of(figure.measure):
            return _ranked(asked, frozen, unit)
        if unit not in frozen.units:
            return Answer(silent="form_above.no_such_unit", params={"month": frozen.month})
        return self._of_unit(measure, figure, frozen, unit)

    def _of_month(self, key: str) -> str:
        month, now = self.month, self.now
        told = {
            "month_words": f"{month.year}年{month.number}月",
            "period_words": "1月" if month.number == 1 else f"1—{month.number}月",
            "year": str(month.year),
            "month_number": str(month.number),
            "cited": f"{now.ref} {now.digest[:12]}",
        }
        return told[key]

    def _of_project(self, measure: Measure, frozen: FrozenMonth, project: Row) -> Answer:
        uid = project["project_uid"]
        row = next((r for r in frozen.register.rows if r["project_uid"] == uid), None)
        sources = (frozen.ref,)
        if row is None or measure.of_project is None:
            return Answer(silent="form_above.not_on_register", params={"month": frozen.month})
        value = measure.of_project(row)
        if measure.key in NAMES_OF_UNITS:
            value = frozen.units[str(value)]["name"] if value in frozen.units else None
            if measure.key == "lead_unit":
                value = frozen.leads.get(uid, value)
        if value is None:
            return Answer(silent="form_above.not_said", sources=sources, rows=1)
        return Answer(value, sources=sources, rows=1)

    def _of_unit(self, measure: Measure, figure: Figure, frozen: FrozenMonth, unit: str) -> Answer:
        if figure.measure == "unit_name":
            return Answer(frozen.units[unit]["name"], sources=(frozen.ref,))
        if figure.measure.startswith((OBSERVED, TARGET)):
            return self._statistic(figure.measure, frozen, unit)
        if figure.measure == "growth":
            return self._growth(figure, frozen, unit)
        register = _narrowed(frozen.of(unit) if unit != frozen.root else frozen.register, figure)
        if measure.of_unit is None:
            return Answer(silent="form_above.needs_a_project")
        value = measure.of_unit(register)
        if figure.measure in SHARED and not figure.only and unit != frozen.root:
            value = frozen.with_shares(figure.measure, unit, register, value)
        found = Answer(
            value,
            sources=(frozen.ref,),
            rows=len(register.planned),
            missing=register.not_reported,
        )
        if value is None:
            return Answer(silent="form_above.not_said", sources=found.sources, rows=found.rows)
        return found

    def _growth(self, figure: Figure, frozen: FrozenMonth, unit: str) -> Answer:
        """Of the cumulative investment on the same period of last year."""
        before_month = frozen.month.plus(-12)
        before = self.months.get(before_month)
        if before is None:
            return Answer(silent="form_above.month_not_frozen", params={"month": before_month})
        if unit not in before.units:
            return Answer(silent="form_above.no_such_unit", params={"month": before_month})
        now, then = (
            _narrowed(m.of(unit) if unit != m.root else m.register, figure).year_to_date
            for m in (frozen, before)
        )
        if then <= 0:
            return Answer(silent="form_above.nothing_before", params={"month": before_month})
        return Answer(Decimal(now - then) / then, sources=(frozen.ref, before.ref))

    def _statistic(self, key: str, frozen: FrozenMonth, unit: str) -> Answer:
        name = key.partition(":")[2]
        table, column = "observations", "value_scaled"
        if key.startswith(TARGET):
            table, column = "targets", "target_scaled"
        for row in frozen.tables[table]:
            if row["unit_uid"] == unit and row["measure"] == name and row[column] is not None:
                if row["month"] != str(frozen.month):
                    continue
                value = Decimal(row[column]).scaleb(-int(row["decimals"]))
                return Answer(value, sources=(frozen.ref,), rows=1)
        return Answer(silent="form_above.not_said", sources=(frozen.ref,))


def _ranked(asked: Asked, frozen: FrozenMonth, unit: str) -> Answer:
    """Of the month's newest score sheet on this very snapshot."""
    league = frozen.leagues.get(asked.league)
    if league is None:
        return Answer(silent="form_above.not_scored", params={"month": frozen.month})
    line = line_for(league, unit)
    value = value_of(line, asked.what) if line else None
    if line is None or (line.place is None and asked.what == PLACE):
        params = {"month": frozen.month}
        return Answer(None, "form_above.not_ranked", params, (frozen.ref,), sheet=league.ref)
    silent = "form_above.not_said" if value is None else ""
    return Answer(value, silent, sources=(frozen.ref,), rows=1, sheet=league.ref)


def _narrowed(register: Register, figure: Figure) -> Register:
    wanted = figure.narrowed
    return register.of(lambda row: counted(row, wanted)) if wanted else register


def written(value: Value, figure: Figure) -> Decimal | str | None:
    """The value as the form takes it: a number in its unit, or text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, date):
        return value.isoformat()
    measure = measure_of(figure.measure)
    number = Decimal(value)
    places = figure.places
    if measure is not None and measure.kind is Kind.MONEY:
        number /= {Form.WAN: WAN, Form.YI: YI}.get(figure.form, 1)
    if measure is not None and measure.kind is Kind.SHARE and figure.form is not Form.RATIO:
        number *= 100
    if places is None and measure is not None and measure.kind is Kind.SHARE:
        places = RATIO_PLACES  # a third has no last digit
    return number if places is None else half_up(number, places)
