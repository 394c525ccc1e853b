"""Commitments: who promised what to whom until when, and who may see it."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.commitments.lateness import Dates
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid

WORKING = (Role.REPORTER, Role.REVIEWER, Role.LINE, Role.OFFICE, Role.LEADER)
ORDERING = (Role.REVIEWER, Role.OFFICE, Role.LEADER)


class CommitmentQuerySet(ScopedQuerySet["Commitment"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by its lead and supporting units, those above and below them, the units that
        assigned it and will close it, and by whoever sees the project it is about.
        牵头、配合单位及其上下级可见，交办、核验单位可见，能看项目的可见。

        A confined one (领导批示) only by the units it names and the office at the root:
        no auditor, no line, nobody above or below. 限定范围的只有所列单位和办公室可见。
        """
        if viewer.is_system:
            return self
        confined = _named_in(viewer)
        if viewer.whole_tree:
            return self.filter(Q(is_confined=False) | confined)
        near = viewer.units | _above(viewer)
        support = SupportingUnit.objects.filter(unit__in=near).values("commitment")
        around = (
            Q(lead_unit__in=near)
            | Q(pk__in=support)
            | Q(assigning_unit__in=viewer.units)
            | Q(closing_unit__in=viewer.units)
            | Q(project__in=Project.objects.visible_to(viewer))
        )
        return self.filter((Q(is_confined=False) & around) | confined)


def _named_in(viewer: Viewer) -> Q:
    """Whom a confined commitment names: those who work in its units, those who order in the
    units that gave, verify or were called for it, and the office at the root.
    """
    if viewer.is_root_office:
        return Q(is_confined=True)
    working = viewer.posts_as(*WORKING)
    ordering = viewer.posts_as(*ORDERING)
    supports = SupportingUnit.objects.filter(unit__in=working).values("commitment")
    return Q(is_confined=True) & (
        Q(lead_unit__in=working)
        | Q(pk__in=supports)
        | Q(assigning_unit__in=ordering)
        | Q(closing_unit__in=ordering)
        | Q(level_unit__in=ordering)
    )


def _above(viewer: Viewer) -> frozenset[int]:
    """Units over the viewer's posts, without the root: nobody reads everything from below."""
    tree = tree_on()
    posts = viewer.posts_as(*(set(Role) - {Role.ADMIN}))
    return frozenset(n.pk for post in posts for n in tree.above(post)) - {tree.root.pk}


class Commitment(models.Model):
    """``due_on`` is in force; ``clean_due_on`` decides whether the work is, or was, late."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)  # 督〔2024〕12号
    title = models.CharField(max_length=200)
    requirement = models.TextField(blank=True)  # 办理要求
    # where it comes from: a key of ``origins`` and the uid of what points here
    origin_kind = models.CharField(max_length=30)
    origin_uid = models.UUIDField(null=True, blank=True)
    source = models.CharField(max_length=120, blank=True)  # 会议、批示、文件 in words
    cause = models.CharField(max_length=20, blank=True)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="commitments"
    )
    # who
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    assigning_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    closing_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # verifies
    raiser_closes = models.BooleanField(default=False)  # the closing unit raised the matter
    sponsor = models.CharField(max_length=40, blank=True)  # 挂钩领导: a post
    contact = models.CharField(max_length=60, blank=True)  # 承办人及电话
    # plan
    term = models.CharField(max_length=30, blank=True)
    is_urgent = models.BooleanField(default=False)
    needs_evidence = models.BooleanField(default=True)
    is_confined = models.BooleanField(default=False)  # seen by the units named only
    assigned_on = models.DateField()
    original_due_on = models.DateField()
    due_on = models.DateField()
    clean_due_on = models.DateField()
    # state
    state = models.CharField(
        max_length=14, choices=[(s.value, s.value) for s in CommitmentState], default="open"
    )
    signed_for_on = models.DateField(null=True)  # 签收
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    done_names = models.JSONField(default=list, blank=True)  # of the doer and whom it acted for
    result = models.TextField(blank=True)  # 办理结果
    closed_on = models.DateField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    verdict = models.TextField(blank=True)  # 销号意见
    times_returned = models.PositiveSmallIntegerField(default=0)
    times_reopened = models.PositiveSmallIntegerField(default=0)
    # how far it has climbed: 0 is the lead unit itself
    level = models.PositiveSmallIntegerField(default=0)
    level_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    level_since = models.DateField(null=True)
    # provenance
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "due_on"], name="commitment_by_state"),
            models.Index(fields=["lead_unit", "state"], name="commitment_of_unit"),
            models.Index(fields=["origin_kind", "origin_uid"], name="commitment_origin"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dates(self) -> Dates:
        state = CommitmentState(self.state)
        return Dates(state, self.due_on, self.clean_due_on, self.done_on)


class SupportingUnit(models.Model):
    """A supporting unit (配合单位)."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="supports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "unit"], name="support_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} supports {self.commitment_id}"
