"""Workbooks that came in: the file, the mapping a person confirmed, what it changed."""

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class Import(models.Model):
    """One uploaded workbook for one unit and month.

    Previewed, then applied as a whole or put aside; what was applied can be undone.
    """

    class State(models.TextChoices):
        PREVIEWED = "previewed"
        REFUSED = "refused"
        APPLIED = "applied"
        UNDONE = "undone"
        DISCARDED = "discarded"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    window = models.ForeignKey(MonthWindow, models.PROTECT, related_name="imports")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+"
    )  # null: a job
    uploaded_at = models.DateTimeField()
    informant = models.CharField(max_length=80, blank=True)  # who told it, for units further down
    # what it says
    fingerprint = models.CharField(max_length=64, blank=True)  # of the normalised rows
    mapping = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)  # rows chosen and excluded; once applied, the record
    # state
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    rows_changed = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.file.name


class ImportedCell(models.Model):
    """One field that an import changed, with what stood there before: undo restores it."""

    batch = models.ForeignKey(Import, models.PROTECT, related_name="cells")
    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="+")
    field = models.CharField(max_length=30)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    address = models.CharField(max_length=60)  # 工作表!C12

    def __str__(self) -> str:
        return f"{self.address} {self.field}"


class RememberedMapping(models.Model):
    """A unit's confirmed mapping of a head, so that the next file of that shape is known."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "signature"], name="mapping_once_a_head"),
        ]

    def __str__(self) -> str:
        return self.signature
