"""Plan an inspection, note what is found, show it, see that it is put right."""

from yipanqi.apps.meeting.inspections.actions.findings import (
    FindingWish,
    add_exhibit,
    amend_finding,
    caption_exhibit,
    drop_finding,
    note_finding,
    void_exhibit,
)
from yipanqi.apps.meeting.inspections.actions.follow_up import (
    put_on_agenda,
    record_recheck,
    show_finding,
)
from yipanqi.apps.meeting.inspections.actions.route import (
    StopWish,
    add_stop,
    drop_stop,
    finish_inspection,
    plan_inspection,
)

__all__ = [
    "FindingWish",
    "StopWish",
    "add_exhibit",
    "add_stop",
    "amend_finding",
    "caption_exhibit",
    "drop_finding",
    "drop_stop",
    "finish_inspection",
    "note_finding",
    "plan_inspection",
    "put_on_agenda",
    "record_recheck",
    "show_finding",
    "void_exhibit",
]
