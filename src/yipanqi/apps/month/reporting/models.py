"""The month: its window, one report per project, its revisions, remarks and photos."""

from typing import Self

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.querysets import ScopedQuerySet
from yipanqi.infra.uid import new_uid

TOLD = ("phone", "wecom", "paper", "scan")  # how figures reach whoever types them for a unit
OPENING = "opening"  # source of a past month's figure that was imported, not reviewed


class MonthWindow(models.Model):
    """A reporting month and its dates. Every write of the month locks this row."""

    class State(models.TextChoices):
        OPEN = "open"  # 填报中
        REVIEWING = "reviewing"  # 审核中
        FREEZING = "freezing"  # 封账进行中: every write of the month is refused
        FROZEN = "frozen"  # 已封账
        PUBLISHED = "published"  # 已发布

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    month = models.CharField(max_length=7, unique=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opens_on = models.DateField()
    cut_off_on = models.DateField()  # figures are as of this day
    due_on = models.DateField()
    reviewed_by_on = models.DateField()
    freeze_on = models.DateField()
    publish_on = models.DateField()
    note = models.CharField(max_length=200, blank=True)
    # a freeze under way, or a frozen month opened again to be restated
    freeze_token = models.CharField(max_length=32, blank=True)
    freezing_since = models.DateTimeField(null=True)
    restating_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["month"]

    def __str__(self) -> str:
        return self.month

    @property
    def value(self) -> Month:
        return Month.parse(self.month)

    @property
    def is_closed(self) -> bool:
        """No report of the month may be written."""
        return self.state in {self.State.FREEZING, self.State.FROZEN, self.State.PUBLISHED}


class ReportValues(models.Model):
    """The typed figures and words of a month report; None means not reported."""

    this_month = MoneyField(null=True, blank=True)  # 本月完成投资, may be negative
    year_to_date = MoneyField(null=True, blank=True)  # 1月至本月累计完成投资
    statistics_counted = MoneyField(null=True, blank=True)  # 列统投资, of statistics_month
    statistics_month = models.CharField(max_length=7, blank=True)
    next_month_plan = MoneyField(null=True, blank=True)
    physical_progress = models.TextField(blank=True)  # 形象进度
    problems = models.TextField(blank=True)  # 存在问题
    explanations = models.JSONField(default=dict, blank=True)  # finding code → words

    class Meta:
        abstract = True


class MonthReportQuerySet(ScopedQuerySet["MonthReport"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """A report is seen by whoever sees its project. 谁能看项目，谁能看月报。"""
        if viewer.whole_tree:
            return self
        return self.filter(project__in=Project.objects.visible_to(viewer))


class MonthReport(ReportValues):
    """The working copy of one project's month. What counts is its last approved revision."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        APPROVED = "approved"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="reports")
    window = models.ForeignKey(MonthWindow, models.PROTECT, related_name="reports")
    reporting_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    # state
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    waiting_unit = models.ForeignKey(  # whose reviewer is next, while submitted
        Unit, models.PROTECT, null=True, related_name="+"
    )
    waiting_since = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    # provenance
    source = models.CharField(max_length=20, default="web")  # web | workbook | OPENING | of TOLD
    informant = models.CharField(max_length=80, blank=True)  # who told it, if entered for a unit
    told_at = models.DateTimeField(null=True)  # when it was told, on the city's clock
    first_submitted_at = models.DateTimeField(null=True)
    first_submitted_on = models.DateField(null=True)  # on the city's clock: timeliness
    saved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)
    times_returned = models.PositiveSmallIntegerField(default=0)

    objects = MonthReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "window"], name="report_once_a_month"),
        ]
        indexes = [
            models.Index(fields=["window", "state"], name="report_by_state"),
            models.Index(fields=["window", "reporting_unit"], name="report_by_unit"),
            models.Index(fields=["window", "waiting_unit"], name="report_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.window_id}:{self.project_id}"


class ReportRevision(ReportValues):
    """The values as they were submitted or approved. Append-only."""

    class Event(models.TextChoices):
        SUBMITTED = "submitted"
        PASSED = "passed"  # approved by a level that is not the last
        APPROVED = "approved"
        RETURNED = "returned"
        WITHDRAWN = "withdrawn"  # by the unit itself, before anybody reviewed
        RESTATED = "restated"

    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=10, choices=Event)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    by_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    business_on = models.DateField()
    remark = models.TextField(blank=True)
    soft_findings = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["report_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="revision_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.report_id}#{self.number} {self.event}"


class FieldRemark(models.Model):
    """A reviewer's reason on one field of a returned report."""

    revision = models.ForeignKey(ReportRevision, models.PROTECT, related_name="field_remarks")
    field = models.CharField(max_length=30)
    text = models.CharField(max_length=300)

    def __str__(self) -> str:
        return f"{self.field}: {self.text}"


class ReportPhoto(models.Model):
    """A site photo of the month."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    report = models.ForeignKey(MonthReport, models.PROTECT, related_name="photos")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    caption = models.CharField(max_length=80, blank=True)
    added_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "file"], condition=Q(voided_at=None), name="photo_once_a_report"
            ),
        ]

    def __str__(self) -> str:
        return self.caption


class Measure(models.Model):
    """A unit measure that assessments read (investment growth, jobs …); numbers only."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=60)
    unit_of_account = models.CharField(max_length=12)  # 亿元, %, 人 …
    decimals = models.PositiveSmallIntegerField(default=0)
    owner = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Observation(models.Model):
    """unit × month × measure = number, with its revision; the latest one holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="observations")
    month = models.CharField(max_length=7)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="observations")
    value_scaled = models.BigIntegerField()
    revision = models.PositiveSmallIntegerField(default=1)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "month", "measure", "revision"], name="observation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.month} {self.measure_id}"


class SignedSheet(models.Model):
    """The scan of a signed sheet, with the code of the figures it was signed for."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    window = models.ForeignKey(MonthWindow, models.PROTECT, related_name="signed_sheets")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    code = models.CharField(max_length=64)  # SHA-256, see ``signing.code_of``
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code[:16]
