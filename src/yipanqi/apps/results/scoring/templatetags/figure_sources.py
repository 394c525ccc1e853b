"""Under every sheet and board: which figures its rules use (数据口径)."""

from django import template

from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.results.scoring.models import SchemeVersion, ScoreSheet
from yipanqi.apps.results.scoring.queries import scheme_of
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.scheme.sources import RuleSource, sources_of
from yipanqi.infra.texts import render

register = template.Library()


@register.simple_tag
def sources_note(sheet: ScoreSheet) -> str:
    """``数据口径：投资进度用快报数（截至4月25日）。`` for a sheet of a month."""
    return _note(sheet.scheme, Month.parse(sheet.month))


@register.simple_tag
def sources_of_rule(version: SchemeVersion) -> str:
    """The same for a scheme, whatever the month."""
    return _note(version, None)


def _note(version: SchemeVersion, month: Month | None) -> str:
    scheme = scheme_of(version)
    titles: dict[RuleSource, list[str]] = {}
    for criterion in scheme.criteria:
        for source in sources_of(scheme, criterion):
            held = titles.setdefault(source, [])
            if criterion.title not in held:
                held.append(criterion.title)
    if not titles:
        return ""
    parts = [
        render("sources.of", {"titles": "、".join(names), "source": _words(source, month)})
        for source, names in titles.items()
    ]
    return render("sources.note", {"parts": "；".join(parts)})


def _words(source: RuleSource, month: Month | None) -> str:
    window = MonthWindow.objects.filter(month=str(month)).first() if month else None
    if source is not RuleSource.REPORT or window is None:
        return render(f"sources.{source}")
    kind = source_of(window)
    if kind is FigureSource.DISPATCH:
        day = window.cut_off_on
        return render("sources.dispatch_until", {"day": f"{day.month}月{day.day}日"})
    return render("sources.month_end")
