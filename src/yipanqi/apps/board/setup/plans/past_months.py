"""Past months: year-to-date figures per project, one column per month or one file per month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import models

from yipanqi.apps.board.setup.made import Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground, Plan, row_key
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.actions import OpeningFigure, enter_opening
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportRevision
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import MONTHS
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.tables.matching import KnownProject, Register, Unmatched, identify
from yipanqi.infra.templatetags.figures import wan
from yipanqi.infra.texts import render

MONTHS_BACK = 24


@dataclass(frozen=True, slots=True)
class Figures:
    """Year-to-date by month, in yuan."""

    project: int
    by_month: Mapping[Month, int]


def plan(ground: Ground, load: Load, rows: Sequence[ProjectRow]) -> None:
    last = Month.parse(load.month)
    register = Register(_known())
    columns = sorted({of for row in rows for of in row.columns if of in (*MONTHS, F.YEAR_TO_DATE)})
    months = sorted({_month_of(of, last) for of in columns})
    ground.plan.heads = tuple(render("setup.head_done_wan", {"month": m}) for m in months)
    ground.plan.notes.append(render("setup.opening_mark"))
    chosen = _chosen(ground, rows, register)
    found = identify(rows, register, chosen)
    pks = dict(_all_projects().values_list("uid", "pk"))
    by_uid = {str(uid): pk for uid, pk in pks.items()}
    for unmatched in found.unmatched:
        _open(ground, unmatched, register)
    for match in sorted(found.matches, key=lambda m: (m.row.sheet, m.row.row)):
        _line(ground, match.row, last, months, by_uid[match.uid])


def _all_projects() -> "models.QuerySet[Project]":
    return Project.objects.unscoped("the office loads the past of every project")


def _known() -> list[KnownProject]:
    rows = _all_projects().filter(current__isnull=False).select_related("current")
    return [
        KnownProject(str(p.uid), p.current.name, p.current.approval_code, p.own_code)  # type: ignore[union-attr]
        for p in rows
    ]


def _chosen(
    ground: Ground, rows: Sequence[ProjectRow], register: Register
) -> dict[tuple[str, int], str]:
    """Projects a person chose for rows whose name nobody bears exactly."""
    answers = {k: str(v) for k, v in ground.answers.items() if k.startswith("project:")}
    return {
        (row.sheet, row.row): answers[f"project:{row_key(row)}"]
        for row in rows
        if answers.get(f"project:{row_key(row)}") in register.by_uid
    }


def _open(ground: Ground, unmatched: Unmatched, register: Register) -> None:
    row, finding = unmatched.row, unmatched.finding
    if unmatched.candidates and finding.code in {"row.near_names", "row.several_projects"}:
        options = [(uid, register.by_uid[uid].name) for uid in unmatched.candidates]
        text = render(finding.code, finding.params)
        ground.ask(f"project:{row_key(row)}", text, options)
        return
    of = F.NAME if F.NAME in row.columns else None
    ground.fault(row, of, finding.code, **finding.params)


def _line(ground: Ground, row: ProjectRow, last: Month, months: list[Month], project: int) -> None:
    figures: dict[Month, int] = {}
    for of in (*MONTHS, F.YEAR_TO_DATE):
        value = row.values.get(of)
        if not isinstance(value, int):
            continue
        month = _month_of(of, last)
        if month > last:
            ground.fault(row, of, "setup.month_later", month=month, last=last)
        elif figures.setdefault(month, value) != value:
            ground.fault(row, of, "setup.month_twice", month=month)
    shown = [wan(figures[m]) if m in figures else "—" for m in months]
    make = Figures(project, figures) if figures else None
    line = ground.line(row, row.text(F.NAME) or row.text(F.CODE) or "", shown, make)
    ordered = [figures[m] for m in sorted(figures)]
    if ordered != sorted(ordered):
        line.notes = (render("setup.figure_falls"),)


def _month_of(of: F, last: Month) -> Month:
    return last if of is F.YEAR_TO_DATE else Month(last.year, MONTHS.index(of) + 1)


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    lines = [line.make for line in agreed.new]
    loaded = _all_projects().filter(pk__in=[f.project for f in lines])
    projects = {p.pk: p for p in loaded.select_related("current")}
    there = set(MonthWindow.objects.values_list("month", flat=True))
    for month in sorted({m for figures in lines for m in figures.by_month}):
        earlier = _earlier(month, list(projects))
        figures = [
            OpeningFigure(
                projects[f.project],
                f.by_month[month],
                _this_month(month, f.by_month[month], earlier.get(f.project)),
            )
            for f in lines
            if month in f.by_month
        ]
        reports = enter_opening(
            viewer=viewer, month=month, figures=figures, informant=load.file.name
        )
        if str(month) not in there:
            window = MonthWindow.objects.get(month=str(month))
            made.add(load, window, str(month))
        for report in reports:
            name = report.project.current.name if report.project.current else ""
            made.add(load, report, f"{month} {name}")
        made.counts[str(month)] = {
            "reports": len(reports), "year_to_date": sum(f.year_to_date for f in figures)
        }  # fmt: skip
    return made


def _this_month(month: Month, now: int, before: int | None) -> int | None:
    """What came in the month, where the month before is known (nothing before January)."""
    if month.number == 1:
        return now
    return now - before if before is not None else None


def _earlier(month: Month, projects: Sequence[int]) -> dict[int, int]:
    rows = MonthReport.objects.unscoped("the month before, of the projects loaded").filter(
        window__month=str(month.previous), project__in=projects, state=MonthReport.State.APPROVED
    )
    return {p: ytd for p, ytd in rows.values_list("project", "year_to_date") if ytd is not None}


def take_back(row: models.Model) -> None:
    """A report goes with its revision, unless somebody has worked on it since."""
    if isinstance(row, MonthReport):
        if row.source != "opening" or row.revisions.count() > 1:
            raise Refusal("setup.opening_touched", month=row.window.value)
        ReportRevision.objects.filter(report=row).delete()
    if isinstance(row, MonthWindow) and row.is_closed:
        raise Refusal("report.month_frozen", month=row.value)
    row.delete()
