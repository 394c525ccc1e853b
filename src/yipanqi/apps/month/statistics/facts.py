"""Figures of a month by source and unit, for the freeze and for the reconciliation."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from yipanqi.apps.ledger.projects.facts import ProjectFacts
from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.statistics.models import (
    CodeLink,
    FigureBook,
    SourceFigure,
    StatisticsFigure,
)
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource, Share, apportioned
from yipanqi.core.reporting.statistics_book import spread

Shares = Mapping[int, tuple[Share, ...]]


@dataclass(frozen=True, slots=True)
class UnitFigure:
    """One source's figure of a project for one unit; whole yuan."""

    unit: str
    this_month: int | None
    year_to_date: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One source's figures of a project: who told them, of which month, cut off when."""

    source: FigureSource
    data_month: str
    units: tuple[UnitFigure, ...]
    reporting_unit: str | None
    cut_off_on: date | None
    recorded_on: date | None


def book_for(
    month: Month, known_at: datetime | None, *, exactly: bool = False
) -> FigureBook | None:
    """The bureau's newest data month up to ``month`` (or that month only), latest revision."""
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    span = Q(data_month=str(month)) if exactly else Q(data_month__lte=str(month))
    rows = FigureBook.objects.filter(known, span).select_related("reporting_unit")
    return rows.order_by("-data_month", "-revision").first()


def links_in_force(known_at: datetime | None) -> list[CodeLink]:
    live = Q(voided_at=None)
    if known_at:
        live = Q(recorded_at__lte=known_at) & (live | Q(voided_at__gt=known_at))
    return list(CodeLink.objects.filter(live).select_related("unit", "code").order_by("pk"))


def statistics_told(
    book: FigureBook | None, shares: Shares, known_at: datetime | None
) -> dict[int, Told]:
    """The bureau's figures by project. A code's figure is spread over its projects; what is
    left over belongs to none and is listed with the code.
    """
    if book is None:
        return {}
    figures = {f.code_id: f for f in StatisticsFigure.objects.filter(book=book).order_by("pk")}
    by_code: dict[int, list[CodeLink]] = {}
    for link in links_in_force(known_at):
        if link.code_id in figures:
            by_code.setdefault(link.code_id, []).append(link)
    found: dict[int, dict[str, UnitFigure]] = {}
    for code, links in by_code.items():
        scaled = [link.share_scaled for link in links]
        month, _ = spread(figures[code].this_month, scaled)
        year, _ = spread(figures[code].year_to_date, scaled)
        for n, link in enumerate(links):
            if link.project_id in shares:
                units = found.setdefault(link.project_id, {})
                for part in _over(link, shares[link.project_id], month[n], year[n]):
                    before = units.get(part.unit)
                    units[part.unit] = part if before is None else _plus(before, part)
    unit = str(book.reporting_unit.uid) if book.reporting_unit else None
    return {
        pk: Told(
            FigureSource.STATISTICS,
            book.data_month,
            tuple(units.values()),
            unit,
            book.cut_off_on,
            book.recorded_on,
        )
        for pk, units in found.items()
    }


def _over(
    link: CodeLink, shares: Sequence[Share], month: int | None, year: int | None
) -> Iterator[UnitFigure]:
    if link.unit is not None:
        yield UnitFigure(str(link.unit.uid), month, year)
        return
    yield from divided_over(shares, month, year)


def divided_over(
    shares: Sequence[Share], month: int | None, year: int | None
) -> Iterator[UnitFigure]:
    """A figure of the whole project divided as its report is, else as its plan is."""
    said = [s.year_to_date for s in shares]
    weights = [s or 0 for s in said] if any(s for s in said) else [s.plan or 0 for s in shares]
    months, years = apportioned(month, weights), apportioned(year, weights)
    for n, share in enumerate(shares):
        yield UnitFigure(share.unit, months[n], years[n])


def _plus(a: UnitFigure, b: UnitFigure) -> UnitFigure:
    def both(x: int | None, y: int | None) -> int | None:
        return None if x is None and y is None else (x or 0) + (y or 0)

    month = both(a.this_month, b.this_month)
    return UnitFigure(a.unit, month, both(a.year_to_date, b.year_to_date))


def other_told(
    month: Month, shares: Shares, known_at: datetime | None
) -> dict[tuple[int, str], Told]:
    """Dispatch and month-end figures told beside the reports, by project and source."""
    known = Q(recorded_at__lte=known_at) if known_at else Q()
    rows = SourceFigure.objects.filter(known, data_month=str(month))
    found = {}
    for row in rows.select_related("reporting_unit").order_by("revision"):
        parts = shares.get(row.project_id)
        if parts:
            found[row.project_id, row.source] = Told(
                FigureSource(row.source),
                row.data_month,
                tuple(divided_over(parts, row.this_month, row.year_to_date)),
                str(row.reporting_unit.uid),
                row.cut_off_on,
                row.recorded_on,
            )
    return found


def reports_told(
    window: MonthWindow, projects: Mapping[int, ProjectFacts], shares: Shares
) -> dict[int, Told]:
    """What the month's reports say, under the source that the month's cut-off makes them."""
    source = source_of(window)
    found = {}
    for pk, parts in shares.items():
        said = tuple(
            UnitFigure(s.unit, s.this_month, s.year_to_date)
            for s in parts
            if s.year_to_date is not None
        )
        if said:
            unit = projects[pk].reporting_unit_uid
            found[pk] = Told(source, window.month, said, unit, window.cut_off_on, window.due_on)
    return found


def figure_rows(
    window: MonthWindow,
    projects: Mapping[int, ProjectFacts],
    shares: Shares,
    known_at: datetime | None,
) -> Iterator[dict[str, Any]]:
    """Rows of the frozen table: every source that is known, side by side."""
    month = window.value
    told = [(pk, one) for pk, one in reports_told(window, projects, shares).items()]
    told += [(pk, one) for (pk, _), one in other_told(month, shares, known_at).items()]
    told += statistics_told(book_for(month, known_at), shares, known_at).items()
    for pk, one in told:
        for part in one.units:
            yield {
                "month": str(month),
                "project_uid": projects[pk].project_uid,
                "unit_uid": part.unit,
                "source": one.source.value,
                "data_month": one.data_month,
                "this_month": part.this_month,
                "year_to_date": part.year_to_date,
                "reporting_unit_uid": one.reporting_unit,
                "cut_off_on": one.cut_off_on,
                "recorded_on": one.recorded_on,
            }
