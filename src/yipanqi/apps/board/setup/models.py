"""Tables a city is set up from: the file, what a person settled, what it brought in."""

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.core.tables.kinds import OPENING
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class Load(models.Model):
    """One uploaded table of one kind: previewed, applied as a whole, or taken back."""

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        APPLIED = "applied"
        UNDONE = "undone"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=20, choices=[(k, k) for k in OPENING])
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    # what was settled
    month = models.CharField(max_length=7)  # what the words “this year”, “to date” mean in it
    terms = models.JSONField(default=dict)  # document number, day of issue …
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)  # question → value; "excluded": rows left out
    # state
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    record = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-uploaded_at", "-id"]

    def __str__(self) -> str:
        return self.file.name


class LoadedRow(models.Model):
    """Something a load brought in, in the order it was made: undo goes backwards."""

    load = models.ForeignKey(Load, models.PROTECT, related_name="rows")
    model = models.CharField(max_length=40)  # app_label.Model
    row_id = models.BigIntegerField()
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=60, blank=True)  # 工作表!12

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class HeadMapping(models.Model):
    """A confirmed mapping of a head of one kind of table."""

    kind = models.CharField(max_length=20)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "signature"], name="head_mapping_once"),
        ]

    def __str__(self) -> str:
        return self.signature
