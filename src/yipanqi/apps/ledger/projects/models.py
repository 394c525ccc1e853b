"""The register: one identity per project, everything else a dated fact.

A fact carries the day it takes effect and the instant it was recorded, so a month can be
frozen "as effective by its last day, as known at the freeze".
"""

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Stage, Track
from yipanqi.core.scope import Viewer
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid


class ProjectQuerySet(ScopedQuerySet["Project"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A project is seen by units above its counting, lead, reporting, zone or supporting
        units, and by line departments of its domain.
        本级及下级、牵头、填报、配合、所在园区可见，行业部门按领域可见。
        """
        if viewer.whole_tree:
            return self
        units, domains = viewer.units, viewer.domains
        return self.filter(
            Q(current__counting_unit__in=units)
            | Q(current__lead_unit__in=units)
            | Q(current__reporting_unit__in=units)
            | Q(current__zone__in=units)
            | Q(current__domain__in=domains)
            | Q(pk__in=Support.objects.filter(unit__in=units, to_on=None).values("project"))
        )


class Project(models.Model):
    """An identity with its own code; ``current`` is the version in effect today."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    own_code = models.CharField(max_length=30, unique=True)
    package = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    is_package = models.BooleanField(default=False)
    current = models.OneToOneField(
        "ProjectVersion", models.PROTECT, null=True, related_name="+", editable=False
    )
    stage = models.CharField(  # the stage in effect today, moved only by ``move_stage``
        max_length=16, choices=[(s.value, s.value) for s in Stage], default=Stage.CONCEIVED
    )
    is_paused = models.BooleanField(default=False)
    registered_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ProjectQuerySet.as_manager()

    def __str__(self) -> str:
        return self.own_code


class ProjectVersion(models.Model):
    """What the register says of a project from ``effective_on`` on."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="versions")
    effective_on = models.DateField()
    recorded_at = models.DateTimeField()
    # identity of the day
    name = models.CharField(max_length=120)
    search_name = models.CharField(max_length=120, db_index=True)  # normalised
    approval_code = models.CharField(max_length=24, blank=True, db_index=True)  # GB/T 40058
    list_level = models.CharField(max_length=12, choices=[(x.value, x.value) for x in ListLevel])
    domain = models.CharField(max_length=16, choices=[(x.value, x.value) for x in Domain])
    track = models.CharField(max_length=12, choices=[(x.value, x.value) for x in Track])
    industry_code = models.CharField(max_length=4, blank=True)  # GB/T 4754-2017
    is_assessed = models.BooleanField(default=False)  # on the list of the level above
    # who answers
    lead_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    counting_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # counts once, here
    reporting_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    zone = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    sponsor = models.CharField(max_length=40, blank=True)  # 挂钩领导: a post
    # where and whose
    place = models.CharField(max_length=120, blank=True)
    longitude_e6 = models.IntegerField(null=True, blank=True)  # 1e-6 degree, CGCS2000
    latitude_e6 = models.IntegerField(null=True, blank=True)
    owner_name = models.CharField(max_length=80, blank=True)
    owner_credit_code = models.CharField(max_length=18, blank=True)
    # size
    total_investment = MoneyField()
    content = models.TextField(blank=True)  # 建设内容及规模

    class Meta:
        indexes = [
            models.Index(fields=["project", "effective_on"], name="project_version_as_of"),
            models.Index(fields=["counting_unit"], name="project_version_counting"),
        ]

    def __str__(self) -> str:
        return self.name


class Support(models.Model):
    """A supporting unit (配合单位) of a project for a time."""

    project = models.ForeignKey(Project, models.PROTECT, related_name="supports")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.unit_id} supports {self.project_id}"


class StageEvent(models.Model):
    """One entry of the stage log: a stage reached, a pause, a resumption, an end."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="stage_events")
    event = models.CharField(max_length=16)  # a Stage, or paused / resumed / terminated
    effective_on = models.DateField()  # never in a month that was closed when it was told
    happened_on = models.DateField(null=True)  # the real day, where it was told too late
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["effective_on", "id"]

    def __str__(self) -> str:
        return f"{self.event} {self.effective_on}"

    @property
    def real_on(self) -> date:
        return self.happened_on or self.effective_on


class MilestoneDate(models.Model):
    """A planned or actual date of a milestone. Append-only: the latest recorded one holds,
    the first planned one is the original plan.
    """

    class Milestone(models.TextChoices):
        SIGNING = "signing"  # 签约
        LANDING = "landing"  # 落地
        APPROVAL = "approval"  # 立项批复
        FUNDING = "funding"  # 资金落实
        PERMIT = "permit"  # 施工许可
        START = "start"  # 开工
        ENROLMENT = "enrolment"  # 入库（纳统）
        COMPLETION = "completion"  # 竣工
        COMMISSIONING = "commissioning"  # 投产
        FULL_CAPACITY = "full_capacity"  # 达效

    class Basis(models.TextChoices):
        PLANNED = "planned"
        ACTUAL = "actual"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="milestone_dates")
    milestone = models.CharField(max_length=14, choices=Milestone)
    basis = models.CharField(max_length=8, choices=Basis)
    happens_on = models.DateField(null=True)  # null: the earlier date is withdrawn
    effective_on = models.DateField()  # from when this is what the register says
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["project", "milestone", "basis"], name="milestone_of_project"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone} {self.basis} {self.happens_on}"


class AnnualList(models.Model):
    """An issued version of a year's project list (年度清单)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()  # 1 as first issued, 2 … adjusted
    issued_on = models.DateField()
    effective_month = models.CharField(max_length=7)  # adjustments never improve earlier months
    document_number = models.CharField(max_length=60, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="annual_list_once"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{self.number}"


class AnnualEntry(models.Model):
    """A project on an issued list: its class and its plan for the year."""

    annual_list = models.ForeignKey(AnnualList, models.PROTECT, related_name="entries")
    project = models.ForeignKey(Project, models.PROTECT, related_name="annual_entries")
    annual_class = models.CharField(
        max_length=12, choices=[(x.value, x.value) for x in AnnualClass]
    )
    annual_plan = MoneyField()
    completed_before = MoneyField()  # cumulative to the end of last year
    monthly_plan = models.JSONField()  # twelve whole-yuan amounts that add up to annual_plan
    planned_start_month = models.CharField(max_length=7, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["annual_list", "project"], name="annual_entry_once_a_list"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annual_list_id}:{self.project_id}"


class Programme(models.Model):
    """A programme (千项万亿, 十项重大工程 …) that projects belong to."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    key = models.CharField(max_length=30, unique=True)
    name = models.CharField(max_length=60)
    sort = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["sort", "id"]

    def __str__(self) -> str:
        return self.name


class ProgrammeProject(models.Model):
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="memberships")
    project = models.ForeignKey(Project, models.PROTECT, related_name="programmes")
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "project", "from_on"], name="programme_project_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id}:{self.project_id}"


class ListDraft(models.Model):
    """The next version of a year's list while the office works on it; it counts for nothing."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    year = models.PositiveSmallIntegerField()
    based_on = models.ForeignKey(AnnualList, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField()
    # how it ended: issued as a version, or put aside with a reason
    issued_as = models.OneToOneField(AnnualList, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"], condition=Q(closed_at=None), name="list_draft_once_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} draft"


class DraftLine(models.Model):
    """A project on a draft; ``is_listed`` False takes it off the next version."""

    draft = models.ForeignKey(ListDraft, models.PROTECT, related_name="lines")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    is_listed = models.BooleanField(default=True)
    annual_class = models.CharField(
        max_length=12, choices=[(x.value, x.value) for x in AnnualClass]
    )
    annual_plan = MoneyField()
    completed_before = MoneyField()
    monthly_plan = models.JSONField()  # twelve whole-yuan amounts
    planned_start_month = models.CharField(max_length=7, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["draft", "project"], name="draft_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id}:{self.project_id}"


# kept in a file of its own; Django finds models only from here
from yipanqi.apps.ledger.projects.found_models import (  # noqa: E402
    SavedView,
    SearchWords,
    Suspicion,
    UsualView,
)

__all__ = [
    "AnnualEntry",
    "AnnualList",
    "DraftLine",
    "ListDraft",
    "MilestoneDate",
    "Programme",
    "ProgrammeProject",
    "Project",
    "ProjectVersion",
    "SavedView",
    "SearchWords",
    "StageEvent",
    "Support",
    "Suspicion",
    "UsualView",
]
