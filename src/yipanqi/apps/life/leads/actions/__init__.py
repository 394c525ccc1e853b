"""What can be done with a lead, before and at the signature, and with what was promised then."""

from yipanqi.apps.life.leads.actions.office import end_investment_office, name_investment_office
from yipanqi.apps.life.leads.actions.promises import (
    Promised,
    add_promise,
    hand_over_promise,
    keep_promise,
    withdraw_promise,
)
from yipanqi.apps.life.leads.actions.signing import Signing, sign_lead
from yipanqi.apps.life.leads.actions.work import (
    Contact,
    LeadData,
    amend_lead,
    log_contact,
    move_lead,
    open_lead,
)

__all__ = [
    "Contact",
    "LeadData",
    "Promised",
    "Signing",
    "add_promise",
    "amend_lead",
    "end_investment_office",
    "hand_over_promise",
    "keep_promise",
    "log_contact",
    "move_lead",
    "name_investment_office",
    "open_lead",
    "sign_lead",
    "withdraw_promise",
]
