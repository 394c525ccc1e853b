"""Storyboards of films of typical cases, their scenes, and the films cut from them."""

from django.db import models

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.meetings.storyboard import HEADING_MOST, SOURCE_MOST, SceneKind
from yipanqi.core.month import Month
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class Storyboard(models.Model):
    """Every figure in it is the snapshot's; for a meeting, or for the month by itself."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="storyboards")
    title = models.CharField(max_length=HEADING_MOST)
    narration = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def month(self) -> Month:
        return Month.parse(self.snapshot.month)


class Scene(models.Model):
    """One picture of the film. Dropped scenes stay, out of the order."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    storyboard = models.ForeignKey(Storyboard, models.PROTECT, related_name="scenes")
    sort = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in SceneKind])
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    heading = models.CharField(max_length=HEADING_MOST, blank=True)
    text = models.TextField(blank=True)  # spoken, and burnt in as subtitles
    seconds = models.PositiveSmallIntegerField()
    source = models.CharField(max_length=SOURCE_MOST, blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    edited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # numbers that no snapshot gives: an approver answers for them
    vouched_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    vouched_reason = models.CharField(max_length=300, blank=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["sort", "pk"]

    def __str__(self) -> str:
        return self.heading or self.kind


class Film(models.Model):
    """A film as it was cut: picture, subtitles, and how long it runs."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    storyboard = models.ForeignKey(Storyboard, models.PROTECT, related_name="films")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    srt = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    vtt = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    seconds = models.PositiveSmallIntegerField()
    made_from = models.PositiveIntegerField()  # version of the storyboard
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["storyboard", "number"], name="film_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.storyboard} {self.number}"
