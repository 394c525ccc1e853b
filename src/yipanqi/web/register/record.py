"""One project's record: who, what, how far, month by month, with its history."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.access import may_keep, may_stand
from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    MilestoneDate,
    Project,
    StageEvent,
    Support,
)
from yipanqi.apps.ledger.projects.plans import plan_history
from yipanqi.apps.ledger.projects.queries import due_reports
from yipanqi.apps.ledger.shares.wording import joint_leads, leads_in_words
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.access import is_office
from yipanqi.apps.life.pipeline.outlines import known_districts, place_of
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import Stage, Track, stages_of
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.texts import label, render
from yipanqi.web.parts import Event, Step
from yipanqi.web.pipeline.places import placed_text
from yipanqi.web.register.definitions import MILESTONES
from yipanqi.web.register.record_more import more_of
from yipanqi.web.register.rows import Filters, Register


@dataclass(frozen=True, slots=True)
class Gate:
    """A milestone with its original plan, its plan of today and what happened."""

    milestone: str
    original: date | None
    planned: date | None
    actual: date | None

    @property
    def meaning(self) -> Promise:
        """What counts as having reached it."""
        return MILESTONES[self.milestone]

    @property
    def slipped(self) -> int | None:
        """Days the plan or the fact is later than first planned."""
        latest = self.actual or self.planned
        return (latest - self.original).days if latest and self.original else None


def record_of(viewer: Viewer, project: Project, month: Month) -> dict[str, Any]:
    """Everything the record page shows, in a constant number of queries."""
    register = Register.of(viewer, month)
    own = register.projects(Filters()).filter(pk=project.pk)
    entry = project.annual_entries.filter(annual_list=register.annual_list).first()
    reports = list(
        MonthReport.objects.visible_to(viewer)
        .filter(project=project)
        .select_related("window", "saved_by")
        .order_by("-window__month")[:24]
    )
    version = project.current
    nodes = tree_on().nodes
    return {
        "project": project,
        "version": version,
        "row": register.rows(own)[0],
        "entry": entry,
        "plans": _plans(project, month, reports),
        "month": month,
        "unit": {
            name: nodes.get(getattr(version, f"{name}_id"))
            for name in ("counting_unit", "lead_unit", "reporting_unit", "zone")
        },
        "leads": leads_of(project),
        "supports": [
            nodes[s.unit_id]
            for s in Support.objects.filter(project=project, to_on=None)
            if s.unit_id in nodes
        ],
        "steps": steps_of(project),
        "gates": gates_of(project),
        "reports": reports,
        "problems": Problem.objects.filter(project=project).order_by("-raised_on"),
        "parts": project.parts.select_related("current"),
        "events": history_of(project),
        "next": next_step(viewer, project, register, month),
        "may_waive": is_office(viewer),
        "placed": _placed(version),
        "may_stand": may_stand(viewer, project),
        "may_keep": may_keep(viewer, version.counting_unit_id),  # type: ignore[union-attr]
    } | more_of(viewer, project, month, entry, reports)


def leads_of(project: Project) -> str:
    """Who leads it today, in words."""
    main = tree_on().nodes.get(project.current.lead_unit_id)  # type: ignore[union-attr]
    joint = joint_leads(clock.business_today(), projects=[project.pk]).get(project.pk, ())
    return leads_in_words(main.name, joint) if main else ""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A version's plan of the year and how much of it is done; money in whole yuan."""

    entry: AnnualEntry
    done: int | None

    @property
    def share(self) -> Decimal | None:
        return None if self.done is None else ratio(self.done, self.entry.annual_plan)


def _plans(project: Project, month: Month, reports: list[MonthReport]) -> list[PlanRow]:
    """The plan as first issued and after each adjustment up to the month."""
    done = next((r.year_to_date for r in reports if r.window.month == str(month)), None)
    held = plan_history(project, month.year)
    shown = [e for e in held if e.annual_list.effective_month <= str(month)]
    changed = [
        e for n, e in enumerate(shown) if n == 0 or e.annual_plan != shown[n - 1].annual_plan
    ]
    return [PlanRow(e, done) for e in changed]


def _placed(version: Any) -> str:
    """What is wrong with the project's point, in words; nothing where it is right."""
    at, unit = (version.longitude_e6, version.latitude_e6), version.counting_unit_id
    return placed_text(*place_of(*at, unit, known_districts()))


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing this viewer does next with the project."""

    label: str
    href: str
    is_stage: bool = False


def next_step(
    viewer: Viewer, project: Project, register: Register, month: Month
) -> NextStep | None:
    """Report or correct the month, review it, else bring the stage up to date."""
    window, version = register.window, project.current
    if version is None or not may_stand(viewer, project):
        return None
    record = reverse("reporting:record", args=[str(month), project.uid])
    report = (
        MonthReport.objects.visible_to(viewer).filter(project=project, window=window).first()
        if window is not None and not window.is_closed
        else None
    )
    is_open = window is not None and not window.is_closed
    state = report.state if report else "missing"
    if is_open and version.reporting_unit_id in viewer.units_as(Role.REPORTER):
        if state == "missing" and project.pk in due_reports(month):
            return NextStep(_("Report this month"), record)
        if state in {"draft", "returned"}:
            return NextStep(_("Finish this month's report"), record)
    if report is not None and state == "submitted":
        posts = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
        if report.waiting_unit_id in posts:
            return NextStep(_("Review this month's report"), record)
    gates = reverse("gates:project", args=[project.uid])
    return NextStep(_("Gates of the project"), gates, is_stage=True)


def steps_of(project: Project) -> list[Step]:
    """The stage stepper of the project's own track."""
    reached = {
        e.event: e.real_on for e in StageEvent.objects.filter(project=project, voided_at=None)
    }
    order = Stage(project.stage).order
    return [
        Step(
            label=label(stage),
            state="current"
            if stage == project.stage
            else "done"
            if stage in reached or stage.order < order
            else "todo",
            note=reached[stage].isoformat() if stage in reached else "",
        )
        for stage in stages_of(Track(project.current.track))  # type: ignore[union-attr]
    ]


def gates_of(project: Project, *, every: bool = False) -> list[Gate]:
    """Milestones with a date, or ``every`` one of them."""
    rows = list(MilestoneDate.objects.filter(project=project).order_by("recorded_at", "pk"))
    gates = []
    for milestone in MilestoneDate.Milestone:
        planned = [r.happens_on for r in rows if (r.milestone, r.basis) == (milestone, "planned")]
        actual = [r.happens_on for r in rows if (r.milestone, r.basis) == (milestone, "actual")]
        if planned or actual or every:
            gates.append(
                Gate(
                    milestone,
                    planned[0] if planned else None,
                    planned[-1] if planned else None,
                    actual[-1] if actual else None,
                )
            )
    return gates


def history_of(project: Project) -> list[Event]:
    """The last verbs on the project, newest first."""
    entries = AuditEntry.objects.filter(subject_uid=str(project.uid)).order_by("-id")[:20]
    return [
        Event(
            when=entry.business_on.isoformat(),
            text=render(f"verb.{entry.verb}"),
            who=entry.actor_name,
            words=entry.reason,
        )
        for entry in entries
    ]
