"""Reading ``[[criteria]]``: the common keys here, each primitive's own by its fields."""

from collections.abc import Mapping
from typing import Any

from yipanqi.core.scheme.expression import Expression, Kind, Vocabulary
from yipanqi.core.scheme.expression import read as read_expression
from yipanqi.core.scheme.model import (
    Aggregate,
    BaseMeasure,
    Better,
    Criterion,
    NullPolicy,
    Periodic,
    RawSetting,
)
from yipanqi.core.scheme.number import ZERO
from yipanqi.core.scheme.primitives import PRIMITIVES
from yipanqi.core.scheme.primitives.base import Field, PrimitiveKind
from yipanqi.core.scheme.primitives.combine import Combination
from yipanqi.core.scheme.reading import Section
from yipanqi.core.scheme.vocabulary import columns_of

_COMBINATIONS = tuple(c.value for c in Combination)
_ALL_MONTHS = frozenset(range(1, 13))


def ledger_measure(section: Section) -> BaseMeasure | None:
    """The measure behind ``primitive = "ledger"``: entries of the named ledgers."""
    if section.take("primitive", "") != "ledger":
        return None
    ledgers = section.texts("ledgers")
    months = section.choice("entries", ("month", "year_to_date", "all"))
    if not ledgers:
        return None
    words = Vocabulary(columns_of("adjustments"), {}, {})
    quoted = ", ".join("'" + name.replace("'", "''") + "'" for name in ledgers)
    return BaseMeasure(
        key=f"ledger_{section.take('key', '')}",
        title=str(section.take("title", "")),
        table="adjustments",
        by="unit_uid",
        subtree=True,
        months=months,
        where=read_expression(f"ledger IN ({quoted})", words),
        aggregate=Aggregate.SUM,
        value=read_expression("points", words),
        absent=ZERO,
    )


class CriterionReader:
    def __init__(
        self,
        words: Vocabulary,
        defaults: Mapping[str, Any],
        leagues: frozenset[str],
        curves: frozenset[str],
    ) -> None:
        self.words = words
        self.defaults = defaults
        self.leagues = leagues
        self.curves = curves
        self.earlier: list[str] = []

    def read(self, section: Section) -> Criterion | None:
        key = section.key()
        if key in self.earlier:
            section.fault("key", "scheme.key_twice", key=key)
        title = section.text("title")
        name = section.choice("primitive", (*PRIMITIVES, *_COMBINATIONS))
        kind = PRIMITIVES.get(name)
        section.text("note", "")
        criterion = Criterion(
            key=key,
            title=title,
            primitive=name,
            inputs=self._inputs(section, kind, key),
            settings=_settings(section, kind),
            places=section.whole("places", 0, 8, ("unrounded",)),
            null=section.word("null", NullPolicy, self.defaults["null"]) or NullPolicy.WORST,
            least=_figures(section, "least"),
            no_base=self._no_base(section, kind),
            pace=self._pace(section),
            better=section.word("better", Better, Better.HIGHER) or Better.HIGHER,
            silent_value=section.number("silent_value", default=None),
            gate=section.expression("gate", self.words, Kind.BOOL, None),
            gate_else=_figures(section, "gate_else"),
            leagues=self.known_leagues(section),
            months=_months(section),
            parts=self._parts(section) if name in _COMBINATIONS else (),
        )
        section.close()
        self.earlier.append(key)
        return criterion if kind or criterion.parts else None

    def known_leagues(self, section: Section) -> frozenset[str]:
        named = section.texts("leagues", None)
        for league in named:
            if league not in self.leagues:
                section.fault("leagues", "scheme.unknown_league", found=league)
        return frozenset(named) or self.leagues

    def _inputs(
        self, section: Section, kind: PrimitiveKind | None, key: str
    ) -> Mapping[str, Expression]:
        if kind is None:
            return {}
        if kind.name == "ledger":
            name = f"ledger_{key}"
            if name not in self.words.names:
                return {}
            return {"value": read_expression(name, self.words)}
        found = {n: section.expression(n, self.words, Kind.NUMBER) for n in kind.inputs}
        return {n: e for n, e in found.items() if e is not None}

    def _no_base(self, section: Section, kind: PrimitiveKind | None) -> Periodic | str | None:
        if kind is None or kind.base is None:
            return None
        return section.periodic("no_base", ("worst", "exclude"))

    def _pace(self, section: Section) -> str | None:
        pace = section.text("pace", None)
        if not pace:
            return None
        if pace not in self.curves:
            section.fault("pace", "scheme.unknown_curve", found=pace)
        if not section.has("target"):
            section.fault("pace", "scheme.pace_without_target")
        return pace

    def _parts(self, section: Section) -> tuple[tuple[str, Periodic], ...]:
        raw = section.take("parts")
        if not (isinstance(raw, list) and raw and all(isinstance(p, dict) for p in raw)):
            section.fault("parts", "scheme.needs_parts")
            return ()
        found = []
        for index, value in enumerate(raw):
            part = Section(section.source, f"{section.path}.parts[{index}]", value)
            name, weight = part.text("criterion"), part.periodic("weight")
            part.close()
            if name and name not in self.earlier:
                part.fault("criterion", "scheme.part_not_earlier", found=name)
            elif isinstance(weight, tuple):
                if any(w <= 0 for w in weight):
                    part.fault("weight", "scheme.must_be_positive")
                found.append((name, weight))
        return tuple(found)


def _settings(section: Section, kind: PrimitiveKind | None) -> Mapping[str, RawSetting]:
    found: dict[str, RawSetting] = {}
    for field in () if kind is None else kind.fields:
        value = _setting(section, field)
        if value is not None:
            found[field.name] = value
    return found


def _setting(section: Section, field: Field) -> RawSetting | None:
    if field.type == "brackets":
        return section.brackets(field.name)
    if field.type == "numbers":
        return section.numbers(field.name)
    if field.type == "choice":
        chosen = section.choice(field.name, field.words)
        return chosen if chosen in field.words else None
    return section.periodic(field.name, field.words)


def _figures(section: Section, key: str) -> Periodic | None:
    value = section.periodic(key, default=None)
    return value if isinstance(value, tuple) else None


def _months(section: Section) -> frozenset[int]:
    quarters = section.take("quarters", None)
    months = section.take("months", None)
    if quarters is not None:
        if not _are_whole(quarters, 4):
            section.fault("quarters", "scheme.needs_quarters")
            return _ALL_MONTHS
        return frozenset(3 * q - k for q in quarters for k in (0, 1, 2))
    if months is None:
        return _ALL_MONTHS
    if not _are_whole(months, 12):
        section.fault("months", "scheme.needs_months")
        return _ALL_MONTHS
    return frozenset(months)


def _are_whole(values: Any, high: int) -> bool:
    return isinstance(values, list) and all(type(v) is int and 1 <= v <= high for v in values)
