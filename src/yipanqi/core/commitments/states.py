"""Life of a commitment: done is what the doer says, closed is what somebody else says.

    open → reported_done → closed          cancelled ends it with a reason
             ↑      ↓        ↓
             └── returned ←── reopened

Returned work is open work again; it keeps its own state so that a list shows it.
"""

from dataclasses import dataclass
from enum import StrEnum

from yipanqi.core.refusal import Conflict, Forbidden


class CommitmentState(StrEnum):
    OPEN = "open"  # 办理中
    REPORTED_DONE = "reported_done"  # 已报办结，待核实
    RETURNED = "returned"  # 退回重办
    CLOSED = "closed"  # 已销号
    CANCELLED = "cancelled"  # 已撤销

    @property
    def is_running(self) -> bool:
        """The doer owes something: the only states in which time counts against it."""
        return self in {CommitmentState.OPEN, CommitmentState.RETURNED}

    @property
    def is_over(self) -> bool:
        return self in {CommitmentState.CLOSED, CommitmentState.CANCELLED}


class CommitmentVerb(StrEnum):
    SIGN_FOR = "sign_for"  # 签收
    REPORT_PROGRESS = "report_progress"
    ADD_EVIDENCE = "add_evidence"
    REPORT_DONE = "report_done"  # 报办结
    RETURN_DONE = "return_done"  # 退回重办
    CLOSE_OUT = "close_out"  # 销号
    REOPEN = "reopen"  # 重新办理
    ASK_EXTENSION = "ask_extension"
    DECIDE_EXTENSION = "decide_extension"
    CANCEL = "cancel"  # 撤销
    ADD_SUPPORTS = "add_supports"  # 增加配合单位
    ESCALATE = "escalate"
    LOG_ACTION = "log_action"
    ISSUE_SLIP = "issue_slip"
    ANSWER_SLIP = "answer_slip"


_S, _V = CommitmentState, CommitmentVerb
_RUNNING = (_S.OPEN, _S.RETURNED)
_STAYING = (
    _V.SIGN_FOR,
    _V.REPORT_PROGRESS,
    _V.ASK_EXTENSION,
    _V.DECIDE_EXTENSION,
    _V.ESCALATE,
    _V.LOG_ACTION,
    _V.ISSUE_SLIP,
    _V.ADD_SUPPORTS,
)
MOVES: dict[tuple[CommitmentState, CommitmentVerb], CommitmentState] = {
    **{(state, verb): state for state in _RUNNING for verb in _STAYING},
    **{(state, _V.ADD_EVIDENCE): state for state in (*_RUNNING, _S.REPORTED_DONE)},
    **{(state, _V.ANSWER_SLIP): state for state in _S if state is not _S.CANCELLED},
    **{(state, _V.REPORT_DONE): _S.REPORTED_DONE for state in _RUNNING},
    **{(state, _V.CANCEL): _S.CANCELLED for state in (*_RUNNING, _S.REPORTED_DONE)},
    (_S.REPORTED_DONE, _V.LOG_ACTION): _S.REPORTED_DONE,
    (_S.REPORTED_DONE, _V.RETURN_DONE): _S.RETURNED,
    (_S.REPORTED_DONE, _V.CLOSE_OUT): _S.CLOSED,
    (_S.CLOSED, _V.REOPEN): _S.RETURNED,
}


def moved(state: CommitmentState, verb: CommitmentVerb) -> CommitmentState:
    """The state after ``verb``. Raises ``commitment.move_not_allowed``."""
    following = MOVES.get((state, verb))
    if following is None:
        raise Conflict("commitment.move_not_allowed", state=state, verb=verb)
    return following


@dataclass(frozen=True, slots=True)
class Doer:
    """A person and whom they acted for: either name may be all that is known."""

    person: int | None = None
    names: frozenset[str] = frozenset()


def check_other(verb: CommitmentVerb, by: Doer, doer: Doer) -> None:
    """Nobody verifies what they reported themselves, nor through somebody who acts for them.

    Raises ``commitment.own_work``.
    """
    same_person = by.person is not None and by.person == doer.person
    if same_person or not by.names.isdisjoint(doer.names):
        raise Forbidden("commitment.own_work", verb=verb)
