"""A scheme as it stands in one month: weights, brackets and curves without a calendar."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme.brackets import Bracket
from yipanqi.core.scheme.expression import Expression
from yipanqi.core.scheme.model import Criterion, RawSetting, Scheme, Veto
from yipanqi.core.scheme.primitives import PRIMITIVES
from yipanqi.core.scheme.primitives.base import Primitive, Setting, Settings
from yipanqi.core.scheme.primitives.combine import Combiner
from yipanqi.core.scheme.vocabulary import param_values


@dataclass(frozen=True, slots=True)
class MonthCriterion:
    """``primitive`` and ``combiner``: exactly one is set.

    ``no_base`` is points, ``exclude``, or None where the primitive needs no base (or the
    least applies, which ``no_base`` then holds as points).
    """

    rule: Criterion
    primitive: Primitive | None
    combiner: Combiner | None
    pace: Decimal | None
    least: Decimal | None
    no_base: Decimal | str | None
    gate_else: Decimal | None
    league_needs: frozenset[str]
    base: str | None
    weight: Decimal | None
    is_inexact: bool
    jumps_on_inexact: bool

    @property
    def key(self) -> str:
        return self.rule.key


@dataclass(frozen=True, slots=True)
class MonthScheme:
    scheme: Scheme
    month: Month
    criteria: tuple[MonthCriterion, ...]
    vetoes: tuple[Veto, ...]
    params: Mapping[str, Decimal | str | date]

    def of_league(self, league: str) -> tuple[MonthCriterion, ...]:
        return tuple(c for c in self.criteria if league in c.rule.leagues)

    def in_total(self, league: str) -> tuple[MonthCriterion, ...]:
        """Criteria that count by themselves, not as a part of another."""
        criteria = self.of_league(league)
        parts = {name for c in criteria for name, _ in c.rule.parts}
        return tuple(c for c in criteria if c.key not in parts)

    def weight_of(self, criterion: MonthCriterion) -> Decimal | None:
        """Full points that belong to the total; None for ledgers and open-ended counts."""
        if criterion.combiner is None:
            return criterion.weight
        weights = {c.key: self.weight_of(c) for c in self.criteria if c.key != criterion.key}
        return criterion.combiner.points([weights[p] for p in criterion.combiner.parts])


def at(scheme: Scheme, month: Month) -> MonthScheme:
    """Raises ``score.scheme_not_in_force``."""
    started = scheme.in_force_from <= month.last
    ended = scheme.in_force_to is not None and scheme.in_force_to < month.last
    if ended or not started:
        raise Refusal("score.scheme_not_in_force", scheme=scheme.title, month=str(month))
    inexact = inexact_names(scheme)
    criteria = tuple(
        resolved(c, scheme, month.number, inexact)
        for c in scheme.criteria
        if month.number in c.months
    )
    return MonthScheme(scheme, month, criteria, scheme.vetoes, param_values(month, scheme.curves))


def inexact_names(scheme: Scheme) -> frozenset[str]:
    """Measures that rest on ``ln`` or ``power``."""
    found: set[str] = set()
    for measure in scheme.derived_measures:
        if measure.value.is_inexact or not found.isdisjoint(measure.value.names):
            found.add(measure.key)
    return frozenset(found)


def _is_inexact(expression: Expression, inexact: frozenset[str]) -> bool:
    return expression.is_inexact or not inexact.isdisjoint(expression.names)


def resolved(
    rule: Criterion, scheme: Scheme, month: int, inexact: frozenset[str]
) -> MonthCriterion:
    """Raises ``SettingFault`` where the settings of that month contradict each other."""
    kind = PRIMITIVES.get(rule.primitive)
    settings = Settings({k: setting_at(v, month) for k, v in rule.settings.items()})
    primitive = kind.build(settings) if kind else None
    combiner = None
    if rule.combination is not None:
        names = tuple(name for name, _ in rule.parts)
        weights = tuple(weight[month - 1] for _, weight in rule.parts)
        combiner = Combiner(rule.combination, names, weights)
    stated = None if rule.least is None else rule.least[month - 1]
    least = primitive.least if primitive and stated is None else stated
    reads_inexact = any(_is_inexact(e, inexact) for e in rule.inputs.values())
    gate_inexact = rule.gate is not None and _is_inexact(rule.gate, inexact)
    edges = any(e.has_edges for e in rule.inputs.values())
    smooth = primitive is not None and primitive.is_continuous and not edges
    return MonthCriterion(
        rule=rule,
        primitive=primitive,
        combiner=combiner,
        pace=scheme.curves[rule.pace][month - 1] if rule.pace else None,
        least=least,
        no_base=_no_base(rule, month, least),
        gate_else=None if rule.gate_else is None else rule.gate_else[month - 1],
        league_needs=kind.league(settings) if kind else frozenset(),
        base=kind.base if kind else None,
        weight=primitive.most if kind and primitive and kind.counts_as_weight else None,
        is_inexact=reads_inexact or gate_inexact or combiner is not None,
        jumps_on_inexact=gate_inexact or (reads_inexact and not smooth),
    )


def _no_base(rule: Criterion, month: int, least: Decimal | None) -> Decimal | str | None:
    if isinstance(rule.no_base, tuple):
        return rule.no_base[month - 1]
    return least if rule.no_base == "worst" else rule.no_base


def setting_at(raw: RawSetting, month: int) -> Setting:
    if isinstance(raw, str):
        return raw
    if isinstance(raw[0], Decimal):
        value = raw[month - 1]
        return value if isinstance(value, Decimal) else None
    if isinstance(raw[0], Bracket):
        return tuple(b for b in raw if isinstance(b, Bracket))
    return tuple(n[month - 1] for n in raw if isinstance(n, tuple))
