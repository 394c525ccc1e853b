"""What can be done with a commitment: one verb, one function."""

from yipanqi.apps.promises.commitments.actions.assign import Order, add_supports, assign, cancel
from yipanqi.apps.promises.commitments.actions.extend import (
    ask_extension,
    grant_extension,
    refuse_extension,
)
from yipanqi.apps.promises.commitments.actions.opening import OpeningCommitment, open_ledger
from yipanqi.apps.promises.commitments.actions.press import (
    answer_slip,
    escalate,
    issue_slip,
    log_action,
)
from yipanqi.apps.promises.commitments.actions.sweep import sweep_day, sweep_until
from yipanqi.apps.promises.commitments.actions.verify import close_out, reopen, return_done
from yipanqi.apps.promises.commitments.actions.work import (
    add_evidence,
    report_done,
    report_progress,
    sign_for,
)

__all__ = [
    "OpeningCommitment",
    "Order",
    "add_evidence",
    "add_supports",
    "answer_slip",
    "ask_extension",
    "assign",
    "cancel",
    "close_out",
    "escalate",
    "grant_extension",
    "issue_slip",
    "log_action",
    "open_ledger",
    "refuse_extension",
    "reopen",
    "report_done",
    "report_progress",
    "return_done",
    "sign_for",
    "sweep_day",
    "sweep_until",
]
