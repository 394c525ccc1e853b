"""From a form's fields to a verb's arguments."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

from yipanqi.apps.promises.commitments import actions
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.commitments.pages import day_of, unit_of
from yipanqi.core.refusal import Refusal
from yipanqi.infra.inputs import whole

Work = Callable[..., Any]


def order_from(request: HttpRequest) -> Order:
    post = request.POST
    return Order(
        title=post.get("title", ""),
        lead_unit=unit_of(post.get("lead", ""), "lead"),
        supporting_units=tuple(unit_of(u, "supports") for u in post.getlist("supports") if u),
        requirement=post.get("requirement", ""),
        origin_kind=_origin(post.get("origin", "document")),
        source=post.get("source", ""),
        sponsor=post.get("sponsor", ""),
        term=post.get("term", ""),
        due_on=day_of(post.get("due_on", ""), "due_on"),
        is_urgent=bool(post.get("is_urgent")),
        needs_evidence=bool(post.get("needs_evidence")),
    )


def _origin(key: str) -> str:
    """Only what a person may name; the others are entered on pages of their own."""
    origin = ORIGINS.get(key)
    if origin is None or not origin.by_hand:
        raise Refusal("supervision.origin", field="origin")
    return key


def _plain(action: Work, *fields: str) -> Work:
    """Text fields passed under their own names."""

    def run(request: HttpRequest, *, viewer: Any, uid: str, version: int | None, key: Any) -> None:
        words = {field: request.POST.get(field, "") for field in fields}
        action(viewer=viewer, uid=uid, expected_version=version, key=key, **words)

    return run


def _progress(request: HttpRequest, *, viewer: Any, uid: str, version: Any, key: Any) -> None:  # noqa: ARG001
    share = request.POST.get("share", "").strip()
    if share and whole(share) is None:
        raise Refusal("commitment.share_out_of_range", field="share", share=share)
    actions.report_progress(
        viewer=viewer,
        uid=uid,
        text=request.POST.get("text", ""),
        next_step=request.POST.get("next_step", ""),
        share=whole(share) if share else None,
        key=key,
    )


def _evidence(request: HttpRequest, *, viewer: Any, uid: str, version: Any, key: Any) -> None:  # noqa: ARG001
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("commitment.file_needed", field="file")
    actions.add_evidence(
        viewer=viewer,
        uid=uid,
        file=file,
        name=file.name or "",
        caption=request.POST.get("caption", ""),
        key=key,
    )


def _ask(request: HttpRequest, *, viewer: Any, uid: str, version: int | None, key: Any) -> None:
    day = day_of(request.POST.get("new_due_on", ""), "new_due_on")
    if day is None:
        raise Refusal("commitment.due_needed", field="new_due_on")
    actions.ask_extension(
        viewer=viewer,
        uid=uid,
        new_due_on=day,
        reason=request.POST.get("reason", ""),
        expected_version=version,
        key=key,
    )


def _grant(request: HttpRequest, *, viewer: Any, uid: str, version: int | None, key: Any) -> None:
    actions.grant_extension(
        viewer=viewer,
        uid=uid,
        words=request.POST.get("words", ""),
        new_due_on=day_of(request.POST.get("new_due_on", ""), "new_due_on"),
        expected_version=version,
        key=key,
    )


def _answer(request: HttpRequest, *, viewer: Any, uid: str, version: Any, key: Any) -> None:  # noqa: ARG001
    actions.answer_slip(
        viewer=viewer,
        slip_uid=request.POST.get("slip", ""),
        answer=request.POST.get("answer", ""),
        key=key,
    )


VERBS: dict[str, Work] = {
    "sign": _plain(actions.sign_for, "contact"),
    "progress": _progress,
    "evidence": _evidence,
    "done": _plain(actions.report_done, "result"),
    "close": _plain(actions.close_out, "verdict"),
    "return": _plain(actions.return_done, "reason"),
    "reopen": _plain(actions.reopen, "reason"),
    "cancel": _plain(actions.cancel, "reason"),
    "ask": _ask,
    "grant": _grant,
    "refuse": _plain(actions.refuse_extension, "reason"),
    "slip": _plain(actions.issue_slip, "colour", "reason"),
    "answer": _answer,
    "climb": _plain(actions.escalate, "reason"),
    "action": _plain(actions.log_action, "kind", "text", "with_whom"),
}
