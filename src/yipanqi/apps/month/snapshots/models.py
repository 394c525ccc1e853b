"""Frozen months. The row is the truth; the Parquet files are what it vouches for."""

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.infra.uid import new_uid


class Snapshot(models.Model):
    """One revision of a frozen month, chained in the order of issue."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    window = models.ForeignKey(MonthWindow, models.PROTECT, related_name="snapshots")
    month = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField(default=1)
    issue = models.PositiveIntegerField(unique=True)  # place in the chain, from 1
    # what it vouches for
    rows_hash = models.CharField(max_length=64)  # of the canonical rows of all tables
    manifest = models.JSONField()
    manifest_hash = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)  # manifest hash of the issue before
    folder = models.CharField(max_length=80)  # below the snapshot root
    # provenance
    frozen_at = models.DateTimeField()
    frozen_on = models.DateField()
    frozen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # of a restatement
    changes = models.JSONField(default=list)  # changed cells against the revision before
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="superseded_by"
    )
    built_on = models.ForeignKey(  # the earlier month's revision this one read
        "self", models.PROTECT, null=True, related_name="+"
    )
    # an older base that was accepted with a reason instead of restating
    base_accepted_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["issue"]
        constraints = [
            models.UniqueConstraint(fields=["month", "revision"], name="snapshot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.month}/r{self.revision}"


class Adjustment(models.Model):
    """An entry of a bonus or deduction ledger: who decided, why, how many points."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    ledger = models.CharField(max_length=40)  # bonus.events, deduction.criticism …
    points_scaled = models.IntegerField()  # 1/100 point, signed
    happened_on = models.DateField()
    reason = models.CharField(max_length=300)
    decided_by = models.CharField(max_length=80)
    evidence = models.ForeignKey("infra.EvidenceFile", models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.ledger} {self.points_scaled}"


class Mark(models.Model):
    """A judge's mark or ballot for a unit in a month."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey("units.Unit", models.PROTECT, related_name="+")
    month = models.CharField(max_length=7)
    measure = models.CharField(max_length=60)
    judge = models.CharField(max_length=64)
    value_scaled = models.BigIntegerField()
    decimals = models.PositiveSmallIntegerField(default=2)
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "measure", "judge"],
                condition=Q(voided_at=None),
                name="mark_once_a_judge",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month} {self.measure}"
