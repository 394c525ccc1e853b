"""The desk: where the month stands, what waits on me, how my unit does."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.notices.queries import latest
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.scope import Role
from yipanqi.web.desk.board import board
from yipanqi.web.desk.decided import last_decided
from yipanqi.web.desk.own import own_projects
from yipanqi.web.desk.promises import awaited
from yipanqi.web.desk.waiting import waiting
from yipanqi.web.frame import chosen_month, chosen_unit, frozen, window_of
from yipanqi.web.trail import shown_live_or_frozen, trail_of

ORDER = ("open", "reviewing", "frozen", "published")


@dataclass(frozen=True, slots=True)
class StationStep:
    """One station of the month's loop; ``state`` is done, current or todo."""

    label: str
    state: str
    note: str


def desk(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        return redirect("system")
    month = chosen_month(request)
    window = window_of(month)
    if month is None or window is None:
        return render(request, "web/desk/empty.html", {"trail": trail_of(request)})
    snapshot = frozen(window)
    shown = board(viewer, month, chosen_unit(request))
    waits = waiting(viewer, window)
    context = {
        "month": month,
        "window": window,
        "steps": steps_of(window),
        "waiting": waits,
        "buttons": [w for w in waits if w.is_primary and w.href],
        "awaited": awaited(viewer),
        "decided": last_decided(viewer),
        "notices": latest(viewer),
        "board": shown,
        "own": None if shown.lines else own_projects(viewer, month, shown.node.uid),
        "trail": trail_of(request),
        "is_live": snapshot is None,
        "shown_as": shown_live_or_frozen(request, month, snapshot),
    }
    return render(request, "web/desk/desk.html", context)


def steps_of(window: MonthWindow) -> list[StationStep]:
    """The month's way through the loop with its dates."""
    reached = ORDER.index(window.state) if window.state in ORDER else 1
    stations = (
        (_("Reporting"), 0, _until(window.due_on)),
        (_("Review"), 1, _until(window.reviewed_by_on)),
        (_("Freeze"), 2, _day(window.freeze_on)),
        (_("Publish"), 3, _day(window.publish_on)),
    )
    return [
        StationStep(
            label=label,
            state="done" if at < reached or window.state == "published" else "current"
            if at == reached else "todo",
            note=note,
        )
        for label, at, note in stations
    ]  # fmt: skip


def _day(day: date) -> str:
    return _("%(month)d-%(day)d") % {"month": day.month, "day": day.day}


def _until(day: date) -> str:
    return _("until %(month)d-%(day)d") % {"month": day.month, "day": day.day}
