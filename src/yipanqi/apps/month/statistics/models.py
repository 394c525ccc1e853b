"""Figures by source: the statistics bureau's by its codes, and dispatch or month-end figures
beside the one that the month's report gives. Append-only; no source overwrites another.
"""

from django.db import models
from django.db.models import Q

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.shares import FigureSource
from yipanqi.infra.fields import MoneyField
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.uid import new_uid


class StatisticsCode(models.Model):
    """A project as the statistics bureau's register knows it (统计代码)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120, blank=True)
    owner_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.code


class CodeLink(models.Model):
    """A code covers a project, with a share; both may have many. Voided, never edited."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.ForeignKey(StatisticsCode, models.PROTECT, related_name="links")
    project = models.ForeignKey(Project, models.PROTECT, related_name="statistics_links")
    # whose share the code is of; none: divided as the project is
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    share_scaled = models.PositiveSmallIntegerField(default=10_000)  # 1/10,000
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True)
    voided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code", "project"],
                condition=Q(voided_at=None, unit=None),
                name="code_link_once",
            ),
            models.UniqueConstraint(
                fields=["code", "project", "unit"],
                condition=Q(voided_at=None),
                name="code_link_once_a_unit",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id} ↔ {self.project_id}"

    @property
    def unit_name(self) -> str:
        node = tree_on().nodes.get(self.unit_id or 0)
        return node.short_name if node else ""

    @property
    def dialog(self) -> str:
        return f"end-{self.pk}"


class FigureBook(models.Model):
    """One workbook of the statistics bureau for a data month; the latest revision holds."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    data_month = models.CharField(max_length=7)
    revision = models.PositiveSmallIntegerField(default=1)
    cut_off_on = models.DateField(null=True)
    reporting_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["data_month", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["data_month", "revision"], name="figure_book_once"),
        ]

    def __str__(self) -> str:
        return f"{self.data_month}/{self.revision}"


class StatisticsFigure(models.Model):
    """A code's line in a book."""

    book = models.ForeignKey(FigureBook, models.PROTECT, related_name="figures")
    code = models.ForeignKey(StatisticsCode, models.PROTECT, related_name="figures")
    this_month = MoneyField(null=True)
    year_to_date = MoneyField(null=True)
    line = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "code"], name="statistics_figure_once"),
        ]

    def __str__(self) -> str:
        return f"{self.book_id}:{self.code_id}"


class SourceFigure(models.Model):
    """A project's dispatch or month-end figure of a month whose report is the other one.
    Append-only: the highest revision holds.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="source_figures")
    data_month = models.CharField(max_length=7)
    source = models.CharField(
        max_length=10,
        choices=[(s.value, s.value) for s in (FigureSource.DISPATCH, FigureSource.MONTH_END)],
    )
    revision = models.PositiveSmallIntegerField(default=1)
    this_month = MoneyField(null=True)
    year_to_date = MoneyField()
    cut_off_on = models.DateField()
    reporting_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    informant = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_on = models.DateField()
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["data_month", "revision"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "data_month", "source", "revision"], name="source_figure_once"
            ),
        ]
        indexes = [models.Index(fields=["data_month", "source"], name="source_figure_of_month")]

    def __str__(self) -> str:
        return f"{self.project_id} {self.data_month} {self.source}"
