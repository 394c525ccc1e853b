"""Schemes in force and the score sheets they gave on snapshots."""

from django.db import models

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.infra.uid import new_uid


class SchemeVersion(models.Model):
    """One version of an assessment scheme: the TOML text, fixed once it has been used."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.TextField()
    hash = models.CharField(max_length=64)
    in_force_from = models.CharField(max_length=7)  # month
    in_force_to = models.CharField(max_length=7, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="scheme_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key}/{self.number}"


class ScoreSheet(models.Model):
    """score(snapshots, scheme): kept as computed, with everything needed to run it again."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    scheme = models.ForeignKey(SchemeVersion, models.PROTECT, related_name="sheets")
    month = models.CharField(max_length=7)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="sheets")
    inputs = models.JSONField()  # ordered snapshot references read, {"month","revision","hash"}
    inputs_hash = models.CharField(max_length=64)
    scheme_hash = models.CharField(max_length=64)
    rules_version = models.CharField(max_length=20)
    figures = models.JSONField(default=list)  # [unit, measure, reported, without progress]
    sheet_hash = models.CharField(max_length=64)  # of the canonical lines, figures and ranks
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    computed_at = models.DateTimeField()
    computed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scheme", "inputs_hash", "rules_version"], name="sheet_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme} {self.month}"


class ScoreLine(models.Model):
    """One cell: unit × criterion. Numbers as decimal text, exact; None is silence."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="lines")
    league = models.CharField(max_length=40)
    unit_uid = models.CharField(max_length=64)
    criterion = models.CharField(max_length=40)
    value = models.CharField(max_length=60, null=True)
    points = models.CharField(max_length=60, null=True)
    reason = models.JSONField(default=dict)  # {"code": …, "params": …}
    sort = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["sheet", "league", "unit_uid"], name="line_of_unit")]

    def __str__(self) -> str:
        return f"{self.unit_uid} {self.criterion}"


class RankLine(models.Model):
    """A unit's total and rank in its league."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="ranks")
    league = models.CharField(max_length=40)
    unit_uid = models.CharField(max_length=64)
    unit_name = models.CharField(max_length=80)  # of the month
    total = models.CharField(max_length=60, null=True)  # rounded as published
    unrounded = models.CharField(max_length=60, null=True)
    vetoes = models.JSONField(default=list)  # keys of the vetoes that hold
    rank = models.PositiveSmallIntegerField(null=True)  # null: not ranked
    change = models.SmallIntegerField(null=True)  # places won against the sheet before
    note = models.JSONField(default=dict)  # why there is no rank: {"code", "params"}
    sort = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["league", "sort"]

    def __str__(self) -> str:
        return f"{self.league} {self.rank} {self.unit_name}"
