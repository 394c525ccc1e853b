"""Register what the list holds and issue it as the year's first version."""

from datetime import date

from django.db import models
from django.db.models import Q

from yipanqi.apps.board.setup.made import Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Plan
from yipanqi.apps.board.setup.plans.listed import NewProject
from yipanqi.apps.board.setup.plans.units import since
from yipanqi.apps.ledger.projects.actions import (
    ListedProject,
    OpeningProject,
    ProjectData,
    issue_list,
    open_register,
)
from yipanqi.apps.ledger.projects.models import (
    AnnualEntry,
    AnnualList,
    MilestoneDate,
    Project,
    ProjectVersion,
    SearchWords,
    StageEvent,
    Suspicion,
)
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.models import KeptLine, StaleLine
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    year = Month.parse(load.month).year
    if AnnualList.objects.filter(year=year).exists():
        raise Refusal("setup.list_issued", year=year)
    units = {unit.pk: unit for unit in Unit.objects.all()}
    lines = [line for line in agreed.new if isinstance(line.make, NewProject)]
    projects = open_register(
        viewer=viewer,
        lines=[_opening(line.make, units) for line in lines],
        effective_on=since(tree_on()),
        reason=render("setup.told_by_list"),
    )
    for project, line in zip(projects, lines, strict=True):
        made.add(load, project, line.name, line.key)
    issued = load.terms.get("issued_on") or ""
    issue = issue_list(
        viewer=viewer,
        year=year,
        issued_on=date.fromisoformat(issued) if issued else clock.business_today(),
        effective_month=Month(year, 1),
        lines=[_listed(p, line.make) for p, line in zip(projects, lines, strict=True)],
        document_number=load.terms.get("document_number", ""),
    )
    made.add(load, issue, str(issue))
    made.counts = {
        "projects": len(projects),
        "plan_yuan": sum(line.make.money.annual_plan for line in lines),
    }
    return made


def _opening(new: NewProject, units: dict[int, Unit]) -> OpeningProject:
    seats = new.seats
    data = ProjectData(
        name=new.name,
        counting_unit=units[seats.counting.pk],
        lead_unit=units[seats.lead.pk],
        reporting_unit=units[seats.reporting.pk],
        zone=units[seats.zone.pk] if seats.zone else None,
        total_investment=new.money.total,
        domain=new.domain,
        track=new.track,
        list_level=new.level,
        approval_code=new.code,
        sponsor=new.sponsor,
        place=new.place,
        owner_name=new.owner,
        content=new.content,
    )
    return OpeningProject(
        project=data, own_code=new.own_code, reached=new.reached, milestones=new.milestones
    )


def _listed(project: Project, new: NewProject) -> ListedProject:
    start = new.planned_start
    return ListedProject(
        project=project,
        annual_class=new.kind,
        annual_plan=new.money.annual_plan,
        monthly_plan=new.money.monthly,
        completed_before=new.money.completed_before,
        planned_start_month=Month.of(start) if start else None,
    )


COPIES = (SearchWords, KeptLine, StaleLine)  # made again from the register whenever it is read


def take_back(row: models.Model) -> None:
    if isinstance(row, AnnualList):
        AnnualEntry.objects.filter(annual_list=row).delete()
    if isinstance(row, Project):
        row.current = None
        row.save(update_fields=["current"])
        for made in (ProjectVersion, MilestoneDate, StageEvent, *COPIES):
            made.objects.filter(project=row).delete()
        Suspicion.objects.filter(Q(project=row) | Q(other=row)).delete()
    row.delete()
