"""Annual targets of units: versioned, with who agreed and how the year is paced."""

from django.db import models

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.infra.uid import new_uid


class Target(models.Model):
    """A unit's annual target for a measure; a later version replaces an earlier one."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="targets")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    year = models.PositiveSmallIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    value_scaled = models.BigIntegerField()
    curve = models.JSONField()  # twelve cumulative amounts, scaled like the value
    effective_month = models.CharField(max_length=7)
    agreed_by = models.CharField(max_length=80)
    document_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "measure", "year", "version"], name="target_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.unit_id} {self.measure_id} v{self.version}"
