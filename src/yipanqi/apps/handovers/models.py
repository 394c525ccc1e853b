"""A person moves: what went to the successor, as it stood that day."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.units.models import User
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class HandOverQuerySet(ScopedQuerySet["HandOver"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The two people, the office at the root, and the administrator (without the list).
        移交双方和市级办公室可见；管理员只见数量。
        """
        if viewer.is_root_office or viewer.has(Role.ADMIN):
            return self
        return self.filter(Q(leaver=viewer.user) | Q(successor=viewer.user))


class HandOver(models.Model):
    """One transfer (工作移交). ``posts`` and ``items`` are what moved, in words of that day."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    leaver = models.ForeignKey(User, models.PROTECT, related_name="+")
    successor = models.ForeignKey(User, models.PROTECT, related_name="+")
    on = models.DateField()
    reason = models.CharField(max_length=200)
    posts = models.JSONField()  # [{"unit", "role"}]
    items = models.JSONField()  # [{"kind", "title", "due_on", "page", "uid"}]
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.leaver_id} → {self.successor_id}"
