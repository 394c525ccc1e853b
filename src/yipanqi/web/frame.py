"""The frame around every page, read from the ledger in a constant number of queries."""

from django.http import HttpRequest

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.promises.supervision.waiting import waiting_count
from yipanqi.apps.results.publishing.queries import drafts_to_approve
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.infra.texts import label
from yipanqi.web.desk.waiting import owed_reports
from yipanqi.web.shell import Frame, MonthChoice, UnitChoice, same_page

MONTH, UNIT = "month", "unit"
MONTHS_SHOWN = 18


class LedgerSource:
    """Months, units and what waits, for the viewer who asks."""

    def frame(self, request: HttpRequest, viewer: Viewer) -> Frame:
        home = Installation.objects.filter(pk=1).first()
        month = chosen_month(request)
        scope = {MONTH: str(month)} if month else {}
        unit = chosen_unit(request)
        if unit:
            scope[UNIT] = unit
        return Frame(
            city=tree_on().root.short_name if home else "",
            day=clock.business_today(),
            is_demo=bool(home and home.is_demo),
            months=self._months(request, month),
            units=self._units(request, viewer, unit),
            waiting=waiting_for(viewer, month),
            name=viewer.name,
            post=_post(viewer),
            on_behalf_of=viewer.on_behalf_of,
            scope=scope,
        )

    def _months(self, request: HttpRequest, month: Month | None) -> list[MonthChoice]:
        windows = list(MonthWindow.objects.order_by("-month")[:MONTHS_SHOWN])
        revisions = dict(Snapshot.objects.order_by("revision").values_list("month", "revision"))
        return [
            MonthChoice(
                month=w.value,
                state=w.state,
                revision=revisions.get(w.month),
                href=same_page(request, month=w.month),
                is_current=w.value == month,
            )
            for w in windows
        ]

    def _units(self, request: HttpRequest, viewer: Viewer, unit: str) -> list[UnitChoice]:
        tree = tree_on()
        return [
            UnitChoice(
                uid=node.uid,
                name=node.short_name,
                depth=depth,
                href=same_page(request, unit=node.uid),
                is_current=node.uid == unit,
            )
            for depth, node in tree.walk()
            if viewer.whole_tree or node.pk in viewer.units
        ]


def chosen_month(request: HttpRequest) -> Month | None:
    """The month of the page: from its path, its query, else the newest window that is open
    for the city's today.
    """
    match = request.resolver_match
    text = (match.kwargs.get(MONTH) if match else None) or request.GET.get(MONTH)
    if text:
        try:
            return Month.parse(str(text))
        except Refusal:
            return None
    return default_month()


def default_month() -> Month | None:
    """The newest month whose window has opened by the city's today."""
    newest = (
        MonthWindow.objects.filter(opens_on__lte=clock.business_today())
        .order_by("-month")
        .values_list("month", flat=True)
        .first()
    )
    return Month.parse(newest) if newest else None


def window_of(month: Month | None) -> MonthWindow | None:
    """The month's window, if it has been set."""
    return MonthWindow.objects.filter(month=str(month)).first() if month else None


def frozen(window: MonthWindow | None) -> Snapshot | None:
    """The latest snapshot of a closed month; None while its figures are live."""
    if window is None or not window.is_closed:
        return None
    return Snapshot.objects.filter(window=window).order_by("-revision").first()


def chosen_unit(request: HttpRequest) -> str:
    match = request.resolver_match
    return str((match.kwargs.get(UNIT) if match else None) or request.GET.get(UNIT) or "")


def waiting_for(viewer: Viewer, month: Month | None) -> int:
    """How many things wait on the viewer: reports to be handed in, corrected or reviewed,
    tasks to be signed for, done, verified, decided, draft scoreboards to be approved.
    """
    tasks = waiting_count(viewer)
    if month is None:
        return tasks
    reports = MonthReport.objects.filter(window__month=str(month))
    count = tasks
    if (window := window_of(month)) is not None:
        count += sum(owed_reports(viewer, window))
    if viewer.has(Role.REVIEWER, Role.OFFICE):
        posts = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
        count += reports.filter(state=MonthReport.State.SUBMITTED, waiting_unit__in=posts).count()
    return count + len(drafts_to_approve(viewer, month))


def _post(viewer: Viewer) -> str:
    """The viewer's first post in words: 店口镇 · 填报员."""
    if viewer.user is None or not viewer.grants:
        return ""
    grant = viewer.grants[0]
    node = tree_on().nodes.get(grant.unit)
    return f"{node.short_name if node else ''} · {label(grant.role)}"
