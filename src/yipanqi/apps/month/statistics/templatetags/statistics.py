"""Figures by source on other stations' pages, and shares of codes."""

from typing import Any

from django import template

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.statistics.queries import month_lines
from yipanqi.core.month import Month
from yipanqi.core.reporting.statistics_book import WHOLE

register = template.Library()


@register.filter
def share_of_code(scaled: int) -> str:
    """Ten-thousandths as percent: 5000 → 50%."""
    whole, rest = divmod(scaled * 100, WHOLE)
    return f"{whole}%" if not rest else f"{whole}.{rest // 100:02d}%"


@register.inclusion_tag("statistics/_card.html")
def project_sources(project: Project, month: Month) -> dict[str, Any]:
    """The project's figures by source, newest months first."""
    return {"lines": month_lines(project, 6), "project": project, "month": month}
