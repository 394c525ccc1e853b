"""Files edited outside (WPS, Word) that came back, and how they differ from the snapshot."""

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class ReturnedFile(models.Model):
    """One numbered version of the bulletin or the slides, as it came back."""

    class Kind(models.TextChoices):
        BULLETIN = "bulletin"
        SLIDES = "slides"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    publication = models.ForeignKey(Publication, models.PROTECT, related_name="returned_files")
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="returned_files")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    brought_at = models.DateTimeField()
    brought_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-brought_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "number"], name="returned_numbered_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"

    @property
    def open_count(self) -> int:
        return self.differences.filter(accepted_at=None).count()


class FoundDifference(models.Model):
    """What stands where, and what the snapshot says; open until accepted by name. A later
    version in which it is gone has corrected it.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    file = models.ForeignKey(ReturnedFile, models.PROTECT, related_name="differences")
    sort = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=160)
    stands = models.CharField(max_length=200)
    says = models.CharField(max_length=200)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["sort"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted_at=None) | ~Q(reason=""), name="difference_accepted_for_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.where


class SlideTemplate(models.Model):
    """The city's own .pptx master; the newest is used."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.file.name
