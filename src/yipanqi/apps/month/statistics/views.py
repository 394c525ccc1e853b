"""对账: dispatch, month-end and statistics figures side by side, and the codes between them."""

from io import BytesIO
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.month.statistics import actions, forms, pages, queries
from yipanqi.apps.month.statistics.access import (
    check_business,
    check_codes,
    check_office,
    is_office,
    may_tell,
    sees_codes,
)
from yipanqi.apps.month.statistics.reconciliation import Wish, reconciled
from yipanqi.apps.month.statistics.workbook import write_reconciliation
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.reporting.statistics_book import Reading, read_book
from yipanqi.core.scope import Viewer
from yipanqi.infra.evidence import keep_made
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import ceilings, read_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PAGE = 50


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    check_business(viewer)
    return viewer


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer, month = _viewer(request), pages.month_of(request)
    whole, wish = reconciled(viewer, month), Wish.of(request.GET)
    units, total = whole.by_unit()
    lines = wish.applied(whole.lines)
    context = {
        "book": whole.book,
        "newest": whole.newest,
        "book_unit": pages.unit_name(whole.book),
        "window": whole.window,
        "units": units,
        "total": total,
        "wish": wish,
        "page": Paginator(lines, PAGE).get_page(request.GET.get("page")),
        "shows": pages.shows(),
        "may_bring": is_office(viewer),
    }
    return render(request, "statistics/index.html", context | pages.around(viewer, month, "index"))


@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """Exactly the lines that the page shows, all pages, and the units."""
    viewer, month = _viewer(request), pages.month_of(request)
    whole = reconciled(viewer, month)
    stream = BytesIO()
    write_reconciliation(stream, whole, Wish.of(request.GET).applied(whole.lines))
    answer = HttpResponse(stream.getvalue(), content_type=XLSX)
    answer["Content-Disposition"] = pages.attachment(
        f"{month.year}年{month.number}月投资数据对账表.xlsx"
    )
    return answer


@require_GET
def codes(request: HttpRequest) -> HttpResponse:
    viewer, month = _viewer(request), pages.month_of(request)
    lines = queries.code_lines(viewer, month)
    state = request.GET.get("state", "")
    shown = [line for line in lines if not state or line.state == state]
    counts = {s: sum(line.state == s for line in lines) for s in pages.CODE_STATES}
    context = {
        "page": Paginator(shown, PAGE).get_page(request.GET.get("page")),
        "asked_state": state,
        "counts": counts,
        "may_bring": is_office(viewer),
    }
    return render(request, "statistics/codes.html", context | pages.around(viewer, month, "codes"))


@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer, month = _viewer(request), pages.month_of(request)
    line = queries.code_line(viewer, str(uid), month)
    form = forms.LinkForm(request.POST or None, version=line.code.version)
    if request.method == "POST":
        check_office(viewer)
        if form.is_valid() and _link(viewer, form, line):
            messages.success(request, _("The code has been matched."))
            return redirect(f"{reverse('statistics:code', args=[uid])}?month={month}")
    context = {
        "line": line,
        "form": form,
        "may_link": is_office(viewer),
        "candidates": queries.candidates(line.code) if line.rest else [],
    }
    return render(request, "statistics/code.html", context | pages.around(viewer, month, "codes"))


def _link(viewer: Viewer, form: forms.LinkForm, line: queries.CodeLine) -> Any:
    project = form.found()
    if project is None:
        form.refuse(Refusal("statistics.project_unknown", field="project"))
        return None
    return form.carry_out(
        actions.link_code,
        viewer=viewer,
        code=line.code,
        project=project,
        share_scaled=int(form.cleaned_data["share"] * 100),
        unit=forms.unit_of(form.cleaned_data["unit"]),
        expected_version=form.cleaned_data["version"],
    )


@require_POST
def unlink(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = _viewer(request)
    check_codes(viewer)
    check_office(viewer)
    form = forms.UnlinkForm(request.POST)
    done = None
    if form.is_valid():
        done = form.carry_out(
            actions.unlink_code,
            viewer=viewer,
            link_uid=str(uid),
            reason=form.cleaned_data["reason"],
            expected_version=form.cleaned_data["version"],
        )
    if done is None:
        messages.error(request, form.complaint())
        return redirect("statistics:codes")
    messages.success(request, _("The match has been taken back."))
    return redirect("statistics:code", uid=done.code.uid)


@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    viewer, month = _viewer(request), pages.month_of(request)
    check_office(viewer)
    initial = {"data_month": str(month)}
    form = forms.BringForm(request.POST or None, request.FILES or None, initial=initial)
    reading: Reading | None = None
    if request.method == "POST" and form.is_valid():
        try:
            reading, done = _brought(viewer, form)
        except Refusal as refusal:
            if type(refusal) is not Refusal:
                raise
            form.refuse(refusal)
            done = None
        if done is not None and reading is not None:
            messages.success(request, pages.brought_words(reading))
            for fault in reading.faults[:10]:
                messages.warning(
                    request,
                    _("Row %(row)s was not read: %(text)s — %(why)s")
                    % {"row": fault.number, "text": fault.text, "why": say(fault.finding)},
                )
            return redirect(f"{reverse('statistics:index')}?month={done.data_month}")
    context = {"form": form, "books": pages.books()}
    return render(request, "statistics/bring.html", context | pages.around(viewer, month, "bring"))


def _brought(viewer: Viewer, form: forms.BringForm) -> tuple[Reading, Any]:
    file, values = form.cleaned_data["file"], form.cleaned_data
    if (file.size or 0) > ceilings.FILE_BYTES:
        megabytes = ceilings.FILE_BYTES // 2**20
        raise Refusal("workbook.too_large", field="file", name=file.name, megabytes=megabytes)
    content = file.read()
    reading = read_book(read_workbook(content, file.name))
    if values["data_month"] is None:
        raise Refusal("statistics.month_missing", field="data_month")
    done = form.carry_out(
        actions.bring_statistics,
        viewer=viewer,
        data_month=values["data_month"],
        lines=reading.lines,
        reporting_unit=forms.unit_of(values["reporting_unit"]),
        cut_off_on=values["cut_off_on"],
        kept=keep_made(content, file.name, XLSX),
        reason=values["reason"],
    )
    return reading, done


@require_http_methods(["GET", "POST"])
def project(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One project's months by source; its reporter tells the figure that no report carries."""
    viewer, month = _viewer(request), pages.month_of(request)
    row = visible(viewer, str(uid))
    if row.current is None:
        raise Missing("project.not_found")
    form = forms.TellForm(request.POST or None, initial=pages.telling(month))
    if request.method == "POST" and form.is_valid() and _tell(viewer, form, row):
        messages.success(
            request, _("The figure has been recorded; the month's report is unchanged.")
        )
        return redirect(f"{reverse('statistics:project', args=[uid])}?month={month}")
    context = {
        "project": row,
        "lines": queries.month_lines(row),
        "form": form,
        "may_tell": may_tell(viewer, row),
        "sees_codes": sees_codes(viewer),
        "links": row.statistics_links.filter(voided_at=None).select_related("code", "unit"),
    }
    return render(
        request, "statistics/project.html", context | pages.around(viewer, month, "project")
    )


def _tell(viewer: Viewer, form: forms.TellForm, row: Any) -> Any:
    values = form.cleaned_data
    if values["data_month"] is None:
        form.refuse(Refusal("statistics.month_missing", field="data_month"))
        return None
    return form.carry_out(
        actions.record_source_figure,
        viewer=viewer,
        project=row,
        data_month=values["data_month"],
        source=FigureSource(values["source"]),
        year_to_date=values["year_to_date"],
        this_month=values["this_month"],
        cut_off_on=values["cut_off_on"],
        informant=values["informant"],
        reason=values["reason"],
    )
