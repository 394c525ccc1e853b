"""Grow a demonstration city by copying its projects, with their list entries and reports."""

from itertools import count

from yipanqi.apps.ledger.projects.models import AnnualEntry, MilestoneDate, Project, ProjectVersion
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.life.pipeline import kept
from yipanqi.apps.life.pipeline.models import StaleLine
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.infra.uid import new_uid

MONTH = "2024-04"


def grow(wanted: int) -> int:
    """Copy until there are ``wanted`` projects; returns how many there are."""
    everywhere = Project.objects.unscoped("a bench copies all projects")
    originals = list(everywhere.filter(package=None, is_package=False).select_related("current"))
    number = everywhere.count()
    for generation in count(1):
        if number >= wanted:
            break
        number += _copy(originals[: wanted - number], generation)
    # no verb wrote the copies: their words and kept lines are made as the worker would
    keep_all_words()
    StaleLine.objects.create(project=None)
    while kept.work_waits():
        kept.keep_lines()
    return number


def _copy(originals: list[Project], generation: int) -> int:
    copies, versions = {}, []
    for old in originals:
        copy = Project(
            own_code=f"{old.own_code}-{generation}", stage=old.stage, is_paused=old.is_paused,
            registered_at=old.registered_at,
        )  # fmt: skip
        copies[old.pk] = copy
    Project.objects.bulk_create(copies.values(), batch_size=500)
    for old in originals:
        version = ProjectVersion.objects.model(
            **{f.attname: getattr(old.current, f.attname)
               for f in ProjectVersion._meta.concrete_fields if f.attname != "id"}
        )  # fmt: skip
        version.project = copies[old.pk]
        version.name = f"{version.name}（{generation}）"
        version.search_name = f"{version.search_name}{generation}"
        versions.append(version)
    ProjectVersion.objects.bulk_create(versions, batch_size=500)
    for version in versions:
        version.project.current = version
    Project.objects.bulk_update(copies.values(), ["current"], batch_size=500)
    for model in (AnnualEntry, MilestoneDate):
        _copy_rows(model, copies, model.objects.filter(project__in=copies))
    _copy_rows(
        MonthReport, copies, MonthReport.objects.filter(project__in=copies, window__month=MONTH)
    )
    return len(copies)


def _copy_rows(model, copies, rows) -> None:
    made = []
    for row in rows:
        row.pk = None
        if hasattr(row, "uid"):
            row.uid = new_uid()
        row.project = copies[row.project_id]
        made.append(row)
    model.objects.bulk_create(made, batch_size=500)
