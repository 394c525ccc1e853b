"""Permits and approvals of a project with their dates, and who helps it through them."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.projects.preliminary import Step
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class StepQuerySet(ScopedQuerySet["PreliminaryStep"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project. 随项目可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class PreliminaryStep(models.Model):
    """One permit. ``planned_on`` is the first plan and never moves; what moved is audited."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="preliminary_steps")
    key = models.CharField(max_length=20)
    text = models.CharField(max_length=60)
    agency = models.CharField(max_length=40, blank=True)
    sort = models.PositiveSmallIntegerField()
    is_needed = models.BooleanField(default=True)
    planned_on = models.DateField(null=True)
    current_on = models.DateField(null=True)
    actual_on = models.DateField(null=True)
    paper_number = models.CharField(max_length=60, blank=True)  # 文号
    remark = models.CharField(max_length=200, blank=True)
    moved_reason = models.CharField(max_length=300, blank=True)  # of the last move
    version = models.PositiveIntegerField(default=1)

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["sort", "id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "key"], name="preliminary_step_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def value(self) -> Step:
        return Step(self.planned_on, self.current_on, self.actual_on, self.is_needed)


class FilingOfficer(models.Model):
    """The assisted-filing officer (帮办代办员) of a project for a time: a post, not a person."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="filing_officers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.CharField(max_length=40)
    contact = models.CharField(max_length=60, blank=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    named_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=Q(to_on=None), name="one_filing_officer"
            ),
        ]

    def __str__(self) -> str:
        return self.post
