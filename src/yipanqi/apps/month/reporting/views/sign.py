"""签字表: print it, bring its scan back, see whether the figures still are what was signed."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.actions.sign import keep_signed, may_keep_signed
from yipanqi.apps.month.reporting.pages import context, viewer_of
from yipanqi.apps.month.reporting.sheet import sheet
from yipanqi.apps.month.reporting.signing import (
    SHOWN,
    code_of,
    scan_of,
    signature_workbook,
    signed_sheets,
)
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.infra import evidence
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.texts import say

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
def signature_page(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    viewer, window = viewer_of(request), window_of(month)
    if request.method == "POST":
        sent = request.FILES.get("file")
        file = sent if isinstance(sent, UploadedFile) else None
        try:
            keep_signed(
                viewer=viewer,
                month=month,
                unit_uid=unit,
                file=file,
                name=(file.name or "") if file else "",
                code=request.POST.get("code", ""),
            )
            messages.success(request, _("The signed sheet has been kept."))
        except Refusal as refusal:
            if type(refusal) is not Refusal:
                raise
            messages.error(request, say(refusal))
        return redirect("reporting:signature", month=month, unit=unit)
    page, signed = signed_sheets(viewer, window, str(unit))
    more = {
        "page": page,
        "signed": signed,
        "code": code_of(page)[:SHOWN],
        "may_sign": may_keep_signed(viewer, page.unit.pk),
    }
    return render(
        request, "reporting/signature.html", context(request, window, page.unit, "sheet", **more)
    )


@require_GET
def signature_file(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    page = sheet(viewer_of(request), window_of(month), str(unit))
    name = sentence("sign.file_name", {"unit": page.unit.short_name, "month": month})
    answer = HttpResponse(signature_workbook(page), content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_GET
def signed_scan(request: HttpRequest, month: Month, unit: UUID, uid: UUID) -> HttpResponse:
    """The kept scan, for whoever sees the unit's sheet."""
    row = scan_of(viewer_of(request), window_of(month), str(unit), uid)
    return evidence.response(row.file)  # type: ignore[return-value]
