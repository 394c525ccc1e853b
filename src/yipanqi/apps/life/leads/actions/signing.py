"""A lead becomes a project on the register, with nothing typed twice."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.ledger.projects.actions.register import (
    ProjectData,
    check_project,
    shown,
    write_version,
)
from yipanqi.apps.ledger.projects.actions.standing import log_event, write_date
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.projects.numbering import next_own_code
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.gates.actions.propose import (
    Paper,
    Proposal,
    stored_paper,
    write_passage,
)
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.leads.access import check_writer, locked, visible
from yipanqi.apps.life.leads.actions.work import stand
from yipanqi.apps.life.leads.models import Lead, is_investment_office
from yipanqi.apps.life.leads.queries import alike
from yipanqi.core.projects.gates import Gate
from yipanqi.core.projects.leads import LeadStage, check_signing
from yipanqi.core.projects.stages import Domain, Stage, Track
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

_Step, _Planned = MilestoneDate.Milestone, MilestoneDate.Basis.PLANNED


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What the signature adds to the lead. ``is_another``: the doubles were looked at."""

    on: date
    contract: "File[Any]"
    contract_name: str
    counting_unit: Unit
    lead_unit: Unit
    reporting_unit: Unit
    total_investment: int
    planned_start_on: date
    planned_completion_on: date
    planned_commissioning_on: date | None = None
    is_another: bool = False


def sign_lead(
    *,
    viewer: Viewer,
    lead_uid: str | UUID,
    signing: Signing,
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """The project is put on the register with the lead's particulars, its planned dates and its
    promises; the contract goes to the register's keeper, who accepts the signing gate.

    Raises ``lead.writer_only``, ``lead.not_ready``, ``lead.not_in_unit``, ``lead.dates_wrong``,
    ``lead.alike_found`` and what the register and ``evidence.keep`` refuse.
    """
    found = visible(viewer, lead_uid)
    check_writer(viewer, found.unit_id)
    check_signing(LeadStage(found.stage))
    _check(viewer, found, signing)
    if not signing.is_another and (doubles := alike(viewer, found)):
        raise Refusal("lead.alike_found", field="is_another", count=len(doubles))
    paper = Paper("contract", signing.contract, signing.contract_name)
    stored = stored_paper(in_force()[Gate.SIGNED], paper)
    with act(viewer, "sign_lead", key=key) as verb:
        lead = locked(viewer, lead_uid)
        if verb.repeated:
            return Project.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        check_version(lead, expected_version)
        check_signing(LeadStage(lead.stage))
        project, data = _register(lead, signing)
        proposal = Proposal(Gate.SIGNED, signing.on, lead.content[:300], [paper])
        write_passage(viewer, project, proposal, [(paper, stored)])
        lead.project, lead.signed_on = project, signing.on
        stand(lead, viewer, LeadStage.SIGNED, "")
        lead.promises.filter(withdrawn_on=None).update(project=project)
        verb.record(
            project, after=shown(data) | {"own_code": project.own_code}, unit=data.counting_unit
        )
        verb.record(lead, after={"stage": LeadStage.SIGNED})
    return project


def _check(viewer: Viewer, lead: Lead, signing: Signing) -> None:
    if signing.on > clock.business_today():
        raise Refusal("project.in_the_future", field="on", day=signing.on)
    own = tree_on().under(lead.unit_id)
    node = tree_on().nodes.get(lead.unit_id)
    around = tree_on().under(node.parent) if node and node.is_view and node.parent else own
    if signing.counting_unit.pk not in around and not is_investment_office(viewer):
        raise Forbidden("lead.not_in_unit")
    if not signing.on <= signing.planned_start_on <= signing.planned_completion_on:
        raise Refusal("lead.dates_wrong", field="planned_start_on")


def _register(lead: Lead, signing: Signing) -> tuple[Project, ProjectData]:
    node = tree_on().nodes.get(lead.unit_id)
    data = ProjectData(
        name=lead.name,
        counting_unit=signing.counting_unit,
        lead_unit=signing.lead_unit,
        reporting_unit=signing.reporting_unit,
        total_investment=signing.total_investment,
        domain=Domain(lead.domain),
        track=Track.ATTRACTION,
        industry_code=lead.industry_code,
        zone=lead.unit if node is not None and node.is_view else None,
        sponsor="",
        place=lead.place,
        owner_name=lead.investor_name,
        owner_credit_code=lead.investor_credit_code,
        content=lead.content,
    )
    today = clock.business_today()
    check_project(data, today, None)
    row = Project.objects.create(own_code=next_own_code(today.year), registered_at=clock.now())
    row.current = write_version(row, data, today)
    row.save(update_fields=["current"])
    log_event(row, Stage.CONCEIVED, min(lead.opened_on, signing.on), "", with_date=False)
    for step, day in (
        (_Step.SIGNING, signing.on),
        (_Step.START, signing.planned_start_on),
        (_Step.COMPLETION, signing.planned_completion_on),
        (_Step.COMMISSIONING, signing.planned_commissioning_on),
    ):
        if day is not None:
            write_date(row, step, _Planned, day, "")
    return row, data
