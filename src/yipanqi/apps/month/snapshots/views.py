"""Freezing months (封账): what would be taken, what has been taken, whether it still holds."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.snapshots import actions, queries
from yipanqi.apps.month.snapshots.access import is_root_office
from yipanqi.apps.month.snapshots.actions.orders import FREEZE, VERIFY, last_job
from yipanqi.apps.month.snapshots.actions.several import SEVERAL
from yipanqi.apps.month.snapshots.cells import changed_lines, table_title
from yipanqi.apps.month.snapshots.changes import seen_changes
from yipanqi.apps.month.snapshots.outlook import outlook
from yipanqi.apps.month.snapshots.pages import (
    JobLine,
    ShownAs,
    asking,
    job_line,
    key_of,
    month_of,
    seen_versions,
    told,
    version_of,
)
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import Job
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.uid import new_uid

PAGE = 50


def _keeper(request: HttpRequest) -> Viewer:
    viewer = asking(request)
    if not viewer.has(Role.OFFICE, Role.LEADER, Role.AUDITOR):
        raise Forbidden("freeze.page_only")
    return viewer


def index(request: HttpRequest) -> HttpResponse:
    viewer, month = _keeper(request), month_of(request)
    window = queries.window_for(month)
    frozen = queries.snapshots_of(month)
    live = None if window.is_closed else outlook(viewer, window)
    earlier = queries.open_months(month.previous) if is_root_office(viewer) else []
    page: dict[str, Any] = {
        "month": month,
        "window": window,
        "frozen": frozen,
        "current": frozen[0] if frozen else None,
        "states": queries.snapshot_states(),
        "outlook": live,
        "rows": Paginator(live.rows, PAGE).get_page(request.GET.get("page")) if live else None,
        "open_before": queries.open_before(month),
        "earlier": earlier if len(earlier) > 1 else [],
        "may_freeze": is_root_office(viewer),
        "may_verify": viewer.whole_tree,
        "key": str(new_uid()),
        "freeze_job": _line(last_job(FREEZE, str(month))),
        "several_job": _line(last_job(SEVERAL, str(month.previous))),
        "verify_job": _line(last_job(VERIFY, "all")),
        "verified": _verified(last_job(VERIFY, "all")),
        "shown_as": ShownAs.of(frozen[0])
        if frozen and window.is_closed
        else ShownAs(tree_on().root.name, month, None, clock.business_today()),
    }
    return render(request, "snapshots/index.html", page)


def snapshot(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = _keeper(request)
    found = queries.snapshot_by_uid(uid)
    changes = Paginator(seen_changes(viewer, found), PAGE).get_page(request.GET.get("page"))
    page = {
        "snapshot": found,
        "changes": changes,
        "lines": changed_lines(found, list(changes)),
        "tables": [(table_title(n), c) for n, c in found.manifest["tables"].items()],
        "shown_as": ShownAs.of(found),
    }
    return render(request, "snapshots/snapshot.html", page)


@require_POST
def freeze(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    with told(request):
        actions.order_freeze(
            viewer=_keeper(request),
            month=month,
            expected_version=version_of(request),
            key=key_of(request),
        )
    return redirect(_index(month))


@require_POST
def freeze_several(request: HttpRequest) -> HttpResponse:
    """The months before the shown one, oldest first."""
    month = month_of(request)
    with told(request):
        actions.order_freezes(
            viewer=_keeper(request),
            until=month.previous,
            versions=seen_versions(request),
            key=key_of(request),
        )
    return redirect(_index(month))


@require_POST
def restate(request: HttpRequest) -> HttpResponse:
    month = month_of(request)
    with told(request):
        actions.begin_restatement(
            viewer=_keeper(request),
            month=month,
            reason=request.POST.get("reason", ""),
            expected_version=version_of(request),
            key=key_of(request),
        )
        messages.success(request, _("The month is open again for corrections."))
    return redirect(_index(month))


@require_POST
def accept(request: HttpRequest, uid: str) -> HttpResponse:
    viewer, found = _keeper(request), queries.snapshot_by_uid(uid)
    with told(request):
        actions.accept_base(
            viewer=viewer,
            snapshot=found,
            reason=request.POST.get("reason", ""),
            key=key_of(request),
        )
        messages.success(request, _("The older base has been accepted."))
    return redirect(_index(found.month))


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    with told(request):
        actions.order_verification(viewer=_keeper(request), key=key_of(request))
    return redirect(_index(month_of(request)))


def job(request: HttpRequest, uid: str) -> HttpResponse:
    """The line of one job, polled while it runs."""
    _keeper(request)
    found = queries.job_by_uid(uid, FREEZE, SEVERAL, VERIFY)
    answer = render(request, "snapshots/job.html", {"line": _line(found)})
    if found.state == Job.State.DONE:
        answer["HX-Refresh"] = "true"  # the whole page says something else now
    return answer


def _index(month: Any) -> str:
    return f"{reverse('snapshots:index')}?month={month}"


def _line(found: Job | None) -> JobLine | None:
    if found is None:
        return None
    after = reverse("snapshots:index")
    if found.name == FREEZE:
        after += f"?month={found.key}"
    elif found.name == SEVERAL:
        after += f"?month={Month.parse(found.key).next}"
    text = _said(found, found.result or {})
    return job_line(found, text, reverse("snapshots:job", args=[found.uid]), after)


def _said(found: Job, result: dict[str, Any]) -> str:
    is_done = found.state == Job.State.DONE
    if found.name == FREEZE:
        done = _("Frozen as %(snapshot)s") % {"snapshot": result["snapshot"]} if is_done else ""
        return done or _("Freezing the month")
    if found.name == SEVERAL:
        return _("Freezing %(n)d months in their order") % {"n": len(found.args["months"])}
    return _("Recomputing all frozen months")


def _verified(found: Job | None) -> dict[str, Any] | None:
    """The last verification in words."""
    if found is None or found.state != Job.State.DONE:
        return None
    result: dict[str, Any] = found.result or {}
    audit = result["audit"]
    faults = [
        {"where": f"{f['place']} {f['table']}".strip(), "text": sentence(f["code"])}
        for f in result["faults"]
    ]
    if broken := audit["broken"]:
        where = f"{broken['sequence']} {broken['uid']}"
        faults.append({"where": where, "text": sentence("verify.audit_broken")})
    return {**result, **audit, "at": found.finished_at, "faults": faults}
