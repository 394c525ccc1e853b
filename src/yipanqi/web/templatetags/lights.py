"""``{{ lit|why }}``: the one sentence of a light."""

from django import template

from yipanqi.core.pipeline.lights import Lit
from yipanqi.infra.texts import render

register = template.Library()


@register.filter
def why(lit: Lit) -> str:
    return render(lit.code, lit.params)
