"""Judgements of people about the pipeline: adopted light rules, waivers, causes of slips,
cases chosen for the meeting, the city's own outline. A light is a rule's answer and no fact:
what is kept of it (``KeptLine``) is a copy to filter by.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.core.light_rules import Dimension
from yipanqi.core.pipeline.cases import CaseKind
from yipanqi.core.projects.slips import SlipCause
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class LightRules(models.Model):
    """An adopted version of a rule set of lights; in force from a month on."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(unique=True)
    key = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    text = models.TextField()
    hash = models.CharField(max_length=64)
    in_force_from = models.CharField(max_length=7, db_index=True)  # month
    reason = models.CharField(max_length=300)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"


class LightWaiverQuerySet(ScopedQuerySet["LightWaiver"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project. 随项目可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class LightWaiver(models.Model):
    """An approved reason why a project's light isn't lit, until a day (included)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="light_waivers")
    dimension = models.CharField(  # empty: every dimension that can be waived
        max_length=10, blank=True, choices=[(d.value, d.value) for d in Dimension]
    )
    reason = models.CharField(max_length=300)
    approved_by = models.CharField(max_length=80)  # the paper or the post that approved
    from_on = models.DateField()
    until_on = models.DateField()
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    ended_on = models.DateField(null=True)  # from this day on it waives nothing
    ended_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LightWaiverQuerySet.as_manager()

    class Meta:
        ordering = ["-from_on", "-id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.dimension} until {self.until_on}"


class SlipNote(models.Model):
    """The cause a person gave to a moved date, where the words' own code doesn't do."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    moved = models.OneToOneField(MilestoneDate, models.PROTECT, related_name="slip_note")
    cause = models.CharField(max_length=14, choices=[(c.value, c.value) for c in SlipCause])
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.moved_id} {self.cause}"


class ChosenCaseQuerySet(ScopedQuerySet["ChosenCase"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project. 随项目可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class ChosenCase(models.Model):
    """A typical case that a person has chosen for a month's meeting."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="chosen_cases")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in CaseKind])
    month = models.CharField(max_length=7, db_index=True)
    words = models.CharField(max_length=500)  # why this one
    asked = models.CharField(max_length=500, blank=True)  # what is asked of whom
    found = models.JSONField(default=dict)  # code and parameters of the rule that found it
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ChosenCaseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "month"],
                condition=Q(dropped_at=None),
                name="case_chosen_once_a_month",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.kind} {self.month}"


class Outline(models.Model):
    """The city's own outline of its districts; the newest that stands is drawn."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    title = models.CharField(max_length=120)
    source = models.CharField(max_length=200)  # who drew it, its review number (审图号)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    shapes = models.JSONField()  # the checked GeoJSON, simplified
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.title


class KeptLine(models.Model):
    """What a project's month was judged to be, kept so that lists can be filtered, sorted and
    summed by it. A copy of what the rules say: always to be had again, never a source.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="kept_lines")
    month = models.CharField(max_length=7)
    made_of = models.CharField(max_length=24)  # rule set and snapshot it was judged by
    light = models.CharField(max_length=6)
    stage = models.CharField(max_length=16, blank=True)
    annual_class = models.CharField(max_length=12, blank=True)
    total_investment = models.BigIntegerField(null=True)  # whole yuan, as all below
    annual_plan = models.BigIntegerField(null=True)
    plan_to_date = models.BigIntegerField(null=True)
    year_to_date = models.BigIntegerField(null=True)
    gap_ppm = models.BigIntegerField(null=True)  # to order by; shown figures are exact

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["month", "project"], name="kept_line_once"),
        ]
        indexes = [
            models.Index(fields=["month", "made_of", "light"], name="kept_line_light"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.month} {self.light}"


class StaleLine(models.Model):
    """A project that was written since its lines were judged; no project: all of them. Left by
    the verb in its own transaction, taken away by the worker when the lines are judged again.
    """

    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return str(self.project_id or "all")
