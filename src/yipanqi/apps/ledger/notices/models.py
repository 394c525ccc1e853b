"""Notices in the app: one row per unit told, read by each person for themselves."""

from typing import Self

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class NoticeQuerySet(ScopedQuerySet["Notice"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A notice is for those who hold a post in the unit told. 本单位在岗人员可见。"""
        return self.filter(unit__in=viewer.posts_as(*(set(Role) - {Role.ADMIN})))


class Notice(models.Model):
    """A sentence of the catalogue with its parameters, and the page it is about.

    ``key`` makes it once: a sweep that runs twice tells nobody twice.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    params = models.JSONField(default=dict, blank=True)  # ready to show
    url_name = models.CharField(max_length=60, blank=True)
    subject_uid = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=160, unique=True)
    told_on = models.DateField()  # the city's date
    created_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "told_on"], name="notice_of_unit")]

    def __str__(self) -> str:
        return self.code


class NoticeRead(models.Model):
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="reads")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "user"], name="notice_read_once"),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}:{self.user_id}"


class ChannelQuerySet(ScopedQuerySet["Channel"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A unit's channels are kept by its own reviewers and office. 本单位审核员、办公室管理。"""
        return self.filter(unit__in=viewer.posts_as(Role.OFFICE, Role.REVIEWER))


class Channel(models.Model):
    """Where a unit's notices go besides the app: a group robot, another system, an e-mail."""

    class Kind(models.TextChoices):
        WECOM = "wecom"  # 企业微信群机器人
        DINGTALK = "dingtalk"  # 钉钉群机器人
        PLAIN = "plain"  # any receiver, signed in a header
        EMAIL = "email"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=400)
    secret = models.CharField(max_length=200, blank=True)  # never shown again
    # when: city hours, quiet from … until before; a digest goes out once a day
    quiet_from = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(null=True, blank=True)
    digest_at = models.PositiveSmallIntegerField(null=True, blank=True)
    # state
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ChannelQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """The outbox: one notice on its way through one channel. Written with its notice."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"  # given up

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="deliveries")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=6, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_as = models.UUIDField(null=True)  # the delivery id it travelled under
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["channel", "notice"], name="delivered_once"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.channel_id}:{self.notice_id}"
