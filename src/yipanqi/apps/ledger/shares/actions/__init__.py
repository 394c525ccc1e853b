"""The verbs of segments, transfers and joint leads."""

from yipanqi.apps.ledger.shares.actions.leads import set_joint_leads
from yipanqi.apps.ledger.shares.actions.segments import (
    SegmentOrder,
    save_segment_figures,
    set_segments,
)
from yipanqi.apps.ledger.shares.actions.transfer import transfer_project

__all__ = [
    "SegmentOrder",
    "save_segment_figures",
    "set_joint_leads",
    "set_segments",
    "transfer_project",
]
