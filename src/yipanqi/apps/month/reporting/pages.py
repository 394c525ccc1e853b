"""What every page of this station shows around its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.labels import EVENTS, field_label
from yipanqi.apps.month.reporting.models import MonthWindow, ReportRevision
from yipanqi.apps.month.reporting.rows import ReportRow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.page_parts import Crumb, Shown, Tab
from yipanqi.infra.templatetags.figures import moment
from yipanqi.infra.texts import say


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def newest_window() -> MonthWindow:
    """The newest month that has opened by the city's today. Raises ``report.no_month``."""
    windows = MonthWindow.objects.filter(opens_on__lte=clock.business_today())
    window = windows.order_by("-month").first()
    if window is None:
        raise Missing("report.no_month")
    return window


def asked_window(request: HttpRequest) -> MonthWindow:
    """The month of ``?month=``, else the newest."""
    text = request.GET.get("month")
    return window_of(Month.parse(text)) if text else newest_window()


def context(
    request: HttpRequest, window: MonthWindow, unit: Node | None, current: str, **more: Any
) -> dict[str, Any]:
    """Trail, tabs and “what is shown” for a page of the month."""
    viewer = viewer_of(request)
    node = unit or (None if viewer.whole_tree else home_unit(viewer)) or tree_on().root
    return {
        "window": window,
        "month": window.value,
        "unit": node,
        "trail": _trail(viewer, window, node, current),
        "shown_as": Shown(node.name, window.value, as_of=clock.business_today()),
        "station_tabs": _tabs(viewer, window, node, current),
        "current": current,
        "reads_reports": not viewer.roles <= {Role.ADMIN},
        **more,
    }


def _trail(viewer: Viewer, window: MonthWindow, node: Node, current: str) -> list[Crumb]:
    def href(n: Node) -> str:
        if current == "sheet":
            return reverse("reporting:sheet", args=[window.month, n.uid])
        name = "reporting:review" if current == "queue" else "reporting:standing"
        return f"{reverse(name, args=[window.month])}?unit={n.uid}"

    everywhere = viewer.whole_tree or current == "standing"
    path = tree_on().path(node.pk)
    return [Crumb(n.short_name, href(n)) for n in path if everywhere or n.pk in viewer.units]


def _tabs(viewer: Viewer, window: MonthWindow, node: Node, current: str) -> list[Tab]:
    month = window.month
    tabs = []
    if not viewer.roles <= {Role.ADMIN}:
        href = reverse("reporting:standing", args=[month])
        tabs.append(Tab(_("Who has not reported"), href, current == "standing"))
    own = node if node.pk in viewer.units else home_unit(viewer)
    if own is not None and viewer.has(Role.REPORTER, Role.LINE, Role.OFFICE, Role.AUDITOR):
        href = reverse("reporting:sheet", args=[month, own.uid])
        tabs.insert(0, Tab(_("Month sheet"), href, current == "sheet"))
    if viewer.has(Role.REVIEWER, Role.OFFICE, Role.LINE, Role.AUDITOR):
        href = reverse("reporting:review", args=[month])
        tabs.append(Tab(_("Review"), href, current == "queue"))
    tabs.append(Tab(_("Month windows"), reverse("reporting:months"), current == "months"))
    return tabs


def home_unit(viewer: Viewer) -> Node | None:
    """The unit in which the viewer reports, else the first in which they hold a post."""
    posts = viewer.posts_as(Role.REPORTER) or frozenset(
        g.unit for g in viewer.grants if g.role is not Role.ADMIN
    )
    nodes = tree_on().nodes
    found = sorted((nodes[pk] for pk in posts if pk in nodes), key=lambda n: n.sort)
    return found[0] if found else None


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in words, for ``{% findings %}``."""

    severity: str
    text: str
    where: str = ""
    href: str = ""
    explanation: str = ""


def lines_of(row: ReportRow, findings: Sequence[Finding] | None = None) -> list[Line]:
    """Findings of a row (or those given), hard ones first."""
    chosen = row.findings if findings is None else findings
    return [
        Line(
            severity=finding.severity.value,
            text=say(finding),
            where=field_label(finding.field),
            explanation=row.explanations.get(finding.code, ""),
        )
        for finding in sorted(chosen, key=lambda f: not f.is_hard)
    ]


@dataclass(frozen=True, slots=True)
class Event:
    when: str
    text: str
    who: str = ""
    words: str = ""
    is_key: bool = False


def events_of(revisions: Sequence[ReportRevision]) -> list[Event]:
    """The time line of a report, newest first."""
    nodes = tree_on().nodes
    events = []
    for revision in revisions:
        unit = nodes.get(revision.by_unit_id or 0)
        reasons = [f"{field_label(r.field)}：{r.text}" for r in revision.field_remarks.all()]
        who = [unit.short_name if unit else "", revision.by.name if revision.by else ""]
        events.append(
            Event(
                when=moment(revision.at),
                text=str(EVENTS.get(revision.event, revision.event)),
                who=" ".join(part for part in who if part),
                words="　".join([revision.remark, *reasons] if revision.remark else reasons),
                is_key=revision.event in {"approved", "returned"},
            )
        )
    return events
