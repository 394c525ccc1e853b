"""Risks of projects and units, and every look that was taken at them."""

from typing import Self

from django.db import models

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.ledgers.risks import RiskLevel, RiskState
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class RiskQuerySet(ScopedQuerySet["Risk"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by its unit and those above; not by whoever sees the project.
        责任单位及其上级可见，不随项目公开。
        """
        return self if viewer.whole_tree else self.filter(unit__in=viewer.units)


class Risk(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)  # 险〔2024〕12号
    kind = models.CharField(max_length=20)  # a key of the city's rules
    title = models.CharField(max_length=120)
    content = models.TextField(blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that must keep it down
    measures = models.TextField()
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="risk")
    # as last judged
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, choices=[(v.value, v.value) for v in RiskLevel])
    review_on = models.DateField()
    state = models.CharField(
        max_length=10, choices=[(s.value, s.value) for s in RiskState], default="watched"
    )
    # came true? None while nobody can say
    has_come_true = models.BooleanField(null=True)
    came_true_on = models.DateField(null=True)
    came_true_words = models.TextField(blank=True)
    # provenance
    registered_on = models.DateField()
    registered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    over_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = RiskQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["state", "review_on"], name="risk_by_review")]

    def __str__(self) -> str:
        return self.title

    @property
    def product(self) -> int:
        return self.likelihood * self.impact


class RiskReview(models.Model):
    """One look at a risk: how it was judged, and when it is looked at again."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    risk = models.ForeignKey(Risk, models.PROTECT, related_name="reviews")
    on = models.DateField()
    likelihood = models.PositiveSmallIntegerField()
    impact = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=12, choices=[(v.value, v.value) for v in RiskLevel])
    words = models.TextField()
    next_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.risk_id} {self.on}"
