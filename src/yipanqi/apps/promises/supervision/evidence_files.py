"""A file of a commitment, for whoever sees the commitment."""

from yipanqi.apps.promises.commitments.access import visible as visible_commitment
from yipanqi.apps.promises.commitments.models import CommitmentEvidence
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer


def visible(viewer: Viewer, uid: str) -> CommitmentEvidence:
    """Raises ``commitment.not_found``."""
    rows = CommitmentEvidence.objects.select_related("file", "commitment")
    found = rows.filter(uid=uid).first()
    if found is None:
        raise Missing("commitment.not_found")
    visible_commitment(viewer, found.commitment.uid)
    return found
