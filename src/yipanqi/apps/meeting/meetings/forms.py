"""From a form's fields to a verb's arguments: one function for each verb of a meeting."""

from collections.abc import Callable, Mapping
from datetime import date, time
from typing import Any

from django.http import HttpRequest, QueryDict

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings import actions
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.actions import Call, Rhythm, Settled, Wanted, Wish
from yipanqi.apps.meeting.meetings.live.papers import keep_paper
from yipanqi.apps.month.snapshots.pages import key_of, version_of
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.clips import keep_clip
from yipanqi.infra.inputs import whole

Work = Callable[[HttpRequest, Viewer, str], Any]


def day_of(text: str, field: str) -> date | None:
    """Raises ``form.not_a_day``."""
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refusal("form.not_a_day", field=field, value=text) from None


def time_of(text: str, field: str) -> time | None:
    """Raises ``meeting.not_a_time``."""
    try:
        return time.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refusal("meeting.not_a_time", field=field, value=text) from None


def number_of(text: str, field: str, usual: int = 0) -> int:
    """Raises ``meeting.not_a_number``."""
    if not text.strip():
        return usual
    number = whole(text)
    if number is None:
        raise Refusal("meeting.not_a_number", field=field, value=text)
    return number


def unit_of(uid: str, field: str) -> int | None:
    """Raises ``form.unit_needed`` for a unit that is not there."""
    if not uid:
        return None
    node = tree_on().by_uid.get(uid)
    if node is None:
        raise Refusal("form.unit_needed", field=field)
    return node.pk


def rhythm_of(post: QueryDict) -> Rhythm:
    return Rhythm(
        name=post.get("name", ""),
        day=number_of(post.get("day", ""), "day", 5),
        begins_at=time_of(post.get("begins_at", ""), "begins_at") or time(9),
        place=post.get("place", ""),
        chair=post.get("chair", ""),
        video_link=post.get("video_link", ""),
        phone=post.get("phone", ""),
    )


def call_of(post: QueryDict, month: str = "") -> Call:
    return Call(
        month=Month.parse(post.get("heard", "") or month),
        on=day_of(post.get("on", ""), "on"),
        at=time_of(post.get("at", ""), "at"),
        place=post.get("place", ""),
        chair=post.get("chair", ""),
        title=post.get("title", ""),
    )


def wanted_of(post: QueryDict) -> Wanted:
    kind, form = post.get("kind", "other"), post.get("form", "oral")
    subject_kind, _colon, subject_uid = post.get("subject", "").partition(":")
    if kind not in set(ItemKind) or form not in set(ItemForm):
        raise Refusal("meeting.words_needed", field="kind")
    return Wanted(
        title=post.get("title", ""),
        kind=ItemKind(kind),
        form=ItemForm(form),
        unit=unit_of(post.get("unit", ""), "unit"),
        speaker=post.get("speaker", ""),
        minutes=number_of(post.get("minutes", ""), "minutes", 5),
        subject_kind=subject_kind[:12],
        subject_uid=subject_uid[:64],
    )


def settled_of(post: QueryDict) -> Settled:
    return Settled(
        text=post.get("text", ""),
        kind=post.get("kind", "decision"),
        lead_unit=unit_of(post.get("lead", ""), "lead"),
        supporting_units=tuple(
            found for uid in post.getlist("supports") if (found := unit_of(uid, "supports"))
        ),
        due_on=day_of(post.get("due_on", ""), "due_on"),
        acceptance=post.get("acceptance", ""),
    )


def _versioned(verb: Callable[..., Any], **taken: Callable[[QueryDict], Any]) -> Work:
    """A verb on the meeting as it was drawn; ``taken`` makes each argument from the form."""

    def run(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
        return verb(
            viewer=viewer,
            uid=uid,
            expected_version=version_of(request),
            key=key_of(request),
            **{name: make(request.POST) for name, make in taken.items()},
        )

    return run


def _plain(verb: Callable[..., Any], **taken: Callable[[QueryDict], Any]) -> Work:
    """A verb that does not move the meeting's version."""

    def run(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
        arguments = {name: make(request.POST) for name, make in taken.items()}
        return verb(viewer=viewer, uid=uid, key=key_of(request), **arguments)

    return run


def _seat(verb: Callable[..., Any], *fields: str) -> Work:
    def run(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
        words = {name: request.POST.get(name, "") for name in fields}
        return verb(viewer=viewer, seat=request.POST.get("seat", ""), key=key_of(request), **words)

    return run


def _decision(verb: Callable[..., Any], **taken: Callable[[QueryDict], Any]) -> Work:
    def run(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
        return verb(
            viewer=viewer,
            decision=request.POST.get("decision", ""),
            expected_version=version_of(request),
            key=key_of(request),
            **{name: make(request.POST) for name, make in taken.items()},
        )

    return run


def _hand_in(request: HttpRequest, viewer: Viewer, _uid: str) -> Any:
    """The bytes are checked and stored before the verb's transaction begins."""
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("meeting.file_needed", field="file")
    kept = keep_paper(file, file.name or "")
    item = request.POST.get("item", "")
    return actions.hand_in(viewer=viewer, item=item, kept=kept, key=key_of(request))


def _film(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    check_office(viewer)
    file = request.FILES.get("file")
    if file is None:
        raise Refusal("meeting.file_needed", field="file")
    clip = keep_clip(file, file.name or "")
    return actions.bring_film(viewer=viewer, uid=uid, kept=clip.kept, key=key_of(request))


def _amend(request: HttpRequest, viewer: Viewer, uid: str) -> Any:
    post = request.POST
    return actions.amend_meeting(
        viewer=viewer,
        uid=uid,
        call=call_of(post),
        video_link=post.get("video_link", ""),
        phone=post.get("phone", ""),
        materials_due_on=day_of(post.get("papers_by", ""), "papers_by"),
        expected_version=version_of(request),
        key=key_of(request),
    )


def _of(name: str) -> Callable[[QueryDict], str]:
    return lambda post: post.get(name, "")


def _number(name: str) -> Callable[[QueryDict], int]:
    return lambda post: number_of(post.get(name, ""), name)


def _wish(post: QueryDict) -> Wish:
    return Wish(
        kind=post.get("kind", ""),
        subject=post.get("subject", ""),
        league=number_of(post.get("league", ""), "league"),
        unit=post.get("unit", ""),
        page=number_of(post.get("page", ""), "page"),
        text=post.get("text", ""),
        second=number_of(post.get("second", ""), "second"),
        runs=post.get("runs", "1") != "0",
    )


VERBS: Mapping[str, Work] = {
    "amend": _amend,
    "call": _versioned(actions.call_meeting),
    "draft": _versioned(actions.draft_agenda),
    "add": _versioned(actions.add_item, wanted=wanted_of),
    "change": _versioned(actions.amend_item, item=_of("item"), wanted=wanted_of),
    "move": _versioned(actions.move_item, item=_of("item"), to=_number("to")),
    "drop": _versioned(actions.drop_item, item=_of("item")),
    "hand-in": _hand_in,
    "film": _film,
    "leave": _seat(actions.ask_leave, "reason", "deputy"),
    "attend": _seat(actions.will_attend),
    "present": _seat(actions.mark_present),
    "open": _versioned(actions.open_room, rehearsal=lambda post: bool(post.get("rehearsal"))),
    "close": _versioned(actions.close_room),
    "begin": _plain(actions.begin_item, item=_of("item")),
    "show": _plain(actions.show, wish=_wish),
    "timer": _plain(actions.start_timer, minutes=_number("minutes")),
    "stop-timer": _plain(actions.stop_timer),
    "call-roll": _plain(actions.call_roll),
    "end-roll": _plain(actions.end_roll),
    "answer-roll": _plain(actions.answer_roll, code=_of("code")),
    "sign-in": _plain(actions.sign_in_venue, venue=_of("venue")),
    "fallback": _plain(actions.go_to_fallback, venue=_of("venue")),
    "note": _plain(
        actions.note_decision,
        settled=settled_of,
        item=lambda post: post.get("item", "") or None,
    ),
    "amend-decision": _decision(actions.amend_decision, settled=settled_of),
    "confirm": _decision(actions.confirm_decision),
    "void": _decision(actions.void_decision, reason=_of("reason")),
    "documents": _plain(actions.make_documents, kind=_of("document")),
}
