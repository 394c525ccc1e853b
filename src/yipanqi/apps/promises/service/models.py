"""Requests of enterprises, joint sessions on them, and the links that need no account."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.ledgers.service import Channel, RequestState, Topic
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class ServiceRequestQuerySet(ScopedQuerySet["ServiceRequest"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by the officer's unit, the unit that answers and those above them, and by the
        units of a joint session. 专员单位、答复单位及其上级可见，会商单位可见。
        """
        if viewer.whole_tree:
            return self
        called = SessionUnit.objects.filter(unit__in=viewer.units).values("session__request")
        return self.filter(
            Q(officer_unit__in=viewer.units) | Q(unit__in=viewer.units) | Q(pk__in=called)
        )


class ServiceRequest(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    number = models.CharField(max_length=40, unique=True)  # 诉〔2024〕12号
    # who asks; the two below are personal and shown only to who works on it
    enterprise = models.CharField(max_length=80)
    contact = models.CharField(max_length=40, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    # what
    topic = models.CharField(max_length=12, choices=[(t.value, t.value) for t in Topic])
    title = models.CharField(max_length=120)
    content = models.TextField(blank=True)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    repeat_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="repeats")
    # who serves
    channel = models.CharField(max_length=8, choices=[(c.value, c.value) for c in Channel])
    officer_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that answers
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, related_name="service_request"
    )
    # state
    state = models.CharField(
        max_length=8, choices=[(s.value, s.value) for s in RequestState], default="raised"
    )
    opened_on = models.DateField()
    first_due_on = models.DateField()
    first_answer_on = models.DateField(null=True)
    first_answer = models.TextField(blank=True)
    answered_on = models.DateField(null=True)
    answer = models.TextField(blank=True)
    closed_on = models.DateField(null=True)
    times_returned = models.PositiveSmallIntegerField(default=0)
    # the asker's word
    rating = models.PositiveSmallIntegerField(null=True)  # 1 … 5
    rating_words = models.TextField(blank=True)
    rated_on = models.DateField(null=True)
    # provenance
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "first_due_on"], name="request_by_state"),
            models.Index(fields=["enterprise", "topic"], name="request_repeats"),
        ]

    def __str__(self) -> str:
        return self.title


class JointSession(models.Model):
    """Departments called together on one request (会商), and what they concluded."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="sessions")
    held_on = models.DateField()
    agenda = models.TextField()
    conclusion = models.TextField(blank=True)
    concluded_on = models.DateField(null=True)
    called_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.held_on}"


class SessionUnit(models.Model):
    """A department at a joint session."""

    session = models.ForeignKey(JointSession, models.PROTECT, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "unit"], name="session_unit_once"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} at {self.session_id}"


class ServiceLink(models.Model):
    """An address for a phone without an account. Only its digest is kept.

    ``ask`` takes one request and is spent; ``follow`` shows that request's answer to whoever
    asked and takes the rating. Instants are real ones.
    """

    class Kind(models.TextChoices):
        ASK = "ask"
        FOLLOW = "follow"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    digest = models.CharField(max_length=64, unique=True)
    officer_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    enterprise = models.CharField(max_length=80)
    request = models.ForeignKey(ServiceRequest, models.PROTECT, null=True, related_name="links")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # replaced by a newer one

    class Meta:
        indexes = [models.Index(fields=["request", "kind"], name="link_of_request")]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"
