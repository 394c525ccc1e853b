"""Say that a project has passed a gate, with the papers that show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.ledger.projects.access import check_standing, locked, visible
from yipanqi.apps.ledger.projects.models import Project, StageEvent
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.gates.access import names_of
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.gates.models import GatePaper, GatePassage
from yipanqi.apps.life.gates.queries import passed
from yipanqi.core.projects import stages
from yipanqi.core.projects.gates import STAGE_OF, Checklist, Gate, GateState, PaperKind, check_gate
from yipanqi.core.projects.stages import Track
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act

PAPERS_MAX = 20


@dataclass(frozen=True, slots=True)
class Paper:
    """A file for one line of the checklist. ``taken_on``: of a photo without a camera's date."""

    item: str
    file: "File[Any]"
    name: str
    taken_on: date | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    gate: Gate
    on: date
    words: str = ""
    papers: Sequence[Paper] = ()


def propose_gate(
    *, viewer: Viewer, project_uid: str | UUID, proposal: Proposal, key: str | None = None
) -> GatePassage:
    """By whoever reports the project or keeps its register. Papers of a proposal that was
    refused before count again, unless a new one is sent for the same line.

    Raises ``project.in_the_future``, ``gate.waits_already``, ``gate.papers_missing``,
    ``gate.photo_undated``, ``gate.too_many_papers``, what ``core.gates.check_gate``,
    ``core.stages.check_move`` and ``evidence.keep`` refuse.
    """
    project = visible(viewer, str(project_uid))
    check_standing(viewer, project)  # before any byte is stored
    checklist = in_force()[proposal.gate]
    _check(project, proposal)
    kept = [(paper, stored_paper(checklist, paper)) for paper in proposal.papers]
    with act(viewer, "propose_gate", key=key) as verb:
        row = locked(viewer, project)
        check_standing(viewer, row)
        if verb.repeated:
            return GatePassage.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        _check(row, proposal)
        earlier = _papers_kept(row, proposal.gate, {paper.item for paper in proposal.papers})
        held = {paper.item for paper in proposal.papers} | {paper.item for paper in earlier}
        if lacking := checklist.missing(held):
            raise Refusal("gate.papers_missing", field="papers", items=list(lacking))
        passage = write_passage(viewer, row, proposal, kept)
        for old in earlier:
            _copy(old, passage)
        after = {"project": row.uid, "gate": proposal.gate, "on": proposal.on}
        verb.record(
            passage,
            after=after | {"papers": len(held)},
            reason=passage.words,
            unit=row.current.counting_unit,  # type: ignore[union-attr]
        )
    return passage


def _check(row: Project, proposal: Proposal) -> None:
    if proposal.on > clock.business_today():
        raise Refusal("project.in_the_future", field="on", day=proposal.on)
    if len(proposal.papers) > PAPERS_MAX:
        raise Refusal("gate.too_many_papers", field="papers", limit=PAPERS_MAX)
    if row.gate_passages.filter(gate=proposal.gate, state=GateState.PROPOSED).exists():
        raise Refusal("gate.waits_already", field="gate", gate=proposal.gate)
    track = Track(row.current.track)  # type: ignore[union-attr]
    check_gate(track, proposal.gate, passed(row), proposal.on)
    if (stage := STAGE_OF.get(proposal.gate)) is not None:
        stages.check_move(track, log_of(row), stage, proposal.on)


def log_of(row: Project) -> list[stages.StageEvent]:
    rows = StageEvent.objects.filter(project=row, voided_at=None).order_by("effective_on", "pk")
    return [stages.StageEvent(stages.event_named(e.event), e.real_on) for e in rows]


def stored_paper(checklist: Checklist, paper: Paper) -> Kept:
    """The checked bytes of a paper, before any transaction is open."""
    item = checklist.item(paper.item)
    is_photo = item.kind is PaperKind.PHOTO
    stored = evidence.keep(
        paper.file, paper.name, evidence.PHOTO if is_photo else evidence.DOCUMENT
    )
    if is_photo and stored.taken_at is None and paper.taken_on is None:
        raise Refusal("gate.photo_undated", field="papers", name=stored.name)
    return stored


def _papers_kept(row: Project, gate: Gate, sent: set[str]) -> list[GatePaper]:
    last = row.gate_passages.filter(gate=gate).order_by("-pk").first()
    if last is None or last.state != GateState.REFUSED:
        return []
    return [paper for paper in last.papers.all() if paper.item not in sent]


def write_passage(
    viewer: Viewer, row: Project, proposal: Proposal, kept: Sequence[tuple[Paper, Kept]]
) -> GatePassage:
    """The proposal with its papers, inside a verb that has checked it."""
    passage = GatePassage.objects.create(
        project=row,
        gate=proposal.gate,
        on=proposal.on,
        words=proposal.words.strip()[:500],
        proposed_on=clock.business_today(),
        proposed_by_id=viewer.user,
        proposed_names=names_of(viewer),
    )
    checklist = in_force()[proposal.gate]
    node = tree_on().nodes.get(row.current.reporting_unit_id)  # type: ignore[union-attr]
    for paper, stored in kept:
        item = checklist.item(paper.item)
        taken = stored.taken_at.astimezone(CITY_ZONE).date() if stored.taken_at else None
        is_photo = item.kind is PaperKind.PHOTO
        GatePaper.objects.create(
            passage=passage,
            item=item.key,
            text=item.text[:120],
            kind=item.kind,
            file=evidence.enter(
                stored, uploaded_by=viewer.uid or "system", unit_uid=node.uid if node else ""
            ),
            taken_on=(taken or paper.taken_on) if is_photo else None,
            by_camera=taken is not None,
        )
    return passage


def _copy(old: GatePaper, passage: GatePassage) -> None:
    """The same file again, for the new proposal."""
    GatePaper.objects.create(
        passage=passage,
        item=old.item,
        text=old.text,
        kind=old.kind,
        file=old.file,
        taken_on=old.taken_on,
        by_camera=old.by_camera,
    )
