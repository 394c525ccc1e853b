"""What can be done with lights, slips, cases and outlines."""

from yipanqi.apps.life.pipeline.actions.adopt import RulesRefused, adopt_light_rules, parsed_rules
from yipanqi.apps.life.pipeline.actions.cases import Choice, choose_case, drop_case
from yipanqi.apps.life.pipeline.actions.outline import load_outline, withdraw_outline
from yipanqi.apps.life.pipeline.actions.slips import set_slip_cause
from yipanqi.apps.life.pipeline.actions.waive import WaiverOrder, end_waiver, grant_waiver

__all__ = [
    "Choice",
    "RulesRefused",
    "WaiverOrder",
    "adopt_light_rules",
    "choose_case",
    "drop_case",
    "end_waiver",
    "grant_waiver",
    "load_outline",
    "parsed_rules",
    "set_slip_cause",
    "withdraw_outline",
]
