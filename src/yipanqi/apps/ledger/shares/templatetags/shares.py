"""A project's shares on other stations' pages."""

from collections.abc import Iterable
from typing import Any

from django import template

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.queries import is_divided, segmented, shown, source_note
from yipanqi.core.month import Month

register = template.Library()


@register.inclusion_tag("shares/_card.html")
def project_shares(project: Project, month: Month) -> dict[str, Any]:
    """The shares of a divided project, its transfers and leads; a link where it is whole."""
    context = {"project": project, "month": month, "is_divided": is_divided(project)}
    return context | shown(project, month)


@register.simple_tag
def divided_of(rows: Iterable[Any]) -> frozenset[int]:
    """Ids of the sheet's projects that are reported by segment; one query."""
    return segmented(row.row.facts.project for row in rows)


@register.simple_tag
def month_source(month: Month) -> str:
    """Whose figure the month's reports are: 快报数 with its cut-off, or 月末数."""
    return source_note(month)
