"""暗访: an unannounced inspection, its route, what was found there and what shows it.

Whom a finding is about learns of it at the screening and not before: until then it stands in
no list, search, export, notice or audit row of theirs.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.scope import Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid

ORIGIN = "finding"  # of the commitments that shown findings become


class InspectionQuerySet(ScopedQuerySet["Inspection"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """From the root alone: a route tells whom it will call on.
        暗访任务和路线只有市级可见。
        """
        return self if viewer.whole_tree else self.none()


class FindingQuerySet(ScopedQuerySet["Finding"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """From the root; by the unit it is about and those above it once it has been shown.
        会上放映前只有市级可见，放映后被查单位及其上级可见。
        """
        if viewer.whole_tree:
            return self
        return self.filter(shown_at__isnull=False, dropped_at=None, unit__in=viewer.units)


class Inspection(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned"
        DONE = "done"  # back from the route

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # of the year
    title = models.CharField(max_length=120)
    task = models.TextField(blank=True)  # what to look at
    team = models.CharField(max_length=120, blank=True)  # posts
    planned_on = models.DateField()
    done_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="inspection_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.title


class Stop(models.Model):
    """A place on the route; the point is in CGCS2000, 1e-6 degree."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="stops")
    position = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=80)
    longitude_e6 = models.IntegerField(null=True)
    latitude_e6 = models.IntegerField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.place


class Finding(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    inspection = models.ForeignKey(Inspection, models.PROTECT, related_name="findings")
    stop = models.ForeignKey(Stop, models.PROTECT, null=True, related_name="findings")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # answers for it
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=80)
    detail = models.CharField(max_length=500)
    demand = models.CharField(max_length=300)  # what is asked of the unit
    found_on = models.DateField()
    due_on = models.DateField()
    # the screening
    shown_at = models.DateTimeField(null=True)
    shown_on = models.DateField(null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    commitment = models.OneToOneField(Commitment, models.PROTECT, null=True, related_name="+")
    dropped_at = models.DateTimeField(null=True)
    dropped_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "number"], name="finding_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.title


class ExhibitQuerySet(ScopedQuerySet["Exhibit"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """With its finding; whoever met where it was shown has seen it.
        随问题可见；参加放映会议的单位可见。
        """
        if viewer.whole_tree:
            return self
        findings = Finding.objects.visible_to(viewer)
        met = Meeting.objects.visible_to(viewer)
        shown = Q(finding__shown_at__isnull=False, finding__meeting__in=met, phase="before")
        return self.filter(shown | Q(finding__in=findings))


class Exhibit(models.Model):
    """A photo or clip, with where and when it says it was taken and how that fits."""

    class Kind(models.TextChoices):
        PHOTO = "photo"
        CLIP = "clip"

    class Phase(models.TextChoices):
        BEFORE = "before"  # 整改前
        AFTER = "after"  # 整改后

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="exhibits")
    kind = models.CharField(max_length=5, choices=Kind)
    phase = models.CharField(max_length=6, choices=Phase, default=Phase.BEFORE)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80, blank=True)  # spoken or written under it in the film
    duration = models.PositiveIntegerField(null=True)  # ms, of a clip
    metres_off = models.PositiveIntegerField(null=True)  # from the place it should show
    in_film = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    added_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.kind}"


class Recheck(models.Model):
    """回头看: somebody went again and says whether it is put right."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="rechecks")
    checked_on = models.DateField()
    passed = models.BooleanField()
    words = models.CharField(max_length=300)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.checked_on}"
