"""Livelihood works of a year, the shares of units in them, their counts and surveys."""

from typing import Self

from django.db import models

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class LivelihoodItemQuerySet(ScopedQuerySet["LivelihoodItem"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A promise to the public: whoever works here sees it with its counts.
        民生实事向社会公布，工作人员均可见。
        """
        return self if viewer.is_system or viewer.units else self.none()


class LivelihoodItem(models.Model):
    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    promised_by = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    counted_in = models.CharField(max_length=10)  # 个、公里、张床位
    decimals = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that leads
    commitment = models.OneToOneField(Commitment, models.PROTECT, related_name="livelihood_item")
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = LivelihoodItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promised_by", "year", "number"], name="livelihood_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LivelihoodShare(models.Model):
    """What one unit counts towards the work; at least one stands under each."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(LivelihoodItem, models.PROTECT, related_name="shares")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    target_scaled = models.BigIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "unit"], name="livelihood_share_once"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}/{self.unit_id}"


class LivelihoodCount(models.Model):
    """Counted since January by a month; append-only, the latest of a month holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    share = models.ForeignKey(LivelihoodShare, models.PROTECT, related_name="counts")
    month = models.CharField(max_length=7)
    done_scaled = models.BigIntegerField()
    words = models.TextField(blank=True)
    reported_on = models.DateField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["month", "pk"]

    def __str__(self) -> str:
        return f"{self.share_id} {self.month}"


class Survey(models.Model):
    """How content people are, asked by another than who does the work."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(LivelihoodItem, models.PROTECT, related_name="surveys")
    on = models.DateField()
    asked = models.PositiveIntegerField()  # people
    satisfaction_scaled = models.PositiveIntegerField()  # hundredths of a percent
    words = models.TextField(blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.item_id} {self.on}"
