"""Reading ``[[measures]]``: figures from fact tables, and figures from figures."""

from graphlib import CycleError, TopologicalSorter
from typing import Any

from yipanqi.core.facts.current import TABLES
from yipanqi.core.scheme.expression import Expression, Kind, Vocabulary
from yipanqi.core.scheme.model import Aggregate, BaseMeasure, DerivedMeasure, Measure
from yipanqi.core.scheme.number import ZERO
from yipanqi.core.scheme.reading import Section, Text
from yipanqi.core.scheme.vocabulary import OWED_TABLES, columns_of

_ROW_TABLES = tuple(t for t in TABLES if t not in ("units", "unit_paths"))
_OWNERS = ("unit_uid", "counting_unit_uid", "lead_unit_uid", "zone_uid", "reporting_unit_uid")


def read_measures(
    text: Text, params: dict[str, Kind], lookups: Any, ledgers: list[BaseMeasure]
) -> tuple[Measure, ...]:
    """In an order in which every derived measure rests on earlier ones."""
    sections = text.sections("measures")
    keys = [s.key() for s in sections]
    for section, key in zip(sections, keys, strict=True):
        if key and keys.count(key) > 1:
            section.fault("key", "scheme.key_twice", key=key)
    names = dict.fromkeys([k for k in keys if k] + [m.key for m in ledgers], Kind.NUMBER)
    derived_words = Vocabulary(names, params, lookups)
    found: dict[str, Measure] = {m.key: m for m in ledgers}
    places: dict[str, Section] = {}
    for section, key in zip(sections, keys, strict=True):
        measure = (
            _derived(section, key, derived_words)
            if section.has("formula")
            else _base(section, key, params, lookups)
        )
        section.close()
        if measure is not None:
            found[key] = measure
            places[key] = section
    return _in_order(found, places)


def _derived(section: Section, key: str, words: Vocabulary) -> DerivedMeasure | None:
    title = section.text("title")
    value = section.expression("formula", words, Kind.NUMBER)
    return None if value is None else DerivedMeasure(key, title, value)


def _base(section: Section, key: str, params: dict[str, Kind], lookups: Any) -> BaseMeasure | None:
    title = section.text("title")
    table = section.choice("from", _ROW_TABLES)
    if table not in _ROW_TABLES:
        for known in ("by", "where", "value", "aggregate", "months", "rows", "empty"):
            section.take(known, None)
        return None
    words = Vocabulary(columns_of(table), params, lookups)
    owed = table in OWED_TABLES
    owners = tuple(o for o in _OWNERS if o in words.names)
    by = section.choice("by", owners, "unit_uid" if "unit_uid" in owners else None)
    if by not in owners:
        section.fault("by", "scheme.not_stated", key="by")
    where = section.expression("where", words, Kind.BOOL, None)
    aggregate = section.word("aggregate", Aggregate)
    value = _value(section, aggregate, words)
    months = section.choice("months", ("month", "year_to_date", "all"), "month")
    rows = section.choice("rows", ("subtree", "own"), "own" if owed else "subtree")
    empty = section.choice("empty", ("zero", "missing"), "missing" if owed else "zero")
    if aggregate is None or (value is None and aggregate is not Aggregate.COUNT):
        return None
    counted = aggregate in (Aggregate.SUM, Aggregate.COUNT)
    return BaseMeasure(
        key=key,
        title=title,
        table=table,
        by=by,
        subtree=rows == "subtree",
        months=months,
        where=where,
        aggregate=aggregate,
        value=value,
        absent=ZERO if empty == "zero" and counted else None,
    )


def _value(section: Section, aggregate: Aggregate | None, words: Vocabulary) -> Expression | None:
    if aggregate is Aggregate.COUNT:
        if section.has("value"):
            section.fault("value", "scheme.count_takes_no_value")
            section.take("value")
        return None
    value = section.expression("value", words, Kind.NUMBER)
    if value is not None and value.is_inexact:
        section.fault("value", "scheme.inexact_in_rows")
    return value


def _in_order(found: dict[str, Measure], places: dict[str, Section]) -> tuple[Measure, ...]:
    graph = {
        key: (m.value.names if isinstance(m, DerivedMeasure) else frozenset())
        for key, m in found.items()
    }
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        cycle = list(error.args[1])
        place = next(places[k] for k in cycle if k in places)
        place.fault("formula", "scheme.cycle", measures=cycle)
        return tuple(m for m in found.values() if isinstance(m, BaseMeasure))
    return tuple(found[key] for key in order if key in found)
