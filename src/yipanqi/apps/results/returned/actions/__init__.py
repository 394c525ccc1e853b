"""What can be done with files that came back from outside."""

from yipanqi.apps.results.returned.actions.files import (
    accept_difference,
    bring_back,
    issue_returned,
)
from yipanqi.apps.results.returned.actions.template import adopt_template, withdraw_template

__all__ = [
    "accept_difference",
    "adopt_template",
    "bring_back",
    "issue_returned",
    "withdraw_template",
]
