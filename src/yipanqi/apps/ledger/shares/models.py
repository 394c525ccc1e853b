"""Projects that don't fit one box: segments by district, transfers, joint leads."""

from django.db import models

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.projects.shares import TransferRule
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.uid import new_uid


class Segment(models.Model):
    """A stretch (区段、标段) of a project in one district. What is stated of it is dated."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="segments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class SegmentState(models.Model):
    """What is stated of a segment from a month on. Append-only: the latest recorded one of the
    latest month holds; ``is_ended`` takes the segment off.
    """

    segment = models.ForeignKey(Segment, models.PROTECT, related_name="states")
    effective_month = models.CharField(max_length=7)
    annual_plan = MoneyField()
    total_investment = MoneyField()
    planned_start_on = models.DateField(null=True)
    actual_start_on = models.DateField(null=True)
    is_ended = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_month", "pk"]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.effective_month}"


class SegmentFigure(models.Model):
    """What a segment did in a month. Append-only: the highest number holds."""

    segment = models.ForeignKey(Segment, models.PROTECT, related_name="figures")
    month = models.CharField(max_length=7)
    number = models.PositiveSmallIntegerField(default=1)
    this_month = MoneyField(null=True)
    year_to_date = MoneyField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["segment_id", "month", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "month", "number"], name="segment_figure_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id} {self.month}#{self.number}"


class Transfer(models.Model):
    """A project counted for another unit from a month on, with the rule for the months before."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="transfers")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    effective_month = models.CharField(max_length=7)
    rule = models.CharField(max_length=12, choices=[(r.value, r.value) for r in TransferRule])
    document_number = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["effective_month", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "effective_month"], name="transfer_once_a_month"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.effective_month}"


class JointLead(models.Model):
    """A unit named as leading beside the one that answers (联合牵头); wording and print only."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="joint_leads")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.unit_id} leads {self.project_id} too"
