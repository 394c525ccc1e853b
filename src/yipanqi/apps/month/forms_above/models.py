"""Forms of a superior office (上级报表): the blank file, what its places mean, what was filled."""

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class FormAbove(models.Model):
    """One form under its name, through all its versions."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=120)
    issued_by = models.CharField(max_length=80, blank=True)  # 省发展改革委
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(retired_at=None), name="form_above_named_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FormVersion(models.Model):
    """A blank file of the form and the mapping of its places."""

    class Kind(models.TextChoices):
        XLSX = "xlsx"
        DOCX = "docx"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    form = models.ForeignKey(FormAbove, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=Kind)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    file_month = models.CharField(max_length=7)  # what “this month” means in the file's words
    mapping = models.JSONField(default=dict)  # see core.forms_above.mapping.Mapped
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["form", "number"]
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="form_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id}/{self.number}"


class FilledForm(models.Model):
    """A form filled for a month: the file, every figure with its source, what stayed silent."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="filled")
    month = models.CharField(max_length=7)
    number = models.PositiveSmallIntegerField()  # of this form and month
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    others = models.JSONField(default=list)  # refs of further snapshots that were read
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    figures = models.JSONField(default=list)
    silent = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-month", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["form_version", "month", "number"], name="filled_form_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.number}"
