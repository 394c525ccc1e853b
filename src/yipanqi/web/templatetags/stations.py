"""The tabs of the projects station on pages that apps bring themselves."""

from typing import Any

from django import template

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.pipeline.slips import slip_lines_of
from yipanqi.web.pipeline.tabs import tabs_of

register = template.Library()


@register.inclusion_tag("web/pipeline/_slips.html", takes_context=True)
def slips_card(context: dict[str, Any], project: Project) -> dict[str, Any]:
    """Every moved date of a project on its page, with days, reason, who and the judgement."""
    lines = slip_lines_of(context["request"].viewer, project)
    return {
        "project": project,
        "lines": lines,
        "total": sum(max(0, line.days) for line in lines),
        "month": context.get("month"),
    }


@register.inclusion_tag("web/parts/tabs.html", takes_context=True)
def project_tabs(context: dict[str, Any]) -> dict[str, Any]:
    return {"items": tabs_of(context["request"])}
