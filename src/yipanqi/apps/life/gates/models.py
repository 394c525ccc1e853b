"""Proposals to pass a gate with their papers; approved pauses; what was said of a moved date."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.core.projects.gates import Gate, GateState
from yipanqi.core.projects.pauses import PauseState
from yipanqi.core.projects.slips import Verdict
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class GatePassageQuerySet(ScopedQuerySet["GatePassage"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project. 随项目可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class PauseQuerySet(ScopedQuerySet["Pause"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project. 随项目可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class AdoptedChecklist(models.Model):
    """The city's own words and papers of a gate; the newest number of a gate is in force."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    gate = models.CharField(max_length=14, choices=[(g.value, g.value) for g in Gate])
    number = models.PositiveSmallIntegerField()
    definition = models.TextField()
    source = models.CharField(max_length=200)
    items = models.JSONField()  # key, text, kind, is_required, group
    reason = models.CharField(max_length=300)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["gate", "number"], name="checklist_once"),
        ]

    def __str__(self) -> str:
        return f"{self.gate}/{self.number}"


class GatePassage(models.Model):
    """A unit says that its project passed a gate on a day; a reviewer accepts or refuses."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="gate_passages")
    gate = models.CharField(max_length=14, choices=[(g.value, g.value) for g in Gate])
    on = models.DateField()  # the day it happened
    words = models.CharField(max_length=500, blank=True)
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in GateState], default=GateState.PROPOSED
    )
    proposed_on = models.DateField()
    proposed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    proposed_names = models.JSONField(default=list)  # of the proposer and whom it acted for
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=300, blank=True)
    effective_on = models.DateField(null=True)  # later than ``on`` where its month was closed
    version = models.PositiveIntegerField(default=1)

    objects = GatePassageQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "gate"], condition=Q(state="proposed"), name="gate_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.gate} {self.on}"

    @property
    def uid_text(self) -> str:
        return str(self.uid)


class GatePaper(models.Model):
    """A paper of a proposal, for one line of the checklist."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    passage = models.ForeignKey(GatePassage, models.PROTECT, related_name="papers")
    item = models.CharField(max_length=20)  # key of the checklist's line
    text = models.CharField(max_length=120)  # that line as it read then
    kind = models.CharField(max_length=10)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    taken_on = models.DateField(null=True)  # of a photo
    by_camera = models.BooleanField(default=False)  # else by the word of who sent it

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.passage_id} {self.item}"


class Pause(models.Model):
    """A pause asked for with reason, plan and review date. The project's clock stands still
    only from its approval's first day to the review date, and not after.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="pauses")
    from_on = models.DateField()
    reason = models.CharField(max_length=300)
    plan = models.CharField(max_length=500)  # what is done so that work can go on
    review_on = models.DateField()
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in PauseState], default=PauseState.ASKED
    )
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    asked_names = models.JSONField(default=list)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=300, blank=True)
    ended_on = models.DateField(null=True)  # first day of work again
    ended_words = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(state__in=["asked", "approved"]),
                name="one_pause_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.from_on}"

    @property
    def uid_text(self) -> str:
        return str(self.uid)


class SlipVerdict(models.Model):
    """A moved date was approved, or contested: then the date before it holds again."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    moved = models.OneToOneField(MilestoneDate, models.PROTECT, related_name="slip_verdict")
    verdict = models.CharField(max_length=9, choices=[(v.value, v.value) for v in Verdict])
    words = models.CharField(max_length=300)
    decided_on = models.DateField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    restored = models.OneToOneField(
        MilestoneDate, models.PROTECT, null=True, related_name="restores_after"
    )

    def __str__(self) -> str:
        return f"{self.moved_id} {self.verdict}"

    @property
    def project_id(self) -> int:
        """Whose date it is: a light may turn with it."""
        return self.moved.project_id
