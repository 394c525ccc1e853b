"""``{% cell row column is_live %}``: one cell of the register, by the column's kind."""

from collections.abc import Callable, Mapping
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from yipanqi.infra.templatetags import figures
from yipanqi.infra.texts import label
from yipanqi.web.parts import PaceBar
from yipanqi.web.register.columns import Column, Kind
from yipanqi.web.templatetags import ui

register = template.Library()


def _text(row: Any, column: Column, value: Any, _live: bool) -> SafeString:
    if column.key == "stage" and row.is_paused:
        return format_html('<td class="nowrap">{} {}</td>', value, ui.badge(_("Paused"), "warn"))
    long = column.width > 20
    return format_html('<td class="{}">{}</td>', "text" if long else "nowrap", value or "—")


def _money(_row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    return format_html('<td class="num">{}</td>', figures.wan(value, 0))


def _change(_row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    return format_html('<td class="num">{}</td>', figures.signed_wan(value, 0))


def _done(row: Any, _column: Column, value: Any, live: bool) -> SafeString:
    if value is None and row.state == "missing":
        return format_html('<td class="num"><span class="absent">{}</span></td>', _("not reported"))
    shown = ui.figure(figures.wan(value, 0), "", "", live) if value is not None else "—"
    return format_html('<td class="num">{}</td>', shown)


def _share(row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    if value is None:
        return format_html("<td>{}</td>", "—")
    bar = {"bar": PaceBar.of(value, row.due_share), "number": True}
    return format_html(
        "<td>{}</td>", SafeString(get_template(ui.PARTS + "pacebar.html").render(bar))
    )


def _points(_row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    return format_html('<td class="num">{}</td>', figures.pp_number(value))


def _day(_row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    return format_html('<td class="nowrap">{}</td>', figures.iso_day(value))


def _light(row: Any, column: Column, value: Any, _live: bool) -> SafeString:
    if value is None:
        return format_html("<td>{}</td>", "—")
    if column.key != "light":
        return format_html('<td class="nowrap">{}</td>', ui.light_short(value))
    judged = row.judged
    why = ""
    if judged is not None and judged.decided_by and value in {"red", "yellow"}:
        why = format_html(' <small class="muted">{}</small>', label(judged.decided_by))
    return format_html(
        '<td class="nowrap" title="{}">{}{}</td>', row.why, ui.light_short(value), why
    )


def _state(_row: Any, _column: Column, value: Any, _live: bool) -> SafeString:
    return format_html('<td class="nowrap">{}</td>', ui.state(value) if value else "—")


DRAWN: Mapping[Kind, Callable[[Any, Column, Any, bool], SafeString]] = {
    Kind.TEXT: _text,
    Kind.MONEY: _money,
    Kind.CHANGE: _change,
    Kind.DONE: _done,
    Kind.SHARE: _share,
    Kind.POINTS: _points,
    Kind.DAY: _day,
    Kind.LIGHT: _light,
    Kind.STATE: _state,
}


@register.simple_tag
def cell(row: Any, column: Column, is_live: bool = True) -> SafeString:
    return DRAWN[column.kind](row, column, column.value(row), is_live)


@register.simple_tag
def sum_cell(sums: Any, column: Column) -> SafeString:
    """The column's cell of a subtotal or total row; empty where nothing adds up."""
    found = sums.get(column.key) if isinstance(sums, Mapping) else of_subtotal(sums, column.key)
    if column.key == "share" and found is not None:
        return _share(sums, column, found, False)
    if column.kind is Kind.POINTS:
        return format_html(
            '<td class="num">{}</td>', figures.pp_number(found) if found is not None else ""
        )
    if found is None:
        return format_html("<td{}></td>", SafeString(' class="num"') if column.is_number else "")
    shown = figures.signed_wan(found, 0) if column.kind is Kind.CHANGE else figures.wan(found, 0)
    return format_html('<td class="num">{}</td>', shown)


def of_subtotal(sums: Any, key: str) -> Any:
    """Of a ``grouping.Subtotal``."""
    changes = {
        "plan_change": lambda: sums.plan - sums.plan_was,
        "done_change": lambda: sums.done - sums.done_was,
    }
    if key in changes:
        return changes[key]()
    return getattr(sums, key, None) if key in SUMMED else None


SUMMED = {"total", "plan", "due", "done", "done_was", "share", "gap"}
