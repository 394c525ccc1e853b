"""Chinese words of what a form can ask for, and the choices made of them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.forms_above.rankings import leagues_known
from yipanqi.apps.month.reporting.models import Measure as Statistic
from yipanqi.core.forms_above.mapping import LEAGUE, ROOT, ROW, Figure, Period
from yipanqi.core.forms_above.measures import (
    ABOUT_THE_MONTH,
    MEASURES,
    NEEDS_A_ROW,
    OBSERVED,
    TARGET,
    WORDS,
    Form,
    Kind,
    measure_of,
)
from yipanqi.core.forms_above.ranking import (
    AT_PLACE,
    NAME,
    PLACE,
    POINTS,
    TOTAL,
    Asked,
    place_named,
    rank_key,
)
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel
from yipanqi.infra.texts import label, render

Choices = list[Any]
NAMED_PLACES = 30
COUNTED_IN = {
    Form.WAN: _("ten thousand yuan"),
    Form.YI: _("hundred million yuan"),
    Form.YUAN: _("yuan"),
    Form.PERCENT: _("percent (40 for 40%)"),
    Form.RATIO: _("ratio (0.4 for 40%)"),
    Form.PLAIN: _("as it is counted"),
}
PERIODS = {
    Period.THIS: _("the month filled"),
    Period.PREVIOUS: _("the month before"),
    Period.LAST_YEAR: _("the same month of last year"),
}


def measure_words(key: str) -> str:
    if asked := Asked.of(key):
        return _rank_words(asked)
    if key.startswith((OBSERVED, TARGET)):
        kind, _colon, name = key.partition(":")
        found = Statistic.objects.filter(key=name).first()
        shown = f"{found.name}（{found.unit_of_account}）" if found else name
        return gettext("Target of %(name)s") % {"name": shown} if kind == "target" else shown
    return render(f"form_measure.{key}")


def _rank_words(asked: Asked) -> str:
    for league, words, criteria in leagues_known():
        if league == asked.league:
            return f"{words}·{_what_words(asked.what, dict(criteria))}"
    return asked.league


def _what_words(what: str, criteria: Mapping[str, str]) -> str:
    if what.startswith(POINTS):
        key = what.removeprefix(POINTS)
        return gettext("points of “%(criterion)s”") % {"criterion": criteria.get(key, key)}
    return {
        PLACE: gettext("place in the ranking"),
        TOTAL: gettext("total points"),
        NAME: gettext("name of the ranked unit"),
    }[what]


def rank_choices() -> Choices:
    """One group a league: place, total, name, points of each criterion."""
    groups: Choices = []
    for league, words, criteria in leagues_known():
        whats = [PLACE, TOTAL, NAME, *(f"{POINTS}{key}" for key, _ in criteria)]
        named = dict(criteria)
        groups.append((words, [(rank_key(league, w), _what_words(w, named)) for w in whats]))
    return groups


def league_choices() -> Choices:
    return [(f"{LEAGUE}={league}", words) for league, words, _ in leagues_known()]


def place_choices() -> Choices:
    """Whose figure of a ranking: the nth, whoever that is this month."""
    return [(f"{AT_PLACE}{n}", unit_words(f"{AT_PLACE}{n}")) for n in range(1, NAMED_PLACES + 1)]


def figure_choices(in_row: bool) -> Choices:
    """Grouped: of the register, of the row, about the month, statistics."""
    register = [m.key for m in MEASURES.values() if m.of_unit is not None or m.key == "growth"]
    of_row = [m.key for m in MEASURES.values() if m.of_unit is None and m.of_project]
    groups: Choices = [(gettext("Figures of the projects"), _named(register))]
    if in_row:
        groups.append((gettext("Of the row"), _named([*sorted(NEEDS_A_ROW), *of_row])))
    groups.append((gettext("About the month"), _named(sorted(ABOUT_THE_MONTH))))
    statistics = list(Statistic.objects.order_by("key"))
    observed = [(f"{OBSERVED}{m.key}", f"{m.name}（{m.unit_of_account}）") for m in statistics]
    targets = [
        (f"{TARGET}{m.key}", gettext("Target of %(name)s") % {"name": m.name}) for m in statistics
    ]
    groups.append((gettext("Statistics and targets"), observed + targets))
    return groups + rank_choices()


def _named(keys: list[str]) -> list[tuple[str, str]]:
    return [(key, measure_words(key)) for key in keys]


def period_choices() -> Choices:
    return [(period.value, words) for period, words in PERIODS.items()]


def form_choices() -> Choices:
    return [(form.value, words) for form, words in COUNTED_IN.items()]


def only_choices() -> Choices:
    groups = (("annual_class", AnnualClass), ("list_level", ListLevel), ("domain", Domain))
    return [(f"{column}={m.value}", label(m)) for column, kind in groups for m in kind]


def only_words(only: str) -> str:
    found = dict(only_choices()).get(only)
    return str(found) if found else ""


def unit_choices() -> list[tuple[str, str]]:
    """The whole first, then the tree with indents."""
    rows = list(tree_on().walk())
    return [
        (ROOT if depth == 0 else node.uid, f"{'　' * depth}{node.short_name}")
        for depth, node in rows
    ]


def unit_words(unit: str) -> str:
    if unit == ROW:
        return gettext("this row")
    if place := place_named(unit):
        return gettext("no. %(place)s of the ranking") % {"place": place}
    tree = tree_on()
    node = tree.root if unit == ROOT else tree.by_uid.get(unit)
    return node.short_name if node else "—"


def figure_words(figure: Figure) -> str:
    """柯桥·累计完成投资（亿元）."""
    measure = measure_of(figure.measure)
    parts = [measure_words(figure.measure)]
    if measure is not None and measure.kind is Kind.MONEY:
        parts.append(f"（{COUNTED_IN[figure.form]}）")
    if figure.period is not Period.THIS:
        parts.append(f"，{PERIODS[figure.period]}")
    if figure.only:
        parts.append(f"，{only_words(figure.only)}")
    if figure.measure in ABOUT_THE_MONTH:
        return parts[0]
    return f"{unit_words(figure.unit)}·{''.join(parts)}"


def value_words(measure: str, value: str) -> str:
    """A stage or class as its word; anything else as it is."""
    kind = WORDS.get(measure)
    if kind is None or not value:
        return value
    return render(f"{kind}.{value}")


def silence_words(code: str, params: dict[str, str]) -> str:
    """Months were kept as text."""
    told: dict[str, object] = dict(params)
    if "month" in told:
        told["month"] = Month.parse(str(told["month"]))
    return render(code, told)
