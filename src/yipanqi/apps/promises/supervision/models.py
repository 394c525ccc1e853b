"""Kinds of task with fields of their own; each points to the commitment that carries it."""

from typing import Self

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class KeyWorkQuerySet(ScopedQuerySet["KeyWork"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by whoever sees its commitment. 能看交办事项的可见。"""
        return self.filter(commitment__in=Commitment.objects.visible_to(viewer))


class KeyWork(models.Model):
    """An item of the year's key work (年度重点工作), as numbered in the year's list."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="key_work")
    recorded_at = models.DateTimeField()

    objects = KeyWorkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="key_work_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class KeyWorkIssue(models.Model):
    """The table of a quarter as published: open to every unit, never changed. A correction is
    a further revision with its reason.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    revision = models.PositiveSmallIntegerField()
    rows = models.JSONField()  # number, content, progress, units
    reason = models.CharField(max_length=300, blank=True)
    published_on = models.DateField()
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter", "revision"], name="key_work_issued_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter} r{self.revision}"


class Feed(models.Model):
    """A person's calendar address. Only its digest is kept: a new address ends the old one."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    user = models.OneToOneField(User, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uid)
