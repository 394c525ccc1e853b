"""A round of the annual list (定盘子): collected from units, screened by line departments, jointly
reviewed, approved; the draft it works on is issued by the register. Admission floors by class.
"""

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import ListDraft, Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.projects.stages import AnnualClass, ListLevel
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.uid import new_uid

CLASSES = [(x.value, x.value) for x in AnnualClass]


class ListRound(models.Model):
    """The way of one draft to its approval."""

    class State(models.TextChoices):
        COLLECTING = "collecting"
        SCREENING = "screening"
        REVIEWING = "reviewing"
        APPROVED = "approved"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    draft = models.OneToOneField(ListDraft, models.PROTECT, related_name="round")
    state = models.CharField(max_length=12, choices=State, default=State.COLLECTING)
    collect_until = models.DateField()
    screen_until = models.DateField()
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # the meeting that reviewed it, the paper that approved it
    reviewed_at_meeting = models.CharField(max_length=120, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    approved_on = models.DateField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.draft} {self.state}"


class Nomination(models.Model):
    """What a unit asks for one project: on the list, in which class, with which plan."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    round = models.ForeignKey(ListRound, models.PROTECT, related_name="nominations")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    annual_class = models.CharField(max_length=12, choices=CLASSES)
    annual_plan = MoneyField()
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "project"],
                condition=Q(withdrawn_at=None),
                name="nomination_once_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.project_id}"


class Verdict(models.TextChoices):
    FIT = "fit"
    UNFIT = "unfit"
    AMEND = "amend"  # fit once class or plan is changed as said


class Screening(models.Model):
    """What the line department of a project's domain says; the latest one holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    round = models.ForeignKey(ListRound, models.PROTECT, related_name="screenings")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=8, choices=Verdict)
    words = models.CharField(max_length=300, blank=True)
    screened_at = models.DateTimeField()
    screened_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.verdict}"


class Review(models.Model):
    """What the joint review says of a project; the latest one holds. ``exception`` is why a
    project below its floor is let in.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    round = models.ForeignKey(ListRound, models.PROTECT, related_name="reviews")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    is_admitted = models.BooleanField()
    words = models.CharField(max_length=300, blank=True)
    exception = models.CharField(max_length=300, blank=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.is_admitted}"


class AdmissionFloor(models.Model):
    """How large a project of a class must be (准入门槛); money in whole yuan."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    annual_class = models.CharField(max_length=12, choices=CLASSES)
    list_level = models.CharField(  # empty: every level
        max_length=12, choices=[(x.value, x.value) for x in ListLevel], blank=True
    )
    least_total = MoneyField(default=0)
    least_plan = MoneyField(default=0)
    from_year = models.PositiveSmallIntegerField()
    rests_on = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["annual_class", "list_level", "from_year", "id"]

    def __str__(self) -> str:
        return f"{self.annual_class} {self.least_total}"
