"""What is kept beside commitments: numbers given, days swept."""

from django.db import models

from yipanqi.infra.uid import new_uid


class Numbering(models.Model):
    """The last number given in a series and year; its row is locked while one is given."""

    series = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "year"], name="numbering_once"),
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year}: {self.last}"


class Sweep(models.Model):
    """A day of the city's clock on which reminders, slips and climbs were made."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    day = models.DateField(unique=True)
    reminders = models.PositiveIntegerField(default=0)
    slips = models.PositiveIntegerField(default=0)
    climbs = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.day.isoformat()
