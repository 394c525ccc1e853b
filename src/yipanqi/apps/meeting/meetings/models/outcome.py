"""What was settled, and the documents made of it."""

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.meeting.meetings.models.agenda import AgendaItem
from yipanqi.apps.meeting.meetings.models.meeting import Meeting
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid

ORIGIN = "meeting_decision"  # of the commitments that decisions become


class Decision(models.Model):
    """What was settled. A confirmed task points at the commitment it became."""

    class Kind(models.TextChoices):
        INFORMATION = "information"  # 知悉
        DECISION = "decision"  # 议定
        TASK = "task"  # 交办

    class State(models.TextChoices):
        NOTED = "noted"
        CONFIRMED = "confirmed"
        VOID = "void"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=200)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    supporting_units = models.ManyToManyField(Unit, related_name="+", blank=True)
    due_on = models.DateField(null=True)
    acceptance = models.TextField(blank=True)  # what shows that it is done
    source_sentence = models.TextField(blank=True)
    # state
    state = models.CharField(max_length=10, choices=State, default=State.NOTED)
    commitment = models.OneToOneField(
        "commitments.Commitment", models.PROTECT, null=True, related_name="+"
    )
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.text


class MeetingDocument(models.Model):
    """A document made for the meeting: notice, minutes, list of tasks, parts of the pack."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "number"], name="meeting_document_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
