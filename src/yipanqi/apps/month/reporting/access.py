"""Who may do what to which month and report: the common first steps of every verb."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import reviewer_units, tree_on
from yipanqi.apps.month.reporting.models import Measure, MonthReport, MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.reporting.reports import REPORTING, ReportPlace, ReportVerb, may
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock


def window_of(month: Month | str) -> MonthWindow:
    """Raises ``report.month_not_found``."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    if window is None:
        raise Missing("report.month_not_found", month=_month(month))
    return window


def locked_window(month: Month | str) -> MonthWindow:
    """The month's row, locked until the verb ends, and still taking reports.

    Raises ``report.month_not_found``, ``report.month_not_open`` or ``report.month_frozen``.
    """
    window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
    if window is None:
        raise Missing("report.month_not_found", month=_month(month))
    if window.is_closed:
        raise Refusal("report.month_frozen", month=window.value)
    if clock.business_today() < window.opens_on:
        raise Refusal("report.month_not_open", month=window.value, opens_on=window.opens_on)
    return window


def visible_project(viewer: Viewer, uid: str | UUID) -> Project:
    """Raises ``report.project_not_found`` for whoever may not see it, as if it were not."""
    project: Project | None = _by_uid(Project.objects.visible_to(viewer), uid)
    if project is None:
        raise Missing("report.project_not_found")
    return project


def visible_report(viewer: Viewer, uid: str | UUID) -> MonthReport:
    """Raises ``report.not_found``."""
    reports = MonthReport.objects.visible_to(viewer).select_related("window", "project")
    report: MonthReport | None = _by_uid(reports, uid)
    if report is None:
        raise Missing("report.not_found")
    return report


def locked_report(viewer: Viewer, uid: str | UUID) -> MonthReport:
    """A report the viewer sees, read again after its month has been locked."""
    window = locked_window(visible_report(viewer, uid).window.month)
    report = visible_report(viewer, uid)
    report.window = window
    return report


def review_chain(reporting_unit: int) -> tuple[int, ...]:
    """Units whose reviewers must agree, lowest first, in today's tree.

    Nobody reviews their own unit's reports, unless there is no level above.
    """
    reviewers = reviewer_units()
    levels = tuple(n.pk for n in tree_on().above(reporting_unit) if n.pk in reviewers)
    if len(levels) > 1 and levels[0] == reporting_unit:
        return levels[1:]
    return levels


def turn_of(chain: tuple[int, ...], waiting: int | None) -> int | None:
    """Whose turn it is: the waiting unit, or where it has lost its reviewers the next above."""
    if waiting is None or waiting in chain:
        return waiting
    above = [node.pk for node in tree_on().above(waiting)] if waiting in tree_on().nodes else []
    return next((pk for pk in above if pk in chain), chain[-1] if chain else None)


def require(verb: ReportVerb, viewer: Viewer, place: ReportPlace) -> None:
    """Refuse unless the core allows it. The viewer sees the report: what the core answers to
    an outsider is said here to somebody who reaches it by another way (its line, its lead).
    """
    refusal = may(verb, viewer, place)
    if refusal is None:
        return
    if isinstance(refusal, Missing):
        if verb in REPORTING:
            raise Forbidden("report.only_reporters", verb=verb)
        raise Forbidden("report.only_reviewers", verb=verb)
    raise refusal


def require_office(viewer: Viewer) -> None:
    """The office at the root sets the months. Raises ``report.only_office``."""
    if not viewer.is_system and viewer.root not in viewer.posts_as(Role.OFFICE):
        raise Forbidden("report.only_office")


def may_observe(viewer: Viewer, unit: int, measure: Measure) -> bool:
    """The owner enters its measure for every unit; a measure without owner is entered by the
    unit's reporter; the office at the root may enter any.
    """
    if viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE):
        return True
    if measure.owner_id is not None:
        return measure.owner_id in viewer.posts_as(Role.REPORTER, Role.LINE)
    return unit in viewer.units_as(Role.REPORTER)


def is_entered_for(viewer: Viewer, reporting_unit: int) -> bool:
    """A reporter further up enters what somebody in the unit told."""
    return not viewer.is_system and reporting_unit not in viewer.posts_as(Role.REPORTER)


def _by_uid(rows: QuerySet[Any], uid: str | UUID) -> Any:
    try:
        wanted = uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        return None
    return rows.filter(uid=wanted).first()


def _month(month: Month | str) -> Month:
    return month if isinstance(month, Month) else Month.parse(month)
