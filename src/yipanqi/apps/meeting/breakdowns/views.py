"""The breakdown of a meeting: paste, edit beside the source, circulate, reply, issue."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.meeting.breakdowns import actions, queries
from yipanqi.apps.meeting.breakdowns.actions import TaskWish
from yipanqi.apps.meeting.breakdowns.models import Breakdown
from yipanqi.apps.meeting.meetings.access import check_office, is_office
from yipanqi.apps.meeting.meetings.queries import meeting_for
from yipanqi.apps.promises.commitments.pages import (
    Work,
    asking,
    day_of,
    key_of,
    posted_verb,
    told,
    unit_groups,
    unit_of,
    version_of,
)
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import DOCUMENT
from yipanqi.infra.uid import new_uid


def of_meeting(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = meeting_for(viewer, uid)
    context = {
        "meeting": meeting,
        "breakdowns": queries.breakdowns_of(viewer, meeting),
        "is_office": is_office(viewer),
        "key": str(new_uid()),
    }
    return render(request, "breakdowns/of_meeting.html", context)


@require_POST
def draft(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    meeting = meeting_for(viewer, uid)
    check_office(viewer)
    with told(request, _("The text has been taken apart; read each task beside its sentence.")):
        made = actions.draft_breakdown(
            viewer=viewer,
            meeting=meeting.uid,
            source=request.POST.get("source", ""),
            title=request.POST.get("title", ""),
            key=key_of(request),
        )
        return redirect("breakdowns:record", made.uid)
    return redirect("breakdowns:of-meeting", meeting.uid)


def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = queries.breakdown_for(viewer, uid)
    lines = queries.tasks_of(viewer, row)
    office = is_office(viewer)
    edits = office and row.state != Breakdown.State.ISSUED
    context = {
        "row": row,
        "meeting": row.meeting,
        "lines": lines,
        "progress": queries.progress_of(row, lines),
        "source": queries.source_of(row, lines) if viewer.whole_tree else [],
        "is_office": office,
        "edits": edits,
        "may_reply": row.state == Breakdown.State.CIRCULATED
        and row.reply_by is not None
        and clock.business_today() <= row.reply_by,
        "units": unit_groups() if edits else [],
        "steps": _steps(row),
        "key": str(new_uid()),
    }
    return render(request, "breakdowns/record.html", context)


def _steps(row: Breakdown) -> list[dict[str, Any]]:
    at = {"draft": 0, "circulated": 1, "issued": 3}[row.state]
    names = [_("Taken apart"), _("Units accept or contest"), _("Issued and assigned")]
    return [
        {"label": name, "state": "done" if n < at else "current" if n == at else "todo"}
        for n, name in enumerate(names)
    ]


def scan(request: HttpRequest, uid: str) -> FileResponse:
    row = queries.breakdown_for(asking(request), uid)
    if row.scan is None:
        raise Missing("breakdown.no_scan")
    return evidence.response(row.scan)


def _wish(request: HttpRequest) -> TaskWish:
    post = request.POST
    lead = post.get("lead", "")
    return TaskWish(
        text=post.get("text", ""),
        lead_unit=unit_of(lead, "lead") if lead else None,
        supporting_units=tuple(unit_of(u, "supports") for u in post.getlist("supports") if u),
        due_on=day_of(post.get("due_on", ""), "due_on"),
        acceptance=post.get("acceptance", ""),
    )


def _task(request: HttpRequest) -> str:
    return request.POST.get("task", "")


def _amend(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    return actions.amend_task(
        viewer=viewer,
        task=_task(request),
        wanted=_wish(request),
        expected_version=version_of(request),
        key=key_of(request),
    )


def _add(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    wanted = _wish(request)
    return actions.add_task(viewer=viewer, breakdown=uid, wanted=wanted, key=key_of(request))


def _drop(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    return actions.drop_task(viewer=viewer, task=_task(request), key=key_of(request))


def _circulate(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    version = version_of(request)
    return actions.circulate(
        viewer=viewer, breakdown=uid, expected_version=version, key=key_of(request)
    )


def _reply(verb: Callable[..., Any], *words: str) -> Work:
    def run(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
        unit = request.POST.get("unit", "")
        more = {name: request.POST.get(name, "") for name in words}
        return verb(
            viewer=viewer,
            task=_task(request),
            unit=unit_of(unit, "unit") if unit else None,
            key=key_of(request),
            **more,
        )

    return run


def _answer(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    answer = request.POST.get("answer", "")
    return actions.answer_contest(
        viewer=viewer, task=_task(request), answer=answer, key=key_of(request)
    )


def _issue(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    """The scan is checked and stored before the verb's transaction begins."""
    check_office(viewer)
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("breakdown.scan_needed", field="file")
    return actions.issue_breakdown(
        viewer=viewer,
        breakdown=uid,
        scan=evidence.keep(file, file.name or "", DOCUMENT),
        document_number=request.POST.get("document_number", ""),
        expected_version=version_of(request),
        key=key_of(request),
    )


VERBS: Mapping[str, Work] = {
    "amend": _amend,
    "add": _add,
    "drop": _drop,
    "circulate": _circulate,
    "accept": _reply(actions.accept_task),
    "contest": _reply(actions.contest_task, "words"),
    "answer": _answer,
    "issue": _issue,
}
do = posted_verb(queries.breakdown_for, VERBS, "breakdowns:record")
