"""What was promised at the signing, on the project's page."""

from typing import Any

from django import template

from yipanqi.apps.ledger.projects.access import may_stand
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.leads.queries import promises_of
from yipanqi.apps.promises.commitments.access import ORDERING
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid

register = template.Library()


@register.filter
def unit_name(pk: int | None) -> str:
    node = tree_on().nodes.get(pk) if pk is not None else None
    return node.short_name if node else ""


@register.inclusion_tag("leads/_promises.html", takes_context=True)
def promises_card(context: dict[str, Any], project: Project) -> dict[str, Any]:
    viewer = context["request"].viewer
    return {
        "promises": promises_of(project),
        "may_keep": may_stand(viewer, project),
        "may_assign": bool(viewer.posts_as(*ORDERING)),
        "today": clock.business_today(),
        "key": str(new_uid()),
        "csrf_token": context.get("csrf_token"),
    }
