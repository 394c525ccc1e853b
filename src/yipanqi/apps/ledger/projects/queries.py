"""Reads of the register that other stations share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.facts import annual_list_in_force
from yipanqi.apps.ledger.projects.models import Project, ProjectVersion, StageEvent
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import Interruption


def reported_by(units: Iterable[int]) -> QuerySet[Any]:
    """Ids of projects that one of ``units`` has ever reported for, as a subquery.

    Who reports in a month is a dated fact: the caller compares ``reporting_unit`` of the facts.
    """
    return ProjectVersion.objects.filter(reporting_unit__in=units).values("project")


def due_reports(month: Month) -> dict[int, int]:
    """project → reporting unit, for every project that owes a report in ``month``.

    The same answer as ``ProjectFacts.report_due`` in four light queries: counts of a whole
    city are asked for on every page that shows who is silent.
    """
    in_force = annual_list_in_force(month)
    if in_force is None:
        return {}
    listed = set(in_force.entries.values_list("project_id", flat=True))
    unscoped = Project.objects.unscoped("counts by unit are open to all units")
    due = {
        pk
        for pk, package, is_package in unscoped.values_list("pk", "package_id", "is_package")
        if not is_package and (pk in listed or package in listed)
    }
    ended = StageEvent.objects.filter(
        event=Interruption.TERMINATED, effective_on__lte=month.last, voided_at=None
    )
    due -= set(ended.values_list("project_id", flat=True))
    versions = ProjectVersion.objects.filter(effective_on__lte=month.last)
    rows = versions.order_by("effective_on", "recorded_at", "pk")
    units = dict(rows.values_list("project_id", "reporting_unit_id"))
    return {pk: units[pk] for pk in sorted(due) if pk in units}
