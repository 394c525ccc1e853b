"""A scheme's criteria in words, one sentence for each thing it states."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yipanqi.apps.results.scoring.figures import Titles, plain
from yipanqi.core.month import Month
from yipanqi.core.scheme import Scheme
from yipanqi.core.scheme.brackets import Bracket
from yipanqi.core.scheme.month_scheme import MonthCriterion, at, setting_at
from yipanqi.infra.texts import render

ALWAYS = 12


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """``sentences`` in the order in which points are made; ``is_part``: of another criterion."""

    key: str
    title: str
    weight: str
    is_part: bool
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeagueWords:
    key: str
    title: str
    criteria: tuple[CriterionWords, ...]


def scheme_words(scheme: Scheme, month: Month) -> list[LeagueWords]:
    """Every league's criteria as they stand in ``month``."""
    plan, titles = at(scheme, month), Titles(scheme)
    leagues = []
    for league in scheme.leagues:
        counted = {c.key for c in plan.in_total(league.key)}
        lines = tuple(
            CriterionWords(
                key=c.key,
                title=c.rule.title,
                weight=_weight(c),
                is_part=c.key not in counted,
                sentences=tuple(_sentences(c, scheme, titles, month)),
            )
            for c in plan.of_league(league.key)
        )
        leagues.append(LeagueWords(league.key, league.title, lines))
    return leagues


def total_words(scheme: Scheme) -> list[str]:
    """How totals are made and ranked; then the vetoes."""
    total = scheme.total
    on = "rounded" if total.rank_on_rounded else "unrounded"
    full = "scheme.total_open" if total.full is None else "scheme.total_full"
    return [
        render(full, {"full": total.full}),
        render(f"rounding.{scheme.rounding}", {"places": total.places}),
        render(f"ranked.{on}"),
        render(f"ties.{total.ties}"),
        *(render(f"veto.{v.effect}", {"title": v.title}) for v in scheme.vetoes),
    ]


def _weight(criterion: MonthCriterion) -> str:
    return "" if criterion.weight is None else plain(criterion.weight)


def _sentences(
    criterion: MonthCriterion, scheme: Scheme, titles: Titles, month: Month
) -> Iterator[str]:
    rule = criterion.rule
    yield _rule(criterion, titles, month)
    if rule.pace:
        yield render(
            "rule.pace",
            {
                "curve": _curve_text(scheme, rule.pace),
                "share": f"{plain((criterion.pace or 0) * 100, 2)}%",
            },
        )
    if rule.gate is not None:
        yield render(
            "rule.gate", {"gate": titles.formula(rule.gate.text), "points": criterion.gate_else}
        )
    if criterion.base is not None:
        yield _no_base(criterion)
    if rule.primitive != "ledger" and not rule.parts:
        yield render(f"null.{rule.null}")
    places = rule.places
    if places is None:
        yield render("rounding.none")
    else:
        yield render(f"rounding.{scheme.rounding}", {"places": places})
    if len(rule.months) < ALWAYS:
        yield render("rule.months", {"months": sorted(rule.months)})


def _curve_text(scheme: Scheme, key: str) -> str:
    shares = scheme.curves[key]
    return "、".join(f"{n}月{plain(share * 100, 2)}%" for n, share in enumerate(shares, 1))


def _no_base(criterion: MonthCriterion) -> str:
    if isinstance(criterion.no_base, Decimal):
        return render("no_base.points", {"points": criterion.no_base})
    return render("no_base.exclude")


def _rule(criterion: MonthCriterion, titles: Titles, month: Month) -> str:
    rule = criterion.rule
    if rule.parts:
        parts = "；".join(
            f"{titles.criteria[key]} × {plain(weight[month.number - 1])}"
            for key, weight in rule.parts
        )
        return render(f"rule.{rule.primitive}", {"parts": parts})
    params: dict[str, Any] = {
        name: titles.formula(expression.text) for name, expression in rule.inputs.items()
    }
    for name, raw in rule.settings.items():
        params[name] = _setting(setting_at(raw, month.number))
    params["limits"] = _limits(params)
    return render(f"rule.{rule.primitive}", params)


def _limits(params: dict[str, Any]) -> str:
    """Cap and floor in one clause."""
    cap, floor = params.get("cap", "none"), params.get("floor", "none")
    code = f"limits.{'cap' if cap != 'none' else 'no_cap'}"
    code += "_floor" if floor != "none" else ""
    return render(code, {"cap": cap, "floor": floor})


def _setting(value: Any) -> str:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        return "；".join(_one(v) for v in value)
    code = _WORDS.get(str(value))
    return render(code) if code else str(value)


def _one(value: Any) -> str:
    if isinstance(value, Bracket):
        return f"{bracket_text(value)} {plain(value.points)}分"
    return plain(value)


def bracket_text(bracket: Bracket) -> str:
    low = "" if bracket.low is None else plain(bracket.low)
    high = "" if bracket.high is None else plain(bracket.high)
    if not low:
        return render(f"bracket.up_to{'_incl' if bracket.takes_high else ''}", {"high": high})
    if not high:
        return render(f"bracket.from{'_incl' if bracket.takes_low else ''}", {"low": low})
    return f"{'[' if bracket.takes_low else '('}{low}，{high}{']' if bracket.takes_high else ')'}"


_WORDS = {"whole": "steps.whole", "pro_rata": "steps.pro_rata", "league": "end.league"}
