"""A programme's report as a document: to download, and as the paper of a meeting's item."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yipanqi.apps.board.programmes.access import check_office, report_for
from yipanqi.apps.board.programmes.actions import collect_programme_report
from yipanqi.apps.board.programmes.models import ProgrammeReport
from yipanqi.apps.board.programmes.owed import ReportStep
from yipanqi.apps.board.programmes.queries import reports_owed
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.pages import asking, key_of, told
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.models import Installation
from yipanqi.packs.programmes import ReportContent, render
from yipanqi.web.documents import DOCX
from yipanqi.web.slips import agency_of


@require_GET
def paper(request: HttpRequest, uid: str) -> HttpResponse:
    row = report_for(asking(request), uid)
    response = HttpResponse(render(content_of(row)), content_type=DOCX)
    response["Content-Disposition"] = content_disposition_header(True, paper_name(row)) or ""
    return response


@require_POST
def collect(request: HttpRequest, uid: str) -> HttpResponse:
    viewer = asking(request)
    check_office(viewer)
    row = report_for(viewer, uid)
    with told(request, _("The report has been collected for the meeting.")):
        _collect(viewer, row, request.POST.get("meeting", ""), key_of(request))
    return redirect("programmes:report", row.uid)


@require_POST
def collect_all(request: HttpRequest) -> HttpResponse:
    """Every signed report of the month, each by its own verb; what stands in a meeting stays."""
    viewer = asking(request)
    check_office(viewer)
    with told(request, _("The signed reports have been collected for the meeting.")):
        month = Month.parse(request.POST.get("month", ""))
        meeting, key = request.POST.get("meeting", ""), key_of(request)
        for owed in reports_owed(viewer, month):
            if owed.step is ReportStep.TO_COLLECT and owed.report is not None:
                row = report_for(viewer, owed.report.uid)
                _collect(viewer, row, meeting, f"{key}:{row.uid}" if key else None)
    return redirect(f"{reverse('programmes:reports')}?month={request.POST.get('month', '')}")


def _collect(viewer: Viewer, row: ProgrammeReport, meeting: str, key: str | None) -> None:
    """The document is made and handed in within one verb."""
    kept = evidence.keep_made(render(content_of(row)), paper_name(row), DOCX)
    collect_programme_report(viewer=viewer, report_uid=row.uid, meeting=meeting, kept=kept, key=key)


def paper_name(row: ProgrammeReport) -> str:
    return f"{row.charter.programme.name}{row.month}工作报告.docx"


def content_of(row: ProgrammeReport) -> ReportContent:
    tree, charter = tree_on(), row.charter
    lead = tree.nodes.get(charter.lead_unit_id) if charter.lead_unit_id else None
    home = Installation.objects.filter(pk=1).first()
    office = agency_of(tree.root)
    return ReportContent(
        programme=charter.programme.name,
        month=Month.parse(row.month),
        agency=lead.name if lead else office.name,
        recipients=(office.name,) if lead is None or lead.pk != office.pk else (),
        paragraphs=tuple((p["heading"], p["text"]) for p in row.paragraphs),
        dated=row.signed_on or row.drafted_on,
        is_signed=row.signed_on is not None,
        is_demonstration=bool(home and home.is_demo),
    )
