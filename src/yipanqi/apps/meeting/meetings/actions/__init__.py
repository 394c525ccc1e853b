"""What can be done with a meeting: one verb, one function."""

from yipanqi.apps.meeting.meetings.actions.agenda import (
    Wanted,
    add_item,
    amend_item,
    draft_agenda,
    drop_item,
    move_item,
)
from yipanqi.apps.meeting.meetings.actions.decisions import (
    Settled,
    amend_decision,
    confirm_decision,
    note_decision,
    void_decision,
)
from yipanqi.apps.meeting.meetings.actions.documents import (
    bring_film,
    keep_document,
    make_documents,
)
from yipanqi.apps.meeting.meetings.actions.papers import hand_in
from yipanqi.apps.meeting.meetings.actions.plan import (
    Call,
    Rhythm,
    amend_meeting,
    call_meeting,
    open_series,
    plan_meeting,
)
from yipanqi.apps.meeting.meetings.actions.room import (
    Wish,
    begin_item,
    close_room,
    open_room,
    show,
    start_timer,
    stop_timer,
)
from yipanqi.apps.meeting.meetings.actions.seats import (
    answer_roll,
    ask_leave,
    call_roll,
    end_roll,
    go_to_fallback,
    mark_present,
    sign_in_venue,
    will_attend,
)

__all__ = [
    "Call",
    "Rhythm",
    "Settled",
    "Wanted",
    "Wish",
    "add_item",
    "amend_decision",
    "amend_item",
    "amend_meeting",
    "answer_roll",
    "ask_leave",
    "begin_item",
    "bring_film",
    "call_meeting",
    "call_roll",
    "close_room",
    "confirm_decision",
    "draft_agenda",
    "drop_item",
    "end_roll",
    "go_to_fallback",
    "hand_in",
    "keep_document",
    "make_documents",
    "mark_present",
    "move_item",
    "note_decision",
    "open_room",
    "open_series",
    "plan_meeting",
    "show",
    "sign_in_venue",
    "start_timer",
    "stop_timer",
    "void_decision",
    "will_attend",
]
