"""Parts of the gates on other stations' pages."""

from typing import Any

from django import template

from yipanqi.apps.ledger.projects.access import may_stand
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.life.gates.queries import counted_in_statistics, gate_lines
from yipanqi.core.projects.gates import GateState
from yipanqi.infra import clock

register = template.Library()
TONES = {"proposed": "active", "accepted": "good", "refused": "warn", "asked": "active",
         "approved": "good", "ended": "", "contested": "warn"}  # fmt: skip


@register.filter
def tone(state: str) -> str:
    return TONES.get(str(state), "")


@register.inclusion_tag("gates/_card.html", takes_context=True)
def gates_card(context: dict[str, Any], project: Project) -> dict[str, Any]:
    """The gates on a project's page, with the way to propose the next one."""
    viewer = context["request"].viewer
    lines = gate_lines(project)
    following = next((line for line in lines if line.is_next), None)
    asked = following is not None and following.passage is not None
    waits = asked and following.passage.state == GateState.PROPOSED  # type: ignore[union-attr]
    pauses = list(project.pauses.filter(state__in=["asked", "approved"]))
    return {
        "project": project,
        "lines": lines,
        "following": following,
        "may_propose": following is not None and not waits and may_stand(viewer, project),
        "pause": pauses[0] if pauses else None,
        "counted": counted_in_statistics(project),
        "today": clock.business_today(),
    }
