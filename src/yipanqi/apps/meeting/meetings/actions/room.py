"""Lead the room: open it, go through the agenda, show, time, close. Every step is told to all."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.actions._common import (
    audited,
    kept,
    live_item,
    not_held,
    office_locked,
)
from yipanqi.apps.meeting.meetings.actions.documents import MINUTES, order_documents
from yipanqi.apps.meeting.meetings.live import films, sights, slides
from yipanqi.apps.meeting.meetings.live.outbox import milliseconds, tell_room
from yipanqi.apps.meeting.meetings.models import AgendaItem, Meeting
from yipanqi.apps.meeting.meetings.queries import SECRET
from yipanqi.core.meetings.agenda import ItemForm
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act

ROOM, ITEM, SHOW, TIMER = "room", "item", "show", "timer"
Room = Meeting.Room
MINUTES_MOST = 120


@dataclass(frozen=True, slots=True)
class Wish:
    """What to show: ``kind`` is item, board, project, map, film, targets, text, follow_up,
    decisions or what another station has registered.
    """

    kind: str
    subject: str = ""  # uid of the item, publication or project
    league: int = 0
    unit: str = ""  # a row of the board
    page: int = 0
    text: str = ""
    second: int = 0  # of the film
    runs: bool = True  # the film; else it stands still


def open_room(
    *,
    viewer: Viewer,
    uid: object,
    rehearsal: bool = False,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """Open the room, for a rehearsal or in earnest. Raises ``meeting.not_called``."""
    with act(viewer, "open_room", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        not_held(row)
        if row.state == Meeting.State.PLANNED and not rehearsal:
            raise Refusal("meeting.not_called", title=row.title)
        before = audited(row)
        row.room = Room.REHEARSAL if rehearsal else Room.LIVE
        if not rehearsal:
            row.opened_at = row.opened_at or clock.now()
        _tell_room_state(row)
        _say(row, ITEM, {"uid": ""})
        _say(row, TIMER, {"ends_at": None})
        _say(row, SHOW, slides.text_slide(row.title))
        kept(verb, row, before)
    return row


def close_room(
    *,
    viewer: Viewer,
    uid: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Meeting:
    """A rehearsal leaves no trace on the agenda; a meeting is then held, and its minutes and
    list of tasks are ordered in the same transaction.
    """
    with act(viewer, "close_room", key=key) as verb:
        row = office_locked(viewer, uid, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        _require_open(row)
        before, was_live = audited(row), row.room == Room.LIVE
        row.room, row.roll_code = Room.SHUT, ""
        if was_live:
            row.state, row.closed_at = Meeting.State.HELD, clock.now()
            _end_current(row)
            order_documents(viewer, row, MINUTES)
        _say(row, TIMER, {"ends_at": None})
        _tell_room_state(row)
        kept(verb, row, before)
    return row


def begin_item(
    *, viewer: Viewer, uid: object, item: object, timed: bool = True, key: str | None = None
) -> AgendaItem:
    """Take up an item: it becomes current, is shown, and its speaker's time runs."""
    with act(viewer, "begin_item", key=key) as verb:
        row = office_locked(viewer, uid)
        found = live_item(row, item)
        if verb.repeated:
            return found
        _require_open(row)
        if row.room == Room.LIVE:
            _end_current(row)
            found.started_at, found.ended_at = found.started_at or clock.now(), None
            found.save(update_fields=["started_at", "ended_at"])
        _say(row, ITEM, item_told(found, is_rehearsal=row.room == Room.REHEARSAL))
        _show(row, slides.item_slide(row, found))
        _taken_up(viewer, row, found.subject_kind, found.subject_uid)
        runs = timed and found.form == ItemForm.ORAL and found.minutes > 0
        _say(row, TIMER, _timer(found.minutes, _speaker(found)) if runs else {"ends_at": None})
        verb.record(found, after={"begun": True, "room": row.room}, month=row.month)
    return found


def show(*, viewer: Viewer, uid: object, wish: Wish, key: str | None = None) -> slides.Slide:
    """Show something at the main venue, and thereby everywhere. Raises ``meeting.no_such_wish``."""
    with act(viewer, "show", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return {}
        _require_open(row)
        slide = slide_for(row, wish)
        _show(row, slide)
        _taken_up(viewer, row, wish.kind, wish.subject)
        verb.record(row, after={"shown": f"{wish.kind} {slide['title']}"[:200]}, month=row.month)
    return slide


def slide_for(row: Meeting, wish: Wish) -> slides.Slide:
    """Raises ``meeting.no_such_wish``."""
    composed: dict[str, Callable[[], slides.Slide]] = {
        "item": lambda: slides.item_slide(row, live_item(row, wish.subject)),
        "board": lambda: slides.board_slide(wish.subject, wish.league, wish.unit, wish.page),
        "project": lambda: slides.project_slide(row, wish.subject),
        "follow_up": lambda: slides.follow_up_slide(row),
        "decisions": lambda: slides.decisions_slide(row),
        "targets": lambda: sights.targets_slide(row),
        "map": lambda: sights.map_slide(row, wish.subject),
        "film": lambda: films.film_slide(row, wish.subject, wish.second, runs=wish.runs),
    }
    if wish.kind in composed:
        return composed[wish.kind]()
    if wish.kind in sights.SIGHTS:
        return sights.SIGHTS[wish.kind].slide(row, wish.subject)
    if wish.kind == "text" and wish.text.strip():
        return slides.text_slide(wish.text)
    raise Refusal("meeting.no_such_wish", field="kind")


def _taken_up(viewer: Viewer, row: Meeting, kind: str, uid: str) -> None:
    """What another station shows learns that the meeting has seen it; a rehearsal sees nothing."""
    if row.room == Room.LIVE and kind in sights.SIGHTS:
        sights.SIGHTS[kind].taken_up(viewer, row, uid)


def start_timer(*, viewer: Viewer, uid: object, minutes: int, key: str | None = None) -> Meeting:
    """Raises ``meeting.minutes``."""
    if not 1 <= minutes <= MINUTES_MOST:
        raise Refusal("meeting.minutes", field="minutes", limit=MINUTES_MOST)
    return _set_timer(viewer, uid, minutes, key)


def stop_timer(*, viewer: Viewer, uid: object, key: str | None = None) -> Meeting:
    return _set_timer(viewer, uid, 0, key)


def _set_timer(viewer: Viewer, uid: object, minutes: int, key: str | None) -> Meeting:
    with act(viewer, "set_timer", key=key) as verb:
        row = office_locked(viewer, uid)
        if verb.repeated:
            return row
        _require_open(row)
        current = row.items.filter(started_at__isnull=False, ended_at=None).first()
        label = _speaker(current) if current else ""
        _say(row, TIMER, _timer(minutes, label) if minutes else {"ends_at": None})
        verb.record(row, after={"timer": minutes}, month=row.month)
    return row


def _timer(minutes: int, label: str) -> slides.Slide:
    """The end is an instant of the server; screens count down to it by its clock."""
    ends = clock.now() + timedelta(minutes=minutes)
    return {"ends_at": milliseconds(ends), "minutes": minutes, "label": label}


def item_told(item: AgendaItem, *, is_rehearsal: bool = False) -> slides.Slide:
    is_case = item.subject_kind in {"project", *SECRET}
    return {
        "uid": str(item.uid),
        "position": item.position + 1,
        "title": render(f"ItemKind.{item.kind}") if is_case and is_rehearsal else item.title,
        "speaker": item.speaker,
        "minutes": item.minutes,
    }


def _speaker(item: AgendaItem) -> str:
    node = tree_on().nodes.get(item.unit_id) if item.unit_id else None
    return " ".join(filter(None, (node.short_name if node else "", item.speaker)))


def _end_current(row: Meeting) -> None:
    row.items.filter(started_at__isnull=False, ended_at=None).update(ended_at=clock.now())


def _require_open(row: Meeting) -> None:
    if not row.is_open:
        raise Refusal("meeting.room_is_shut", title=row.title)


def _tell_room_state(row: Meeting) -> None:
    _say(row, ROOM, {"room": row.room, "state": row.state})


def _show(row: Meeting, slide: slides.Slide) -> None:
    """A rehearsal tries the line and opens nothing: no project, no film before its day."""
    opens = slide["kind"] in {"project", "film", *sights.SIGHTS} or bool(slide.get("mark"))
    rehearsed = row.room == Room.REHEARSAL and opens
    _say(row, SHOW, slides.rehearsal_slide() if rehearsed else slide)


def _say(row: Meeting, kind: str, payload: dict[str, Any]) -> None:
    tell_room(row, kind, payload)
