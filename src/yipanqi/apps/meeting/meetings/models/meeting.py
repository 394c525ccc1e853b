"""The rhythm, a meeting of it, and its venues."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class MeetingQuerySet(ScopedQuerySet["Meeting"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen from the root; by others once called, if a unit of theirs is a venue, attends
        or speaks. 全市岗位可见；其他单位在通知印发后、作为会场、参会或发言单位可见。
        """
        if viewer.whole_tree:
            return self
        from yipanqi.apps.meeting.meetings.models import AgendaItem, Attendance

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
