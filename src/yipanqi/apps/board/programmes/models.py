"""How a programme is run: its charter, measures, tasks, monthly reports, who took part.

Which projects belong to a programme stays with the projects (``projects.Programme``); the
charter says the rest: whose it is, from when to when, what it must reach.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Programme
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.ledgers.programmes import MeasureSource, ProgrammeKind, ReportState
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class CharterQuerySet(ScopedQuerySet["Charter"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Programmes are published; what belongs to them follows its own scope. 专项名称公开。"""
        if viewer.is_system or viewer.has(*(set(Role) - {Role.ADMIN})):
            return self
        return self.none()


class Charter(models.Model):
    """A programme's mandate (专项方案)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    programme = models.OneToOneField(Programme, models.PROTECT, related_name="charter")
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in ProgrammeKind])
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    purpose = models.TextField(blank=True)
    basis = models.CharField(max_length=120, blank=True)  # document or speech it rests on
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    sponsor = models.CharField(max_length=40, blank=True)  # a post; of a chain: 链长
    from_on = models.DateField()
    to_on = models.DateField(null=True)  # open-ended
    report_day = models.PositiveSmallIntegerField(default=5)  # of the following month
    ended_on = models.DateField(null=True)
    end_words = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CharterQuerySet.as_manager()

    class Meta:
        ordering = ["programme__sort", "pk"]

    def __str__(self) -> str:
        return self.programme.name


class CharterUnit(models.Model):
    """A unit that takes part (参加单位)."""

    charter = models.ForeignKey(Charter, models.PROTECT, related_name="members")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "unit"], condition=Q(left_on=None), name="charter_unit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.charter_id}:{self.unit_id}"


class CharterMeasure(models.Model):
    """What a programme must reach. ``target_scaled`` only of what its lead office counts."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="measures")
    name = models.CharField(max_length=60)
    source = models.CharField(max_length=12, choices=[(s.value, s.value) for s in MeasureSource])
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, related_name="+")
    unit_of_account = models.CharField(max_length=12)
    decimals = models.PositiveSmallIntegerField(default=0)
    target_scaled = models.BigIntegerField(null=True)
    ended_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class CountedFigure(models.Model):
    """What the lead office counted by a month's end; the highest revision holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    measure = models.ForeignKey(CharterMeasure, models.PROTECT, related_name="figures")
    month = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField()
    value_scaled = models.BigIntegerField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "month", "revision"], name="counted_figure_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure_id} {self.month} r{self.revision}"


class CharterTask(models.Model):
    """A task of a programme; its commitment knows nothing of it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="tasks")
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="charter_task")
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.charter_id}:{self.commitment_id}"


class ReportQuerySet(ScopedQuerySet["ProgrammeReport"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Read from the root, and by those who work in the lead unit: it names projects of the
        whole city. 全市岗位和牵头单位可见。
        """
        if viewer.whole_tree:
            return self
        return self.filter(charter__lead_unit__in=viewer.posts_as(*WORKING, *ORDERING))


class ProgrammeReport(models.Model):
    """The month's written report. ``paragraphs`` as they read now, ``facts`` as drafted: the
    figures with the page each comes from.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="reports")
    month = models.CharField(max_length=7)
    paragraphs = models.JSONField()  # [{"key", "heading", "text"}]
    facts = models.JSONField()  # [{"key", "text", "figures": [{"words", "href"}]}]
    state = models.CharField(max_length=6, choices=[(s.value, s.value) for s in ReportState])
    drafted_on = models.DateField()
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    edited_names = models.JSONField(default=list, blank=True)
    signed_on = models.DateField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # collected for a meeting: the item whose paper it became
    item_uid = models.UUIDField(null=True)
    collected_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["charter", "month"], name="programme_report_once"),
        ]

    def __str__(self) -> str:
        return f"{self.charter} {self.month}"


class ParticipationQuerySet(ScopedQuerySet["Participation"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by the unit, those above it, the lead unit. 本单位及上级、牵头单位可见。"""
        if viewer.whole_tree:
            return self
        lead = viewer.posts_as(*WORKING)
        return self.filter(Q(unit__in=viewer.units) | Q(charter__lead_unit__in=lead))


class Participation(models.Model):
    """A unit took part in a campaign or study programme; entered once, voided, never edited."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    charter = models.ForeignKey(Charter, models.PROTECT, related_name="participations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    on = models.DateField()
    what = models.CharField(max_length=200)
    people = models.PositiveIntegerField(null=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    voided_on = models.DateField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return f"{self.charter_id} {self.unit_id} {self.on}"
