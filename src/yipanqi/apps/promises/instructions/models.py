"""Instructions of leaders (领导批示): what a leader wrote, and what was reported back."""

from typing import Self

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.ledgers.instructions import Urgency
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class InstructionQuerySet(ScopedQuerySet["Instruction"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by whoever its confined commitment names: the office, the leader's unit, the
        lead and supporting units. 办公室、批示领导所在单位和承办、配合单位可见。
        """
        return self.filter(commitment__in=Commitment.objects.visible_to(viewer))


class Instruction(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="instruction")
    leader = models.CharField(max_length=40)  # a post, never a person's name
    text = models.TextField()
    given_on = models.DateField()
    urgency = models.CharField(max_length=10, choices=[(u.value, u.value) for u in Urgency])
    follows = models.ForeignKey("self", models.PROTECT, null=True, related_name="followed_by")
    # what the office reported to the leader
    reply = models.TextField(blank=True)
    replied_on = models.DateField(null=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = InstructionQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.uid)


class Scan(models.Model):
    """The paper with the leader's hand on it; the same file once."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    instruction = models.ForeignKey(Instruction, models.PROTECT, related_name="scans")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    added_on = models.DateField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.file)
