"""Opening balances: a past month's figures as the office's own tables have them.

They count as approved, because nobody will review them any more, and they say so
everywhere: the source is ``opening``, the revision's remark “期初导入，未经审核”, and the frozen
month names the projects whose figure came this way.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.access import require_office
from yipanqi.apps.month.reporting.actions._revisions import COPIED
from yipanqi.apps.month.reporting.models import OPENING, MonthReport, MonthWindow, ReportRevision
from yipanqi.apps.month.reporting.months import DATES, proposed
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import Verb, act


@dataclass(frozen=True, slots=True)
class OpeningFigure:
    """Whole yuan. ``this_month`` is None where the month before is not known."""

    project: Project
    year_to_date: int
    this_month: int | None


def enter_opening(
    *,
    viewer: Viewer,
    month: Month,
    figures: Sequence[OpeningFigure],
    informant: str,
    key: str | None = None,
) -> list[MonthReport]:
    """All of ``figures`` as reports of ``month``, whose window is made where there is none.

    Raises ``report.only_office``, ``report.month_frozen``, ``report.opening_taken`` and, for a
    year without a calendar, ``workdays.year_unknown``.
    """
    require_office(viewer)
    with act(viewer, "enter_opening", key=key) as verb:
        if verb.repeated:
            return []
        window = _window(verb, month)
        _refuse_taken(window, figures)
        reports = MonthReport.objects.bulk_create(
            [_report(viewer, window, figure, informant) for figure in figures], batch_size=500
        )
        remark = render("report.opening_remark")
        ReportRevision.objects.bulk_create(
            [_revision(viewer, report, remark) for report in reports], batch_size=500
        )
        verb.record(
            window,
            after={
                "reports": len(reports),
                "year_to_date": sum(f.year_to_date for f in figures),
                "source": OPENING,
                "informant": informant,
            },
            reason=remark,
            month=month,
        )
    return reports


def _window(verb: Verb, month: Month) -> MonthWindow:
    window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
    if window is None:
        schedule = proposed(month, "full")
        dates = {name: getattr(schedule, name) for name in DATES}
        window = MonthWindow.objects.create(month=str(month), **dates)
        verb.record(window, after=dates, month=month)
    if window.is_closed:
        raise Refusal("report.month_frozen", month=month)
    return window


def _refuse_taken(window: MonthWindow, figures: Sequence[OpeningFigure]) -> None:
    there = MonthReport.objects.unscoped("whether a month holds figures").filter(
        window=window, project__in=[f.project.pk for f in figures]
    )
    first = there.select_related("project__current").first()
    if first is not None:
        name = first.project.current.name if first.project.current else first.project.own_code
        raise Refusal("report.opening_taken", month=window.value, count=there.count(), project=name)


def _report(
    viewer: Viewer, window: MonthWindow, figure: OpeningFigure, informant: str
) -> MonthReport:
    version = figure.project.current
    if version is None:
        raise ValueError(figure.project.own_code)
    return MonthReport(
        project=figure.project,
        window=window,
        reporting_unit_id=version.reporting_unit_id,
        state=MonthReport.State.APPROVED,
        source=OPENING,
        informant=informant[:80],
        year_to_date=figure.year_to_date,
        this_month=figure.this_month,
        saved_by_id=viewer.user,
        saved_at=clock.now(),
    )


def _revision(viewer: Viewer, report: MonthReport, remark: str) -> ReportRevision:
    return ReportRevision(
        report=report,
        number=1,
        event=ReportRevision.Event.APPROVED,
        by_id=viewer.user,
        at=clock.now(),
        business_on=clock.business_today(),
        remark=remark,
        **{name: getattr(report, name) for name in COPIED},
    )
