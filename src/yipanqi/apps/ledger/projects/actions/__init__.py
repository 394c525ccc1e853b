"""What can be done with the register and the year's list."""

from yipanqi.apps.ledger.projects.actions.annual_list import ListedProject, issue_list
from yipanqi.apps.ledger.projects.actions.doubles import look_for_doubles, settle_suspicion
from yipanqi.apps.ledger.projects.actions.list_draft import (
    add_line,
    discard_draft,
    issue_draft,
    save_line,
    start_draft,
)
from yipanqi.apps.ledger.projects.actions.many import ManyChanges, change_many
from yipanqi.apps.ledger.projects.actions.opening import OpeningProject, open_register
from yipanqi.apps.ledger.projects.actions.partners import set_programmes, set_supports
from yipanqi.apps.ledger.projects.actions.register import (
    ProjectData,
    amend_project,
    register_project,
)
from yipanqi.apps.ledger.projects.actions.saved_views import (
    choose_usual_view,
    save_view,
    withdraw_view,
)
from yipanqi.apps.ledger.projects.actions.standing import (
    move_stage,
    set_milestone,
    void_stage_event,
)

__all__ = [
    "ListedProject",
    "ManyChanges",
    "OpeningProject",
    "ProjectData",
    "add_line",
    "amend_project",
    "change_many",
    "choose_usual_view",
    "discard_draft",
    "issue_draft",
    "issue_list",
    "look_for_doubles",
    "move_stage",
    "open_register",
    "register_project",
    "save_line",
    "save_view",
    "set_milestone",
    "set_programmes",
    "set_supports",
    "settle_suspicion",
    "start_draft",
    "void_stage_event",
    "withdraw_view",
]
