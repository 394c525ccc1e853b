"""Requests for those who serve: the list, one request, its verbs, statistics."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import acting_units, doer_of, is_doer, reported_by
from yipanqi.apps.promises.commitments.pages import (
    asking,
    day_of,
    key_of,
    ledger_tabs,
    told,
    unit_groups,
    unit_of,
    version_of,
)
from yipanqi.apps.promises.service import actions, queries
from yipanqi.apps.promises.service.access import is_server, sees_contact, visible
from yipanqi.apps.promises.service.exports import COLUMNS
from yipanqi.apps.promises.service.forms import topics
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.apps.promises.service.queries import Filters
from yipanqi.apps.promises.service.statistics import statistics
from yipanqi.core.ledgers.service import Channel, RequestState
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import whole
from yipanqi.infra.listing import sent, workbook
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 50


def index(request: HttpRequest) -> HttpResponse:
    viewer, filters = asking(request), Filters.of(request.GET)
    page = Paginator(queries.requests(viewer, filters), PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)  # type: ignore[assignment]
    context = {
        "page": page,
        "filters": filters,
        "ledgers": ledger_tabs("service"),
        "summary": queries.summary(viewer),
        "states": [(s.value, label(s)) for s in RequestState],
        "topics": topics(),
        "channels": [(c.value, label(c)) for c in Channel],
        "may_raise": bool(acting_units(viewer)),
        "as_of": clock.business_today(),
    }
    return render(request, "service/index.html", context)


def export(request: HttpRequest) -> HttpResponse:
    """The rows of the list as filtered; people's names and numbers stay out."""
    viewer = asking(request)
    rows = queries.lines(queries.requests(viewer, Filters.of(request.GET)))
    note = _("Live, as of %(day)s") % {"day": clock.business_today()}
    content = workbook(_("Requests of enterprises"), note, COLUMNS, rows)
    return sent(content, _("Requests of enterprises"))


def statistics_page(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    asked, this_year = whole(request.GET.get("year", "")), clock.business_today().year
    year = asked if asked and 2000 <= asked <= 2100 else this_year
    found = statistics(viewer, year)
    context = {
        "ledgers": ledger_tabs("service"),
        "year": year,
        "years": range(this_year, this_year - 4, -1),
        "statistics": found,
        "parts": [
            (_("By the unit that answers"), "unit", found.units),
            (_("By topic"), "topic", found.topics),
        ],
        "repeat_href": f"{reverse('service:index')}?state=repeat",
        "as_of": clock.business_today(),
    }
    return render(request, "service/statistics.html", context)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = visible(viewer, uid)
    nodes = tree_on().nodes
    sessions = list(row.sessions.prefetch_related("units"))
    may = _may(viewer, row, is_in_session=any(s.concluded_on is None for s in sessions))
    context = {
        "row": row,
        "line": queries.lines([row])[0],
        "officer": nodes.get(row.officer_unit_id),
        "unit": nodes.get(row.unit_id),
        "sees_contact": sees_contact(viewer, row),
        "project": queries.project_of(viewer, row),
        "sessions": [
            (s, [nodes[u.unit_id] for u in s.units.all() if u.unit_id in nodes]) for s in sessions
        ],
        "steps": _steps(row),
        "events": _events(row),
        "may": may,
        "asker_link": queries.asker_link(row),
        "units": unit_groups(),
        "key": str(new_uid()),
        "today": clock.business_today(),
    }
    return render(request, "service/record.html", context)


def _may(viewer: Viewer, row: ServiceRequest, *, is_in_session: bool) -> dict[str, bool]:
    """What the viewer can do next, given who they are and where the request stands."""
    state, serves = RequestState(row.state), is_server(viewer, row)
    handling = state is RequestState.HANDLING
    done = row.commitment is not None and row.commitment.done_on is not None
    by, doer = doer_of(viewer), reported_by(row.commitment) if row.commitment else None
    is_own = doer is not None and (by.person == doer.person or not by.names.isdisjoint(doer.names))
    return {
        "accept": serves and state is RequestState.RAISED,
        "call": serves and handling and not is_in_session,
        "conclude": serves and handling and is_in_session,
        "answer": handling and row.commitment is not None and is_doer(viewer, row.commitment),
        "link": serves and done and state is RequestState.ANSWERED and not is_own,
    }


def _steps(row: ServiceRequest) -> list[dict[str, str]]:
    states: list[RequestState] = [s for s in RequestState if s != RequestState.DECLINED]
    if row.state == RequestState.DECLINED:
        states = [RequestState.RAISED, RequestState.DECLINED]
    reached = states.index(RequestState(row.state))
    notes = {
        RequestState.RAISED: row.opened_on,
        RequestState.HANDLING: row.first_answer_on,
        RequestState.ANSWERED: row.answered_on,
        RequestState.CLOSED: row.closed_on,
        RequestState.DECLINED: row.closed_on or row.first_answer_on,
    }
    return [
        {
            "label": sentence(f"RequestStep.{state.value}"),
            "state": "done" if at < reached else "current" if at == reached else "todo",
            "note": str(notes[state] or "") if at <= reached else "",
        }
        for at, state in enumerate(states)
    ]


def _events(row: ServiceRequest) -> list[dict[str, Any]]:
    return [
        {
            "when": entry.business_on.isoformat(),
            "text": sentence(f"verb.{entry.verb}"),
            "who": _("by rule") if entry.actor == "system" else entry.actor_name,
            "words": entry.reason,
        }
        for entry in queries.history(row)
    ]


@require_POST
def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """One verb on one request; whatever comes of it is said on its page."""
    viewer = asking(request)
    visible(viewer, uid)
    work = VERBS.get(verb)
    if work is None:
        raise Missing("service.not_found")
    with told(request, _("Done.")):
        work(request, viewer=viewer, uid=uid, key=key_of(request))
    return redirect("service:record", uid)


def _accept(request: HttpRequest, **common: Any) -> None:
    chosen = request.POST.get("unit", "")
    actions.accept_request(
        words=request.POST.get("words", ""),
        unit=unit_of(chosen, "unit") if chosen else None,
        expected_version=version_of(request),
        **common,
    )


def _call(request: HttpRequest, **common: Any) -> None:
    day = day_of(request.POST.get("held_on", ""), "held_on")
    if day is None:
        raise Refusal("service.session_day", field="held_on")
    actions.call_session(
        units=tuple(unit_of(u, "units") for u in request.POST.getlist("units") if u),
        held_on=day,
        agenda=request.POST.get("agenda", ""),
        expected_version=version_of(request),
        **common,
    )


def _conclude(request: HttpRequest, *, viewer: Viewer, uid: str, key: str | None) -> None:  # noqa: ARG001
    actions.conclude_session(
        viewer=viewer,
        session_uid=request.POST.get("session", ""),
        conclusion=request.POST.get("conclusion", ""),
        key=key,
    )


def _words(action: Callable[..., Any], field: str) -> Callable[..., None]:
    def run(request: HttpRequest, **common: Any) -> None:
        words = {field: request.POST.get(field, "")}
        action(expected_version=version_of(request), **words, **common)

    return run


VERBS: dict[str, Callable[..., None]] = {
    "accept": _accept,
    "decline": _words(actions.decline_request, "reason"),
    "call": _call,
    "conclude": _conclude,
    "answer": _words(actions.answer_request, "answer"),
}
