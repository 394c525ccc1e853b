"""Who sits where, and what the room was told."""

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.meeting.meetings.models.meeting import Meeting, Venue
from yipanqi.infra.uid import new_uid


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
