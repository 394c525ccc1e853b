"""Commitments: who promised what to whom until when, and everything that happened to it."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.projects.models import Project
from yipanqi.apps.units.models import Unit, User
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.commitments.lateness import Dates
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class CommitmentQuerySet(ScopedQuerySet["Commitment"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by its lead and supporting units, those above and below them, the units that
        assigned it and will close it, and by whoever sees the project it is about.
        牵头、配合单位及其上下级可见，交办、核验单位可见，能看项目的可见。
        """
        if viewer.whole_tree:
            return self
        near = viewer.units | _above(viewer)
        support = SupportingUnit.objects.filter(unit__in=near).values("commitment")
        return self.filter(
            Q(lead_unit__in=near)
            | Q(pk__in=support)
            | Q(assigning_unit__in=viewer.units)
            | Q(closing_unit__in=viewer.units)
            | Q(project__in=Project.objects.visible_to(viewer))
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


class Progress(models.Model):
    """What a unit did in a month; append-only, the latest of a month holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="progress")
    month = models.CharField(max_length=7)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    text = models.TextField()
    next_step = models.TextField(blank=True)
    share = models.PositiveSmallIntegerField(null=True)  # percent done, as the unit says
    reported_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id}:{self.month}"


class Extension(models.Model):
    """A later due date, asked and decided, or given back after a verifier's delay."""

    class State(models.TextChoices):
        ASKED = "asked"
        GRANTED = "granted"
        REFUSED = "refused"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="extensions")
    is_given_back = models.BooleanField(default=False)  # time the verifier kept
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    reason = models.TextField()
    old_due_on = models.DateField()
    new_due_on = models.DateField()
    asked_on = models.DateField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    words = models.TextField(blank=True)
    keeps_clean = models.BooleanField(default=False)  # granted while still in time

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state="asked"), name="one_extension_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.old_due_on} → {self.new_due_on}"


class Escalation(models.Model):
    """The matter went one level up."""

    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField()  # reached
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that is called
    on = models.DateField()
    is_by_rule = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "level"], name="level_reached_once"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} ↑{self.level}"


class LevelAction(models.Model):
    """What a unit above did: a talk, an inspection on site, a coordination. Stops the climb."""

    class Kind(models.TextChoices):
        TALK = "talk"  # 约谈
        INSPECTION = "inspection"  # 现场督查
        COORDINATION = "coordination"  # 协调会

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="level_actions")
    kind = models.CharField(max_length=12, choices=Kind)
    level = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    with_whom = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.kind}"


class Slip(models.Model):
    """A supervision slip (督办单) with its colour, its own date, and its answer."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="slips")
    number = models.CharField(max_length=40, unique=True)
    colour = models.CharField(max_length=6, choices=[(c.value, c.value) for c in SlipColour])
    issuing_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_by_rule = models.BooleanField()
    reason = models.CharField(max_length=300)
    rectify_by = models.DateField()
    # answer
    answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "colour"], name="slip_colour_once"),
        ]

    def __str__(self) -> str:
        return self.number


class CommitmentEvidence(models.Model):
    """A file that shows the work; the same file once."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="evidence")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    added_on = models.DateField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.caption or str(self.file)


class Numbering(models.Model):
    """The last number given in a series and year; its row is locked while one is given."""

    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="numbering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Sweep(models.Model):
    """A day of the city's clock on which reminders, slips and climbs were made."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    day = models.DateField(unique=True)
    reminders = models.PositiveIntegerField(default=0)
    slips = models.PositiveIntegerField(default=0)
    climbs = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()
