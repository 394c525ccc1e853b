"""Preliminary work on the project's page."""

from typing import Any

from django import template

from yipanqi.apps.ledger.projects.access import may_stand
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.preliminary.queries import officer_of, step_lines
from yipanqi.core.projects.preliminary import progress
from yipanqi.infra import clock

register = template.Library()
TONES = {"done": "good", "late": "warn", "due": "active", "undated": "", "not_needed": "absent"}


@register.filter
def step_tone(state: str) -> str:
    return TONES.get(str(state), "")


@register.inclusion_tag("preliminary/_card.html", takes_context=True)
def preliminary_card(context: dict[str, Any], project: Project) -> dict[str, Any]:
    lines = step_lines(project)
    return {
        "project": project,
        "lines": lines,
        "progress": progress([line.step.value for line in lines], clock.business_today()),
        "officer": officer_of(project),
        "may_stand": may_stand(context["request"].viewer, project),
    }
