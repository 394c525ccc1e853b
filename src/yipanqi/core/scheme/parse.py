"""TOML text → Scheme. All faults of the text are told at once, each with its line."""

import hashlib
import unicodedata

from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme.brackets import to_case
from yipanqi.core.scheme.check import check
from yipanqi.core.scheme.curves import read_curve
from yipanqi.core.scheme.expression import Kind, Vocabulary
from yipanqi.core.scheme.faults import SchemeFaults
from yipanqi.core.scheme.model import (
    League,
    NullPolicy,
    Scheme,
    Ties,
    TotalRule,
    Veto,
    VetoEffect,
)
from yipanqi.core.scheme.parse_criteria import CriterionReader, ledger_measure
from yipanqi.core.scheme.parse_measures import read_measures
from yipanqi.core.scheme.reading import Section, Text
from yipanqi.core.scheme.vocabulary import columns_of, params_of

_SECTIONS = frozenset(
    {
        "scheme",
        "total",
        "defaults",
        "leagues",
        "curves",
        "lookups",
        "measures",
        "criteria",
        "vetoes",
    }
)


def load(text: str) -> Scheme:
    """Raises ``SchemeFaults`` with every fault in order of lines."""
    source = Text(text)
    scheme = _read(source, text)
    if scheme is not None:
        check(scheme, source)
    if source.faults or scheme is None:
        raise SchemeFaults(tuple(sorted(source.faults)))
    return scheme


def fingerprint(text: str) -> str:
    """sha256 of the text in NFC, without trailing blanks and with plain line ends."""
    lines = unicodedata.normalize("NFC", text).splitlines()
    normal = "\n".join(line.rstrip() for line in lines).strip() + "\n"
    return hashlib.sha256(normal.encode()).hexdigest()


def _read(source: Text, text: str) -> Scheme | None:
    for name in source.data:
        if name not in _SECTIONS:
            source.fault(name, "scheme.unknown_key", key=name)
    head = source.section("scheme")
    curves = {k: c for k, s in source.named_sections("curves").items() if (c := read_curve(s))}
    lookups = _lookups(source)
    params = params_of(curves)
    criteria_sections = source.sections("criteria")
    ledgers = [m for s in criteria_sections if (m := ledger_measure(s))]
    measures = read_measures(source, params, lookups, ledgers)
    leagues = tuple(_league(s) for s in source.sections("leagues"))
    defaults = source.section("defaults")
    words = Vocabulary(_measure_names(source, ledgers), params, lookups)
    reader = CriterionReader(
        words,
        {"null": defaults.word("null", NullPolicy)},
        frozenset(g.key for g in leagues),
        frozenset(curves),
    )
    defaults.close()
    criteria = tuple(line for s in criteria_sections if (line := reader.read(s)))
    vetoes = tuple(v for s in source.sections("vetoes") if (v := _veto(s, reader)))
    rounding = head.word("rounding", Rounding)
    starts = head.day("in_force_from")
    total = _total(source.section("total"))
    scheme = Scheme(
        key=head.key(),
        title=head.text("title"),
        version=head.text("version"),
        hash=fingerprint(text),
        text=text,
        unit=head.text("unit"),
        rounding=rounding or Rounding.HALF_UP,
        in_force_from=starts,  # type: ignore[arg-type]  # None only beside a fault
        in_force_to=head.day("in_force_to", None),
        total=total,
        leagues=leagues,
        curves=curves,
        measures=measures,
        criteria=criteria,
        vetoes=vetoes,
    )
    head.text("note", "")
    head.close()
    return scheme if starts is not None else None


def _measure_names(source: Text, ledgers: list) -> dict[str, Kind]:  # type: ignore[type-arg]
    """Also of measures with faults, so that one fault is not told at every use."""
    named = source.data.get("measures", [])
    keys = [m.get("key") for m in named if isinstance(m, dict)] if isinstance(named, list) else []
    return {str(k): Kind.NUMBER for k in [*keys, *(m.key for m in ledgers)] if k}


def _lookups(source: Text) -> dict:  # type: ignore[type-arg]
    found = {}
    for name, section in source.named_sections("lookups").items():
        section.text("title", "")
        brackets = section.brackets()
        section.close()
        if brackets is not None:
            found[name] = lambda node, b=brackets: to_case(b, node)
    return found


def _league(section: Section) -> League:
    words = Vocabulary(columns_of("units"), {}, {})
    league = League(
        key=section.key(),
        title=section.text("title"),
        where=section.expression("where", words, Kind.BOOL, None),
        units=frozenset(section.texts("units", None)),
    )
    if section.has("where") == section.has("units"):
        section.fault("where", "scheme.league_by_where_or_units")
    section.close()
    return league


def _total(section: Section) -> TotalRule:
    full = section.number("full", ("none",))
    rank_on = section.choice("rank_on", ("rounded", "unrounded"))
    rule = TotalRule(
        full=None if full == "none" else full,
        places=section.whole("places", 0, 8) or 0,
        rank_on_rounded=rank_on == "rounded",
        ties=section.word("ties", Ties) or Ties.COMPETITION,
    )
    section.close()
    return rule


def _veto(section: Section, reader: CriterionReader) -> Veto | None:
    key, title = section.key(), section.text("title")
    when = section.expression("when", reader.words, Kind.BOOL)
    effect = section.word("effect", VetoEffect)
    leagues = reader.known_leagues(section)
    section.close()
    if when is None or effect is None:
        return None
    return Veto(key, title, when, effect, leagues)
