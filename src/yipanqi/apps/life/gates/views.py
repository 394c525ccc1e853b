"""Gates: what waits for a decision in the city, and one project's gates with their papers."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yipanqi.apps.ledger.projects.access import may_stand, visible
from yipanqi.apps.ledger.projects.closing import first_open_day, takes_effect
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.gates import queries
from yipanqi.apps.life.gates.access import may_decide
from yipanqi.apps.life.gates.models import GatePaper, GatePassage, Pause
from yipanqi.apps.promises.commitments.pages import asking
from yipanqi.core.projects.gates import STAGE_OF, GateState, Shot, photo_findings
from yipanqi.core.projects.pauses import PauseState
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid

PAGE = 40
SHOWS = ("mine", "proposed", "accepted", "refused", "pauses")


def index(request: HttpRequest) -> HttpResponse:
    """What waits on the viewer first; the rest of the city's proposals behind a choice."""
    viewer = asking(request)
    show = request.GET.get("show", "mine")
    show = show if show in SHOWS else "mine"
    today = clock.business_today()
    page = Paginator(queries.passages(viewer, show), PAGE).get_page(request.GET.get("page"))
    nodes = tree_on().nodes
    context = {
        "show": show,
        "page": page,
        "passages": [_named(row, nodes) for row in page] if show != "pauses" else [],
        "pauses": [_named(row, nodes) for row in queries.pauses(viewer, show, today)],
        "today": today,
    }
    return render(request, "gates/index.html", context)


def _named(row: Any, nodes: Any) -> dict[str, Any]:
    unit = nodes.get(row.project.current.counting_unit_id)
    return {"row": row, "project": row.project, "unit": unit.short_name if unit else ""}


def project(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    row = visible(viewer, uid)
    context = page_of(viewer, row) | {"project": row, "key": str(new_uid())}
    return render(request, "gates/project.html", context)


def page_of(viewer: Viewer, row: Project) -> dict[str, Any]:
    """The gates of a project with all that was proposed, decided and shown."""
    passages = list(
        row.gate_passages.select_related("proposed_by", "decided_by", "project__current")
    )
    papers = queries.papers_of(passages)
    by_gate: dict[str, list[dict[str, Any]]] = {}
    for passage in passages:
        by_gate.setdefault(passage.gate, []).append(
            _told(viewer, passage, papers.get(passage.pk, []))
        )
    pauses = list(row.pauses.select_related("asked_by", "decided_by", "project__current"))
    waiting = {p.gate for p in passages if p.state == GateState.PROPOSED}
    stands = may_stand(viewer, row)
    lines = [
        {
            "line": line,
            "passages": by_gate.get(line.gate, []),
            "may_propose": stands and line.actual is None and line.gate not in waiting,
            "is_stage": line.gate in STAGE_OF,
        }
        for line in queries.gate_lines(row)
    ]
    return {
        "lines": lines,
        "counted": queries.counted_in_statistics(row),
        "pauses": [_pause(viewer, pause) for pause in pauses],
        "may_stand": stands,
        "may_pause": stands and not any(p.state in {"asked", "approved"} for p in pauses),
        "may_keep": queries.may_keep_project(viewer, row),
        "today": clock.business_today(),
        "open_from": first_open_day(),
    }


def _told(viewer: Viewer, passage: GatePassage, papers: list[GatePaper]) -> dict[str, Any]:
    is_open = passage.state == GateState.PROPOSED
    effective = passage.effective_on or (takes_effect(passage.on) if is_open else passage.on)
    return {
        "passage": passage,
        "papers": papers,
        "may_decide": is_open
        and may_decide(viewer, passage, passage.proposed_by_id, passage.proposed_names),
        "findings": [say(f) for f in _findings(passage, papers)] if is_open else [],
        "effective_on": effective if effective != passage.on else None,
    }


def _findings(passage: GatePassage, papers: list[GatePaper]) -> Any:
    version = passage.project.current
    shots = [
        Shot(p.taken_on, p.by_camera, p.file.longitude_e6, p.file.latitude_e6)
        for p in papers
        if p.kind == "photo"
    ]
    place = (version.longitude_e6, version.latitude_e6) if version else (None, None)
    return photo_findings(shots, passage.on, place)


def _pause(viewer: Viewer, pause: Pause) -> dict[str, Any]:
    decides = may_decide(viewer, pause, pause.asked_by_id, pause.asked_names)
    return {
        "pause": pause,
        "may_decide": decides and pause.state == PauseState.ASKED,
        "may_extend": decides and pause.state == PauseState.APPROVED,
        "may_end": may_stand(viewer, pause.project) and pause.state == PauseState.APPROVED,
        "is_overdue": pause.state == PauseState.APPROVED
        and pause.review_on < clock.business_today(),
    }


def paper(request: HttpRequest, uid: str) -> HttpResponse:
    """A file of a proposal, for whoever sees its project."""
    viewer = asking(request)
    return evidence.response(queries.paper(viewer, uid).file)  # type: ignore[return-value]
