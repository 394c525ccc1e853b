"""导入工作簿: download the unit's workbook, send one in, see what came in before."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports import actions, forms
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.pages import address, asking, context
from yipanqi.apps.month.imports.queries import imports_of, may_import, visible_unit
from yipanqi.apps.month.imports.workbook import unit_workbook, workbook_name
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.pages import asked_window, home_unit
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import ceilings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN_AT_MOST = 100


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The workbooks of one's own unit in the newest month."""
    viewer, window = asking(request), asked_window(request)
    asked = tree_on().by_uid.get(request.GET.get("unit", ""))
    unit = asked or home_unit(viewer) or tree_on().root
    return redirect("imports:unit", month=window.month, unit=unit.uid)


@require_GET
def template(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    """The unit's workbook, prefilled: a read."""
    name, content = unit_workbook(asking(request), month, unit)
    return attachment(name, content, XLSX)


def attachment(name: str, content: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "POST"])
def unit_page(request: HttpRequest, month: Month, unit: UUID) -> HttpResponse:
    refusal = None
    if request.method == "POST":
        try:
            return redirect(address("import", _upload(request, month, unit)))
        except Refusal as refused:
            if type(refused) not in {Refusal, Conflict}:
                raise
            refusal = refused
    return _page(request, month, unit, refusal)


def _upload(request: HttpRequest, month: Month, unit: UUID) -> Import:
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or not file.name:
        raise Refusal("import.no_file", field="file")
    if (file.size or 0) > ceilings.FILE_BYTES:
        megabytes = ceilings.FILE_BYTES // 2**20
        raise Refusal("workbook.too_large", field="file", name=file.name, megabytes=megabytes)
    return actions.upload_workbook(
        viewer=asking(request),
        month=month,
        unit_uid=unit,
        content=file.read(),
        name=file.name,
        key=forms.key(request.POST),
    )


def _page(request: HttpRequest, month: Month, unit: UUID, refusal: Refusal | None) -> HttpResponse:
    viewer, window = asking(request), window_of(month)
    node = visible_unit(viewer, unit)
    found = list(imports_of(viewer, window, unit)[:SHOWN_AT_MOST])
    more: dict[str, Any] = {
        "imports": found,
        "may_import": may_import(viewer, node.pk) and not window.is_closed,
        "is_reporter": may_import(viewer, node.pk),
        "file_name": workbook_name(node, month),
        "has_units": len(tree_on().under(node.pk)) > 1,
        "refusal": say(refusal) if refusal else "",
        "megabytes": ceilings.FILE_BYTES // 2**20,
    }
    status = 422 if refusal else 200
    page = context(request, window, node, **more)
    return render(request, "imports/unit.html", page, status=status)
