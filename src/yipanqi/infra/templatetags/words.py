"""``{% word "Stage" row.stage %}``: the Chinese word of a stored enumeration value."""

from django import template
from django.utils.translation import gettext

register = template.Library()


@register.simple_tag
def word(kind: str, value: str) -> str:
    """The catalogue's word for ``kind.value``; nothing for nothing."""
    if not value:
        return ""
    name = f"{kind}.{value}"
    text = gettext(name)
    return value if text == name else text
