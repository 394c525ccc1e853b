"""Notices in the app: one row per unit told, read by each person for themselves."""

from typing import Self

from django.db import models

from yipanqi.apps.units.models import Unit, User
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
