"""Problems of projects: raised, solved, confirmed by somebody other than the solver."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.projects.models import Project
from yipanqi.apps.units.models import Unit, User
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class ProblemQuerySet(ScopedQuerySet["Problem"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen with its project, and by the unit that must solve it. 随项目可见，承办单位可见。"""
        if viewer.whole_tree:
            return self
        return self.filter(
            Q(project__in=Project.objects.visible_to(viewer)) | Q(unit__in=viewer.units)
        )


class Problem(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        SOLVED = "solved"  # says the unit that had to solve it
        CONFIRMED = "confirmed"  # says whoever raised it

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, null=True, related_name="problem_rows")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that must solve it
    raised_by_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=200)
    cause = models.CharField(max_length=20)
    # state
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    raised_on = models.DateField()
    due_on = models.DateField(null=True)
    solved_on = models.DateField(null=True)
    solved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_on = models.DateField(null=True)
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ProblemQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
