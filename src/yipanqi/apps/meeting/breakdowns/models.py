"""任务分解: a meeting's speech and minutes taken apart into tasks that units accept or contest."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.meeting.meetings.models import Decision, Meeting
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class BreakdownQuerySet(ScopedQuerySet["Breakdown"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """From the root; once circulated also by the units its tasks name.
        起草阶段仅市级可见；征求意见后所列单位可见。
        """
        if viewer.whole_tree:
            return self
        named = BreakdownTask.objects.visible_to(viewer).values("breakdown")
        return self.exclude(state=Breakdown.State.DRAFT).filter(pk__in=named)


class BreakdownTaskQuerySet(ScopedQuerySet["BreakdownTask"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Its own units' tasks; the speech as a whole stays with the root.
        只看到本单位（含下级）牵头或配合的任务。
        """
        if viewer.whole_tree:
            return self
        mine = Q(lead_unit__in=viewer.units) | Q(supporting_units__in=viewer.units)
        open_to_units = self.exclude(breakdown__state=Breakdown.State.DRAFT)
        return open_to_units.filter(mine, dropped_at=None).distinct()


class Breakdown(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft"  # the office edits it; nobody else sees it
        CIRCULATED = "circulated"  # units accept or contest
        ISSUED = "issued"  # binds: every task is a commitment

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="breakdowns")
    number = models.PositiveSmallIntegerField()  # of the meeting
    title = models.CharField(max_length=120)
    source = models.TextField()  # speech or minutes, as pasted
    said_on = models.DateField()  # from which “本月底” counts
    # state
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    circulated_on = models.DateField(null=True)
    reply_by = models.DateField(null=True)  # last day to accept or contest
    issued_on = models.DateField(null=True)
    document_number = models.CharField(max_length=40, blank=True)
    scan = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = BreakdownQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="breakdown_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.title


class BreakdownTask(models.Model):
    """One task beside the sentence it was taken from; ``start`` is where that stands."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    breakdown = models.ForeignKey(Breakdown, models.PROTECT, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    sentence = models.TextField(blank=True)  # empty: added by hand
    start = models.PositiveIntegerField(null=True)
    due_words = models.CharField(max_length=30, blank=True)  # that gave the date
    text = models.CharField(max_length=200)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    supporting_units = models.ManyToManyField(Unit, related_name="+", blank=True)
    due_on = models.DateField(null=True)
    acceptance = models.CharField(max_length=500, blank=True)  # what shows that it is done
    dropped_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = BreakdownTaskQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text


class Reply(models.Model):
    """A unit accepts or contests a task; its newest reply counts, earlier ones stay."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted"
        CONTESTED = "contested"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    task = models.ForeignKey(BreakdownTask, models.PROTECT, related_name="replies")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    words = models.CharField(max_length=300, blank=True)  # why, and what it proposes
    task_version = models.PositiveIntegerField()  # what it said when the unit replied
    replied_on = models.DateField()
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    # what the office made of a contest
    answer = models.CharField(max_length=300, blank=True)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.task_id} {self.kind}"

    @property
    def is_open(self) -> bool:
        return self.kind == self.Kind.CONTESTED and self.answered_on is None
