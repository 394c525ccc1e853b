"""What is heard, by whom, and the papers of it."""

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.meeting.meetings.models.meeting import Meeting
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class AgendaItem(models.Model):
    """``why`` and its parameters say what the draft rests on; empty where a person added it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ItemKind])
    form = models.CharField(max_length=8, choices=[(f.value, f.value) for f in ItemForm])
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # speaks
    speaker = models.CharField(max_length=40, blank=True)  # a post
    minutes = models.PositiveSmallIntegerField(default=0)
    # what can be shown with it
    subject_kind = models.CharField(max_length=12, blank=True)
    subject_uid = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=60, blank=True)
    why_params = models.JSONField(default=dict, blank=True)
    # at the meeting
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_written(self) -> bool:
        return self.form == ItemForm.WRITTEN


class Material(models.Model):
    """A paper of an item; the newest number counts."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="materials")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # handed it in
    handed_in_on = models.DateField()
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="material_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"
