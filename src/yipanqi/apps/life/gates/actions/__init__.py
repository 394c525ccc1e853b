"""What can be done at a gate, with a pause and about a moved date."""

from yipanqi.apps.life.gates.actions.checklists import adopt_checklist
from yipanqi.apps.life.gates.actions.decide import accept_gate, refuse_gate
from yipanqi.apps.life.gates.actions.pauses import (
    PauseOrder,
    approve_pause,
    ask_pause,
    end_pause,
    extend_pause,
    refuse_pause,
)
from yipanqi.apps.life.gates.actions.propose import Paper, Proposal, propose_gate
from yipanqi.apps.life.gates.actions.slips import approve_slip, contest_slip

__all__ = [
    "Paper",
    "PauseOrder",
    "Proposal",
    "accept_gate",
    "adopt_checklist",
    "approve_pause",
    "approve_slip",
    "ask_pause",
    "contest_slip",
    "end_pause",
    "extend_pause",
    "propose_gate",
    "refuse_gate",
    "refuse_pause",
]
