"""Bring in the bureau's workbook, or a project's figure of another source than its report."""

from collections.abc import Sequence
from datetime import date

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.reporting.access import visible_project
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.statistics.access import check_may_tell, check_office
from yipanqi.apps.month.statistics.models import (
    FigureBook,
    SourceFigure,
    StatisticsCode,
    StatisticsFigure,
)
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.reporting.statistics_book import Line
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.evidence import Kept, enter
from yipanqi.infra.verbs import act


def bring_statistics(
    *,
    viewer: Viewer,
    data_month: Month,
    lines: Sequence[Line],
    reporting_unit: Unit | None = None,
    cut_off_on: date | None = None,
    kept: Kept | None = None,
    reason: str = "",
    key: str | None = None,
) -> FigureBook:
    """Keep the bureau's figures of ``data_month``. A further workbook of the same month is a
    revision and needs a reason; codes never seen before are listed for the office to match.

    Raises ``statistics.office_only``, ``statistics.month_later``, ``statistics.no_lines``,
    ``statistics.reason_missing``. No other source's figure is touched.
    """
    with act(viewer, "bring_statistics", key=key) as verb:
        if verb.repeated:
            return FigureBook.objects.get(uid=verb.subject_uid)
        check_office(viewer)
        if data_month.first > clock.business_today():
            raise Refusal("statistics.month_later", field="data_month", month=data_month)
        if not lines:
            raise Refusal("statistics.no_lines", field="file")
        last = FigureBook.objects.filter(data_month=str(data_month)).last()
        if last is not None and not reason.strip():
            raise Refusal("statistics.reason_missing", field="reason", month=data_month)
        file = enter(kept, uploaded_by=viewer.uid or "", unit_uid="") if kept else None
        book = FigureBook.objects.create(
            data_month=str(data_month),
            revision=last.revision + 1 if last else 1,
            cut_off_on=cut_off_on or data_month.last,
            reporting_unit=reporting_unit,
            file=file,
            reason=reason.strip()[:300],
            recorded_at=clock.now(),
            recorded_on=clock.business_today(),
            recorded_by_id=viewer.user,
        )
        codes = _codes(lines)
        StatisticsFigure.objects.bulk_create(
            StatisticsFigure(
                book=book,
                code=codes[line.code],
                this_month=line.this_month,
                year_to_date=line.year_to_date,
                line=line.number,
            )
            for line in lines
        )
        verb.record(
            book,
            after={"lines": len(lines), "revision": book.revision, "file": file},
            reason=book.reason,
            unit=reporting_unit,
            month=data_month,
        )
    return book


def _codes(lines: Sequence[Line]) -> dict[str, StatisticsCode]:
    wanted = {line.code: line for line in lines}
    known = {c.code: c for c in StatisticsCode.objects.filter(code__in=wanted)}
    made = [
        StatisticsCode(
            code=line.code,
            name=line.name[:120],
            owner_name=line.owner[:80],
            recorded_at=clock.now(),
        )
        for line in wanted.values()
        if line.code not in known
    ]
    return known | {c.code: c for c in StatisticsCode.objects.bulk_create(made)}


def record_source_figure(
    *,
    viewer: Viewer,
    project: Project,
    data_month: Month,
    source: FigureSource,
    year_to_date: int,
    this_month: int | None = None,
    cut_off_on: date | None = None,
    informant: str = "",
    reason: str = "",
    expected_revision: int | None = None,
    key: str | None = None,
) -> SourceFigure:
    """A project's dispatch figure of a month reported in full, or its month-end figure of a
    month reported by dispatch. The report itself stays as it is. ``expected_revision`` 0: "I
    saw none".

    Raises ``statistics.source_is_the_report``, ``statistics.from_codes_only``,
    ``statistics.cut_off_outside``, ``statistics.reason_missing``, ``statistics.reporter_only``.
    """
    with act(viewer, "record_source_figure", key=key) as verb:
        row = visible_project(viewer, project.uid)
        if verb.repeated:
            return SourceFigure.objects.get(uid=verb.subject_uid)
        check_may_tell(viewer, row)
        window = MonthWindow.objects.filter(month=str(data_month)).first()
        if window is None or row.current is None:
            raise Missing("report.month_not_found", month=data_month)
        if source is FigureSource.STATISTICS:
            raise Refusal("statistics.from_codes_only", field="source")
        if source_of(window) is source:
            raise Refusal("statistics.source_is_the_report", field="source", month=data_month)
        cut_off = cut_off_on or (
            data_month.last
            if source is FigureSource.MONTH_END
            else date(data_month.year, data_month.number, 25)
        )
        if not data_month.first <= cut_off <= data_month.last:
            raise Refusal("statistics.cut_off_outside", field="cut_off_on", month=data_month)
        last = row.source_figures.filter(data_month=str(data_month), source=source.value).last()
        now = last.revision if last else 0
        if expected_revision is not None and expected_revision != now:
            raise Conflict("form.changed_meanwhile", expected=expected_revision, current=now)
        if last is not None and not reason.strip():
            raise Refusal("statistics.reason_missing", field="reason", month=data_month)
        made = SourceFigure.objects.create(
            project=row,
            data_month=str(data_month),
            source=source.value,
            revision=last.revision + 1 if last else 1,
            this_month=this_month,
            year_to_date=year_to_date,
            cut_off_on=cut_off,
            reporting_unit=row.current.reporting_unit,
            informant=informant.strip()[:80],
            reason=reason.strip()[:300],
            recorded_at=clock.now(),
            recorded_on=clock.business_today(),
            recorded_by_id=viewer.user,
        )
        verb.record(
            made,
            before={"year_to_date": last.year_to_date if last else None},
            after={"year_to_date": year_to_date, "this_month": this_month, "source": source.value},
            reason=made.reason,
            unit=row.current.reporting_unit,
            month=data_month,
        )
    return made
