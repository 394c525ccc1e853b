"""What the pages of 对账 show around their tables."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.shares.queries import source_of
from yipanqi.apps.ledger.units.queries import home_of, tree_on
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.statistics.access import is_office, sees_codes, tells_somewhere
from yipanqi.apps.month.statistics.models import FigureBook
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.reporting.statistics_book import Reading
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.page_parts import Shown, Tab

CODE_STATES = ("unmatched", "partial", "matched")


def month_of(request: HttpRequest) -> Month:
    """The asked month; otherwise the newest one that the bureau has figures of."""
    if text := request.GET.get("month"):
        return Month.parse(text)
    book = FigureBook.objects.order_by("-data_month").first()
    if book is not None:
        return Month.parse(book.data_month)
    window = MonthWindow.objects.order_by("-month").first()
    return window.value if window else Month.of(clock.business_today())


def around(viewer: Viewer, month: Month, current: str) -> dict[str, Any]:
    query = f"?month={month}"
    names = [("index", _("Reconciliation"))]
    if tells_somewhere(viewer):
        names.append(("sheets", _("Other figures of the month")))
    if sees_codes(viewer):
        names.append(("codes", _("Statistics codes")))
    if is_office(viewer):
        names.append(("bring", _("Bring in statistics")))
    return {
        "month": month,
        "shown_as": Shown(home_of(viewer).name, month, as_of=clock.business_today()),
        "station_tabs": [
            Tab(label, reverse(f"statistics:{name}") + query, current == name)
            for name, label in names
        ],
    }


def shows() -> list[tuple[str, str]]:
    return [
        ("all", _("all projects")),
        ("differing", _("differing from statistics")),
        ("no_statistics", _("with a code, no figure yet")),
        ("no_code", _("without a code")),
    ]


def books() -> list[FigureBook]:
    rows = FigureBook.objects.select_related("reporting_unit", "recorded_by", "file")
    return list(rows.order_by("-data_month", "-revision")[:24])


def unit_name(book: FigureBook | None) -> str:
    node = tree_on().nodes.get(book.reporting_unit_id or 0) if book else None
    return node.name if node else ""


def brought_words(reading: Reading) -> str:
    """How many lines were kept, in which unit, and that every fault is listed."""
    words = {
        "lines": len(reading.lines),
        "unit": reading.unit,
        "faults": len(reading.faults),
    }
    return _("%(lines)s lines kept, money read as %(unit)s; %(faults)s rows not read.") % words


def telling(month: Month) -> dict[str, Any]:
    """The figure that the month's report does not carry."""
    window = MonthWindow.objects.filter(month=str(month)).first()
    early = window is not None and source_of(window) is FigureSource.DISPATCH
    source = FigureSource.MONTH_END if early else FigureSource.DISPATCH
    return {"data_month": str(month), "source": source.value}


def attachment(name: str) -> str:
    return content_disposition_header(True, name) or ""
