"""Take a speech apart, change it, circulate it, hear the units, issue it."""

from yipanqi.apps.meeting.breakdowns.actions._common import TaskWish
from yipanqi.apps.meeting.breakdowns.actions.drafting import (
    add_task,
    amend_task,
    draft_breakdown,
    drop_task,
)
from yipanqi.apps.meeting.breakdowns.actions.hearing import (
    accept_task,
    answer_contest,
    circulate,
    contest_task,
)
from yipanqi.apps.meeting.breakdowns.actions.issuing import issue_breakdown

__all__ = [
    "TaskWish",
    "accept_task",
    "add_task",
    "amend_task",
    "answer_contest",
    "circulate",
    "contest_task",
    "draft_breakdown",
    "drop_task",
    "issue_breakdown",
]
