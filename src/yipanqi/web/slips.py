"""Papers of the supervision station, made when asked for, of what the viewer sees."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import visible
from yipanqi.apps.promises.commitments.models import Slip
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.commitments.pages import asking
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.supervision.key_work import issue_of, key_work, quarter_of
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.packs.keywork import KeyWorkContent, KeyWorkRow, render
from yipanqi.packs.slips import SlipContent, notice, reply

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def slip_notice(request: HttpRequest, uid: str) -> HttpResponse:
    content = content_of(asking(request), uid)
    return as_docx(notice(content), f"{content.number}督办单.docx")


def slip_reply(request: HttpRequest, uid: str) -> HttpResponse:
    content = content_of(asking(request), uid)
    if not content.answer:
        raise Missing("commitment.slip_not_found")
    return as_docx(reply(content), f"{content.number}回复单.docx")


def content_of(viewer: Viewer, uid: str) -> SlipContent:
    """Raises ``commitment.slip_not_found`` or ``commitment.not_found``."""
    slip = Slip.objects.filter(uid=uid).select_related("commitment").first()
    if slip is None:
        raise Missing("commitment.slip_not_found")
    row = visible(viewer, slip.commitment.uid)
    nodes = tree_on().nodes
    issuing = agency_of(nodes.get(slip.issuing_unit_id) or tree_on().root)
    origin = ORIGINS.get(row.origin_kind)
    home = Installation.objects.filter(pk=1).first()
    return SlipContent(
        number=slip.number,
        colour=slip.colour,
        issued_on=slip.issued_on,
        rectify_by=slip.rectify_by,
        reason=slip.reason,
        agency=issuing.name,
        matter=row.title,
        matter_number=row.number,
        source=row.source or (str(origin.label) if origin else ""),
        requirement=row.requirement,
        lead=nodes[row.lead_unit_id].name if row.lead_unit_id in nodes else "",
        supports=tuple(nodes[s.unit_id].name for s in row.supports.all() if s.unit_id in nodes),
        contact=row.contact,
        sponsor=row.sponsor,
        due_on=row.due_on,
        days_overdue=rules().calendar.workdays_between(row.due_on, slip.issued_on),
        answer=slip.answer,
        answered_on=slip.answered_on,
        result=row.result,
        is_demonstration=bool(home and home.is_demo),
    )


def agency_of(node: Node) -> Node:
    """What the root orders, the leading group's office signs, if there is one."""
    if node.parent is not None:
        return node
    children = tree_on().children(node.pk)
    return next((child for child in children if child.kind == UnitKind.OFFICE), node)


def as_docx(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def key_work_paper(request: HttpRequest) -> HttpResponse:
    """The quarter's four-column table: as published, else as it stands for the viewer."""
    viewer = asking(request)
    quarter = quarter_of(request.GET.get("year", ""), request.GET.get("quarter", ""))
    home = Installation.objects.filter(pk=1).first()
    issue = issue_of(quarter)
    content = KeyWorkContent(
        year=quarter.year,
        quarter=quarter.number,
        agency=agency_of(tree_on().root).name,
        rows=tuple(KeyWorkRow(**row) for row in issue.rows)
        if issue
        else tuple(
            KeyWorkRow(item.number, item.content, item.progress, item.units)
            for item in key_work(viewer, quarter)
        ),
        dated=issue.published_on if issue else clock.business_today(),
        is_demonstration=bool(home and home.is_demo),
    )
    return as_docx(render(content), f"{quarter.year}年度重点工作第{quarter.number}季度进展表.docx")
