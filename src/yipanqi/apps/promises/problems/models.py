"""Problems of projects: raised, taken up, assigned as a commitment, solved, confirmed."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class ProblemQuerySet(ScopedQuerySet["Problem"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project, by the unit that must solve it and the one that raised it.
        随项目可见，提出单位、承办单位可见。
        """
        if viewer.whole_tree:
            return self
        return self.filter(
            Q(project__in=Project.objects.visible_to(viewer))
            | Q(unit__in=viewer.units)
            | Q(raised_by_unit__in=viewer.units)
        )


class Problem(models.Model):
    class State(models.TextChoices):
        RAISED = "raised"
        ACCEPTED = "accepted"
        ASSIGNED = "assigned"  # there is a commitment
        SOLVED = "solved"  # says the unit that had to solve it
        CONFIRMED = "confirmed"  # says whoever raised it
        DECLINED = "declined"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="problem_rows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that must solve it
    raised_by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    cause = models.CharField(max_length=20)
    month = models.CharField(max_length=7, blank=True)  # whose report told of it
    recurrence_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="recurrences"
    )
    commitment = models.OneToOneField(
        Commitment, models.PROTECT, null=True, blank=True, related_name="problem"
    )
    # state
    state = models.CharField(max_length=10, choices=State, default=State.RAISED)
    raised_on = models.DateField()
    accepted_on = models.DateField(null=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    declined_on = models.DateField(null=True)
    declined_reason = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # as agreed in time: see Commitment.clean_due_on
    solved_on = models.DateField(null=True)
    solved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    solved_names = models.JSONField(default=list, blank=True)  # of who said so and for whom
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ProblemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "unit"], name="problem_by_state"),
        ]

    def __str__(self) -> str:
        return self.title
