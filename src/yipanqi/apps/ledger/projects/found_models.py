"""What helps to find projects: words to search by, suspicions of doubles, saved views.

None of it is a fact of the register: no month is frozen with it and no figure rests on it.
"""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.core.projects.suspects import SuspicionKind
from yipanqi.core.scope import Viewer
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class SearchWords(models.Model):
    """One narrow row per project: its name, codes and owner, and how the names are spelled in
    pinyin, whole and by initials. Kept by the verbs that write a version.
    """

    project = models.OneToOneField(
        Project, models.PROTECT, primary_key=True, related_name="search_words"
    )
    words = models.TextField()

    def __str__(self) -> str:
        return self.words.split("\n", 1)[0]


class SuspicionQuerySet(ScopedQuerySet["Suspicion"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Seen by who sees both projects. 两个项目均可见者可见。"""
        if viewer.whole_tree:
            return self
        mine = Project.objects.visible_to(viewer)
        return self.filter(Q(other=None) | Q(other__in=mine), project__in=mine)


class Suspicion(models.Model):
    """Two projects that may be one, or one that may be several, until a person has looked."""

    class Outcome(models.TextChoices):
        DIFFERENT = "different"  # two projects, rightly registered
        SAME = "same"  # one of them has to go

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=[(k.value, k.value) for k in SuspicionKind])
    project = models.ForeignKey(Project, models.PROTECT, related_name="suspicions")
    other = models.ForeignKey(Project, models.PROTECT, null=True, related_name="+")
    alike = models.PositiveSmallIntegerField()  # per mille
    found_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome)
    reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "other", "kind"], name="suspicion_once_a_pair"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.project_id} {self.other_id}"


class SavedView(models.Model):
    """A named way to look at the register: its query string. The office may share one."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    owner = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000, blank=True)  # without month and page
    is_shared = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-is_shared", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(withdrawn_at=None),
                name="saved_view_once_a_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UsualView(models.Model):
    """The view a person's register opens with; none: all projects."""

    user = models.OneToOneField(User, models.PROTECT, related_name="usual_view")
    view = models.ForeignKey(SavedView, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_id}"
