"""What can be done with a hand-over: one verb, one function."""

from yipanqi.apps.promises.handovers.actions.ask import (
    ask_hand_over,
    sign_hand_over,
    withdraw_hand_over,
)
from yipanqi.apps.promises.handovers.actions.move import carry_out_hand_over, hand_over

__all__ = [
    "ask_hand_over",
    "carry_out_hand_over",
    "hand_over",
    "sign_hand_over",
    "withdraw_hand_over",
]
