"""What can be done with a request of an enterprise: one verb, one function.

``send_request`` and ``rate_answer`` are the asker's: a secret stands for the viewer.
"""

from yipanqi.apps.promises.service.actions.handling import (
    accept_request,
    answer_request,
    decline_request,
)
from yipanqi.apps.promises.service.actions.linking import make_ask_link, make_follow_link
from yipanqi.apps.promises.service.actions.raising import Wish, raise_request, send_request
from yipanqi.apps.promises.service.actions.rating import rate_answer
from yipanqi.apps.promises.service.actions.sessions import call_session, conclude_session

__all__ = [
    "Wish",
    "accept_request",
    "answer_request",
    "call_session",
    "conclude_session",
    "decline_request",
    "make_ask_link",
    "make_follow_link",
    "raise_request",
    "rate_answer",
    "send_request",
]
