"""Reads of codes and of one project's figures by source."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.month.statistics.access import check_codes
from yipanqi.apps.month.statistics.by_source import BySource
from yipanqi.apps.month.statistics.facts import book_for
from yipanqi.apps.month.statistics.models import (
    CodeLink,
    FigureBook,
    SourceFigure,
    StatisticsCode,
    StatisticsFigure,
)
from yipanqi.core.month import Month
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Missing
from yipanqi.core.reporting.statistics_book import WHOLE, spread
from yipanqi.core.scope import Viewer

CANDIDATES = 6


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code with the projects it covers; ``rest`` is in ten-thousandths."""

    code: StatisticsCode
    links: tuple[CodeLink, ...]
    figure: StatisticsFigure | None

    @property
    def rest(self) -> int:
        return WHOLE - sum(link.share_scaled for link in self.links)

    @property
    def year_to_date(self) -> int | None:
        return self.figure.year_to_date if self.figure else None

    @property
    def rest_yuan(self) -> int | None:
        """Of the year's figure, what belongs to no project."""
        return spread(self.year_to_date, [link.share_scaled for link in self.links])[1]

    @property
    def state(self) -> str:
        if not self.links:
            return "unmatched"
        return "partial" if self.rest else "matched"


def code_lines(viewer: Viewer, month: Month) -> list[CodeLine]:
    """Every code, those without a project first. Raises ``statistics.whole_tree_only``."""
    check_codes(viewer)
    figures = _figures(book_for(month, None))
    found = [_line(code, figures) for code in _codes()]
    order = {"unmatched": 0, "partial": 1, "matched": 2}
    return sorted(found, key=lambda line: (order[line.state], line.code.code))


def code_line(viewer: Viewer, uid: str, month: Month) -> CodeLine:
    check_codes(viewer)
    code = _codes().filter(uid=uid).first()
    if code is None:
        raise Missing("statistics.code_not_found")
    return _line(code, _figures(book_for(month, None)))


def _codes() -> QuerySet[StatisticsCode]:
    live = CodeLink.objects.filter(voided_at=None).select_related("project__current", "unit")
    return StatisticsCode.objects.order_by("code").prefetch_related(
        Prefetch("links", queryset=live.order_by("pk"))
    )


def _figures(book: FigureBook | None) -> dict[int, StatisticsFigure]:
    rows = StatisticsFigure.objects.filter(book=book) if book else ()
    return {row.code_id: row for row in rows}


def _line(code: StatisticsCode, figures: Mapping[int, StatisticsFigure]) -> CodeLine:
    return CodeLine(code, tuple(code.links.all()), figures.get(code.pk))


def candidates(code: StatisticsCode) -> list[Project]:
    """Projects that a person may mean by the code's name: equal names first, then any that
    share its longest run of characters.
    """
    name = normalised(code.name)
    if not name:
        return []
    rows = Project.objects.unscoped("the root office matches codes").exclude(current=None)
    rows = rows.select_related("current", "current__counting_unit")
    for size in (len(name), 8, 6, 4):
        pieces = {name[at : at + size] for at in range(max(1, len(name) - size + 1))}
        wanted = Q()
        for piece in sorted(pieces)[:12]:
            wanted |= Q(current__search_name__contains=piece)
        found = list(rows.filter(wanted).order_by("pk")[:CANDIDATES])
        if found:
            return found
    return []


@dataclass(frozen=True, slots=True)
class MonthLine(BySource):
    """One month of a project; whole yuan since January by source."""

    month: Month
    report_source: FigureSource
    figures: Mapping[str, int | None]
    said_counted: int | None  # what the reporter typed as counted in statistics
    said_month: str


def month_lines(project: Project, months: int = 14) -> list[MonthLine]:
    """The project's months, newest first, in five queries."""
    reports = MonthReport.objects.unscoped("of a project the caller has scoped")
    rows = reports.filter(project=project).select_related("window").order_by("-window__month")
    told: dict[str, dict[str, int | None]] = {}
    for row in SourceFigure.objects.filter(project=project).order_by("revision"):
        told.setdefault(row.data_month, {})[row.source] = row.year_to_date
    counted = statistics_of(project)
    found = []
    for report in rows[:months]:
        source, month = source_of(report.window), report.window.month
        figures: dict[str, int | None] = {source: report.year_to_date}
        figures |= told.get(month, {})
        figures[FigureSource.STATISTICS] = counted.get(month)
        found.append(
            MonthLine(
                Month.parse(month),
                source,
                figures,
                report.statistics_counted,
                report.statistics_month,
            )
        )
    return found


def statistics_of(project: Project) -> dict[str, int]:
    """The bureau's figure of the project by data month, from every code that covers it."""
    codes = project.statistics_links.filter(voided_at=None).values("code")
    links: dict[int, list[CodeLink]] = {}
    for link in CodeLink.objects.filter(voided_at=None, code__in=codes).order_by("pk"):
        links.setdefault(link.code_id, []).append(link)
    latest: dict[str, int] = {}
    for book in FigureBook.objects.order_by("data_month", "revision"):
        latest[book.data_month] = book.pk
    found: dict[str, int] = {}
    rows = StatisticsFigure.objects.filter(book__in=latest.values(), code__in=codes)
    for row in rows.select_related("book"):
        held = links[row.code_id]
        parts, _ = spread(row.year_to_date, [link.share_scaled for link in held])
        for link, part in zip(held, parts, strict=True):
            if link.project_id == project.pk and part is not None:
                found[row.book.data_month] = found.get(row.book.data_month, 0) + part
    return found
