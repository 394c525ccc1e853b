"""What happened to a commitment: progress, extensions, climbs, actions, slips, files."""

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models.commitment import Commitment
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class Progress(models.Model):
    """What a unit did in a month; append-only, the latest of a month holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="progress")
    month = models.CharField(max_length=7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField()
    next_step = models.TextField(blank=True)
    share = models.PositiveSmallIntegerField(null=True)  # percent done, as the unit says
    reported_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id}:{self.month}"


class Extension(models.Model):
    """A later due date, asked and decided, or given back after a verifier's delay."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="extensions")
    is_given_back = models.BooleanField(default=False)  # time the verifier kept
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    reason = models.TextField()
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    keeps_clean = models.BooleanField(default=False)  # granted while still in time

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state="asked"), name="one_extension_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.old_due_on} → {self.new_due_on}"


class Escalation(models.Model):
    """The matter went one level up."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField()  # reached
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that is called
    on = models.DateField()
    is_by_rule = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "level"], name="level_reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} ↑{self.level}"


class LevelAction(models.Model):
    """What a unit above did: a talk, an inspection on site, a coordination. Stops the climb."""

    class Kind(models.TextChoices):
        TALK = "talk"  # 约谈
        INSPECTION = "inspection"  # 现场督查
        COORDINATION = "coordination"  # 协调会

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="level_actions")
    kind = models.CharField(max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    with_whom = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.kind}"


class Slip(models.Model):
    """A supervision slip (督办单) with its colour, its own date, and its answer."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="slips")
    number = models.CharField(max_length=40, unique=True)
    colour = models.CharField(max_length=6, choices=[(c.value, c.value) for c in SlipColour])
    issuing_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_by_rule = models.BooleanField()
    reason = models.CharField(max_length=300)
    rectify_by = models.DateField()
    # answer
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "colour"], name="slip_colour_once"),
        ]

    def __str__(self) -> str:
        return self.number


class CommitmentEvidence(models.Model):
    """A file that shows the work; the same file once."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    added_on = models.DateField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.caption or str(self.file)
