"""A person moves: what went to the successor, as it stood that day."""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import User
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class HandOverQuerySet(ScopedQuerySet["HandOver"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """The two people, who asked for it, the office at the root, and the administrator
        (without the list). 移交双方、提出人和市级办公室可见；管理员只见数量。
        """
        if viewer.is_root_office or viewer.has(Role.ADMIN):
            return self
        me = viewer.user
        return self.filter(Q(leaver=me) | Q(successor=me) | Q(asked_by=me))


class HandOver(models.Model):
    """One transfer (工作移交): asked for, carried out by the administrator, signed by both and
    by a witness. ``posts`` and ``items`` are what moved, in words of that day.
    """

    class State(models.TextChoices):
        ASKED = "asked"  # 待办理
        MOVED = "moved"  # 已移交
        WITHDRAWN = "withdrawn"  # 已撤回

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.MOVED)
    leaver = models.ForeignKey(User, models.PROTECT, related_name="+")
    successor = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=200)
    # asked for; none where the administrator began it
    asked_on = models.DateField(null=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # carried out
    on = models.DateField(null=True)
    posts = models.JSONField(default=list)  # [{"unit", "role"}]
    items = models.JSONField(default=list)  # [{"kind", "title", "due_on", "page", "uid"}]
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    # the list signed (移交人、接收人、监交人)
    leaver_signed_on = models.DateField(null=True)
    successor_signed_on = models.DateField(null=True)
    witness = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    witness_signed_on = models.DateField(null=True)
    # provenance
    withdrawn_words = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["leaver"], condition=Q(state="asked"), name="one_hand_over_asked"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.leaver_id} → {self.successor_id}"

    @property
    def day(self) -> date | None:
        """When it was carried out, or asked for."""
        return self.on or self.asked_on

    @property
    def is_signed(self) -> bool:
        """By all three: it is finished."""
        return None not in {
            self.leaver_signed_on, self.successor_signed_on, self.witness_signed_on
        }  # fmt: skip
