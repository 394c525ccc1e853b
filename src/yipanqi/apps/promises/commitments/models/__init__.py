"""Commitments: who promised what to whom until when, and everything that happened to it."""

from yipanqi.apps.promises.commitments.models.commitment import Commitment, SupportingUnit
from yipanqi.apps.promises.commitments.models.events import (
    CommitmentEvidence,
    Escalation,
    Extension,
    LevelAction,
    Progress,
    Slip,
)
from yipanqi.apps.promises.commitments.models.ledger import Numbering, Sweep

__all__ = [
    "Commitment",
    "CommitmentEvidence",
    "Escalation",
    "Extension",
    "LevelAction",
    "Numbering",
    "Progress",
    "Slip",
    "SupportingUnit",
    "Sweep",
]
