"""The tabs of the projects station on pages that apps bring themselves."""

from typing import Any

from django import template

from yipanqi.web.pipeline.tabs import tabs_of

register = template.Library()


@register.inclusion_tag("web/parts/tabs.html", takes_context=True)
def project_tabs(context: dict[str, Any]) -> dict[str, Any]:
    return {"items": tabs_of(context["request"])}
