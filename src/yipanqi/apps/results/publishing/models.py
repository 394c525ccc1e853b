"""Publication: a score sheet shown to the units, and the bulletin made from it."""

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class Publication(models.Model):
    """draft → approved by a named person → final. Final is fixed."""

    class State(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        FINAL = "final"

    class Profile(models.TextChoices):
        FULL = "full"  # the whole ranking
        FIRST_LAST = "first_last"  # first and last k
        LIGHTS = "lights"  # lights only

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="publications")
    month = models.CharField(max_length=7)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    profile = models.CharField(max_length=12, choices=Profile, default=Profile.FULL)
    first_last = models.PositiveSmallIntegerField(default=3)
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    final_at = models.DateTimeField(null=True)
    final_on = models.DateField(null=True)
    shown = models.JSONField(null=True)  # the rendered board as published, Chinese included
    shown_hash = models.CharField(max_length=64, blank=True)
    chain_head = models.CharField(max_length=64, blank=True)  # of the audit when it became final
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"],
                condition=models.Q(state="final"),
                name="publication_final_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.state}"


class Exemption(models.Model):
    """An order to omit or exempt a unit: changes what is shown, never the score."""

    class Effect(models.TextChoices):
        OMIT = "omit"  # not shown on the board
        EXEMPT = "exempt"  # not named in the criticism list

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="exemptions")
    unit_uid = models.CharField(max_length=64)
    effect = models.CharField(max_length=8, choices=Effect)
    reason = models.CharField(max_length=300)
    ordered_by = models.CharField(max_length=80)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "unit_uid", "effect"],
                condition=models.Q(withdrawn_at=None),
                name="exemption_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.effect} {self.unit_uid}"


class Document(models.Model):
    """A generated document (bulletin, workbook) and what it was made from."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=20)  # bulletin | scoreboard
    number = models.PositiveSmallIntegerField()  # version of the document
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "number"], name="document_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
