"""Regular meetings: who meets when and where, what is heard, what was shown."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yipanqi.apps.units.models import Unit, User
from yipanqi.core.agenda import ItemForm, ItemKind
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid

ORIGIN = "meeting_decision"  # of the commitments that decisions become


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen from the root; by others once called, if a unit of theirs is a venue, attends
        or speaks. 全市岗位可见；其他单位在通知印发后、作为会场、参会或发言单位可见。
        """
        if viewer.whole_tree:
            return self
        here = {"meeting": OuterRef("pk"), "unit__in": viewer.units}
        invited = (
            Exists(Venue.objects.filter(**here))
            | Exists(Attendance.objects.filter(**here))
            | Exists(AgendaItem.objects.filter(**here, dropped_at=None))
        )
        return self.exclude(state=Meeting.State.PLANNED).filter(invited)


class MeetingSeries(models.Model):
    """The fixed rhythm: on ``day`` of each month, or the next worked day after it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(max_length=60)
    day = models.PositiveSmallIntegerField()
    begins_at = models.TimeField()
    place = models.CharField(max_length=80, blank=True)
    chair = models.CharField(max_length=40, blank=True)  # a post
    # of whatever video system the city uses; kept, never called
    video_link = models.URLField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    materials_workdays = models.PositiveSmallIntegerField(default=1)  # before the day
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class Meeting(models.Model):
    """One meeting. ``version`` guards the meeting and its agenda; showing does not move it."""

    class State(models.TextChoices):
        PLANNED = "planned"  # the office prepares it; nobody else sees it
        CALLED = "called"  # the notice is out
        HELD = "held"  # over

    class Room(models.TextChoices):
        SHUT = "shut"
        REHEARSAL = "rehearsal"
        LIVE = "live"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    series = models.ForeignKey(MeetingSeries, models.PROTECT, related_name="meetings")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # of the year
    title = models.CharField(max_length=120)
    month = models.CharField(max_length=7)  # the reporting month it hears
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=80)
    chair = models.CharField(max_length=40)
    video_link = models.URLField(max_length=300, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    materials_due_on = models.DateField()
    # state
    state = models.CharField(max_length=8, choices=State, default=State.PLANNED)
    called_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # the room
    room = models.CharField(max_length=10, choices=Room, default=Room.SHUT)
    live_sequence = models.PositiveBigIntegerField(default=0)  # of the last event
    roll_code = models.CharField(max_length=6, blank=True)  # while a roll call runs
    version = models.PositiveIntegerField(default=1)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "year", "number"], name="meeting_numbered_once"
            ),
        ]
        indexes = [models.Index(fields=["starts_at"], name="meeting_by_day")]

    def __str__(self) -> str:
        return self.title

    @property
    def held_on(self) -> date:
        return self.starts_at.astimezone(CITY_ZONE).date()

    @property
    def heard(self) -> Month:
        return Month.parse(self.month)

    @property
    def is_open(self) -> bool:
        return self.room != self.Room.SHUT

    @property
    def is_held(self) -> bool:
        return self.state == self.State.HELD


class Venue(models.Model):
    """A room with a screen: the main one or a branch. What it reports of itself is no business
    write: it says whether its screen follows, and how far behind.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="venues")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    is_main = models.BooleanField(default=False)
    name = models.CharField(max_length=60)
    place = models.CharField(max_length=80, blank=True)
    contact = models.CharField(max_length=60, blank=True)
    sort = models.PositiveSmallIntegerField(default=0)
    # signed in
    signed_in_at = models.DateTimeField(null=True)
    signed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    on_fallback = models.BooleanField(default=False)  # works from the pack, by telephone
    # of its screen
    seen_at = models.DateTimeField(null=True)
    seen_sequence = models.PositiveBigIntegerField(default=0)
    lag_ms = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit"], name="venue_of_unit_once"),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_main=True), name="venue_main_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """``why`` and its parameters say what the draft rests on; empty where a person added it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in ItemKind])
    form = models.CharField(max_length=8, choices=[(f.value, f.value) for f in ItemForm])
    title = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # speaks
    speaker = models.CharField(max_length=40, blank=True)  # a post
    minutes = models.PositiveSmallIntegerField(default=0)
    # what can be shown with it
    subject_kind = models.CharField(max_length=12, blank=True)
    subject_uid = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=60, blank=True)
    why_params = models.JSONField(default=dict, blank=True)
    # at the meeting
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["meeting", "position"], name="agenda_in_order")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_written(self) -> bool:
        return self.form == ItemForm.WRITTEN


class Material(models.Model):
    """A paper of an item; the newest number counts."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="materials")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # handed it in
    handed_in_on = models.DateField()
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    is_late = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="material_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} v{self.number}"


class Attendance(models.Model):
    """One seat of a unit: expected, excused or sent in place of; and whether it was taken."""

    class Role(models.TextChoices):
        ATTENDS = "attends"  # 出席
        OBSERVES = "observes"  # 列席

    class State(models.TextChoices):
        EXPECTED = "expected"
        LEAVE = "leave"  # 请假
        DEPUTY = "deputy"  # 委派他人

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="attendances")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    post = models.CharField(max_length=40)
    role = models.CharField(max_length=8, choices=Role, default=Role.ATTENDS)
    state = models.CharField(max_length=8, choices=State, default=State.EXPECTED)
    deputy = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    present_at = models.DateTimeField(null=True)
    present_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_code = models.BooleanField(default=False)

    class Meta:
        ordering = ["venue__sort", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "unit", "post"], name="seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.post}"


class LiveEvent(models.Model):
    """What the room was told, in the order it was told: the outbox of the live stream."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="events")
    sequence = models.PositiveBigIntegerField()  # 1, 2, 3 … of the meeting, without holes
    kind = models.CharField(max_length=12)
    payload = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "sequence"], name="event_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}:{self.sequence}"


class Decision(models.Model):
    """What was settled. A confirmed task points at the commitment it became."""

    class Kind(models.TextChoices):
        INFORMATION = "information"  # 知悉
        DECISION = "decision"  # 议定
        TASK = "task"  # 交办

    class State(models.TextChoices):
        NOTED = "noted"
        CONFIRMED = "confirmed"
        VOID = "void"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="decisions")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    text = models.CharField(max_length=200)
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    supporting_units = models.ManyToManyField(Unit, related_name="+", blank=True)
    due_on = models.DateField(null=True)
    acceptance = models.TextField(blank=True)  # what shows that it is done
    source_sentence = models.TextField(blank=True)
    # state
    state = models.CharField(max_length=10, choices=State, default=State.NOTED)
    commitment = models.OneToOneField(
        "commitments.Commitment", models.PROTECT, null=True, related_name="+"
    )
    noted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    noted_at = models.DateTimeField()
    confirmed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="decision_numbered_once"),
        ]

    def __str__(self) -> str:
        return self.text


class MeetingDocument(models.Model):
    """A document made for the meeting: notice, minutes, list of tasks, parts of the pack."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=12)
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "kind", "number"], name="meeting_document_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
