"""What a scheme must satisfy beyond being well written, in every month it can be used."""

from decimal import Decimal

from yipanqi.core.rounding import Rounding
from yipanqi.core.scheme.model import Criterion, NullPolicy, Scheme
from yipanqi.core.scheme.month_scheme import MonthCriterion, inexact_names, resolved
from yipanqi.core.scheme.number import ZERO, wide
from yipanqi.core.scheme.primitives.base import SettingFault
from yipanqi.core.scheme.reading import Text

_ENDS = frozenset({"worst", "best"})


def check(scheme: Scheme, text: Text) -> None:
    """Adds to ``text.faults``; says nothing about what the reader has already refused."""
    for name in ("leagues", "criteria"):
        if not text.data.get(name):
            text.fault(name, "scheme.section_missing", section=f"[{name}]")
    if scheme.rounding is Rounding.HALF_EVEN:
        text.fault("scheme.rounding", "scheme.rounding_not_offered", found=scheme.rounding)
    if scheme.in_force_to is not None and scheme.in_force_to < scheme.in_force_from:
        text.fault("scheme.in_force_to", "scheme.ends_before_start")
    if text.faults:  # settings may be incomplete
        return
    with wide():
        months = [_months_of(c, i, scheme, text) for i, c in enumerate(scheme.criteria)]
        if not text.faults:
            _weights(scheme, months, text)


def _months_of(
    rule: Criterion, index: int, scheme: Scheme, text: Text
) -> dict[int, MonthCriterion]:
    path = f"criteria[{index}]"
    inexact = inexact_names(scheme)
    found: dict[int, MonthCriterion] = {}
    for month in sorted(rule.months):
        try:
            found[month] = resolved(rule, scheme, month, inexact)
        except SettingFault as fault:
            text.fault(f"{path}.{fault.setting}", fault.code, month=month, **fault.params)
            return {}
    _policies(rule, path, next(iter(found.values())), text)
    _parts(rule, path, scheme, text)
    return found


def _parts(rule: Criterion, path: str, scheme: Scheme, text: Text) -> None:
    """A part must be scored wherever and whenever the whole is."""
    for number, (name, _) in enumerate(rule.parts):
        part = scheme.criterion(name)
        if not (part.leagues >= rule.leagues and part.months >= rule.months):
            text.fault(f"{path}.parts[{number}]", "scheme.part_elsewhere", found=name)


def _policies(rule: Criterion, path: str, criterion: MonthCriterion, text: Text) -> None:
    needs_least = rule.null is NullPolicy.WORST or rule.no_base == "worst"
    may_miss = criterion.primitive is not None and rule.primitive != "ledger"
    if needs_least and may_miss and criterion.least is None:
        text.fault(f"{path}.least", "scheme.least_not_stated", criterion=rule.key)
    if rule.gate is not None and rule.gate_else is None:
        text.fault(f"{path}.gate_else", "scheme.not_stated", key="gate_else")
    if criterion.league_needs and not _is_stated(path, "better", text):
        text.fault(f"{path}.better", "scheme.not_stated", key="better")
    worst = rule.null is NullPolicy.WORST and bool(criterion.league_needs & _ENDS)
    if worst and rule.silent_value is None:
        text.fault(f"{path}.silent_value", "scheme.silent_value_not_stated", criterion=rule.key)
    if rule.null is NullPolicy.EXCLUDE and criterion.weight is None and not rule.parts:
        text.fault(f"{path}.null", "scheme.exclude_without_weight", criterion=rule.key)


def _is_stated(path: str, key: str, text: Text) -> bool:
    index = int(path[path.index("[") + 1 : -1])
    return key in text.data["criteria"][index]


def _weights(scheme: Scheme, months: list[dict[int, MonthCriterion]], text: Text) -> None:
    """Per league and month, the weights in the total add up to what the scheme declares."""
    if scheme.total.full is None:
        return
    for league in scheme.leagues:
        for month in range(1, 13):
            found = _weight_in(league.key, [c[month] for c in months if month in c])
            if found != scheme.total.full:
                text.fault(
                    "total.full",
                    "scheme.weights_do_not_add_up",
                    league=league.key,
                    month=month,
                    found=str(found),
                    stated=str(scheme.total.full),
                )
                break


def _weight_in(league: str, criteria: list[MonthCriterion]) -> Decimal:
    present = [c for c in criteria if league in c.rule.leagues]
    parts = {name for c in present for name, _ in c.rule.parts}
    weights = {c.key: c.weight or ZERO for c in present}
    for criterion in present:
        if criterion.combiner is not None:
            weights[criterion.key] = combined_weight(criterion, weights)
    return sum((w for key, w in weights.items() if key not in parts), ZERO)


def combined_weight(criterion: MonthCriterion, weights: dict[str, Decimal]) -> Decimal:
    """Points of a combiner whose parts all earn their full points."""
    assert criterion.combiner is not None  # noqa: S101
    return criterion.combiner.points([weights.get(p) for p in criterion.combiner.parts]) or ZERO
