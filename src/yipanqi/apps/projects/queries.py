"""Reads of the register that other stations share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.projects.models import ProjectVersion


def reported_by(units: Iterable[int]) -> QuerySet[Any]:
    """Ids of projects that one of ``units`` has ever reported for, as a subquery.

    Who reports in a month is a dated fact: the caller compares ``reporting_unit`` of the facts.
    """
    return ProjectVersion.objects.filter(reporting_unit__in=units).values("project")
