"""One input of the month's sheet. A tag and not an include: a large town has thousands."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from yipanqi.apps.month.reporting.sheet import SheetRow

register = template.Library()

INPUT = (
    '<td class="cell {}{}" data-field="{}"><input{} value="{}" aria-label="{}"{}'
    ' autocomplete="off"></td>'
)
DECIMAL = mark_safe(' inputmode="decimal"')


@register.simple_tag
def cell(row: SheetRow, name: str, text: str, css: str = "") -> SafeString:
    """``name``: the field; ``text``: what stands in it, money in 万元. ``css`` ``num``: figures."""
    return format_html(
        INPUT,
        css,
        " was-changed" if name in row.changed else "",
        name,
        DECIMAL if css == "num" else "",
        text,
        row.row.facts.name,
        "" if row.can_edit else " readonly",
    )
