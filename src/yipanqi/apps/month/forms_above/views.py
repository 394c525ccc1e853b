"""上级报表: the forms, their mapping, filling a month, what was filled."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.month.forms_above import actions, queries
from yipanqi.apps.month.forms_above.access import check_office
from yipanqi.apps.month.forms_above.forms import FileForm, NewForm, PlaceForm, RetireForm, RowForm
from yipanqi.apps.month.forms_above.models import FormVersion
from yipanqi.apps.month.forms_above.pages import OpenedForm, anchor, figure_rows, silent_rows
from yipanqi.apps.month.forms_above.wording import figure_words, unit_choices
from yipanqi.apps.month.snapshots.pages import ShownAs, asking, key_of, month_of, version_of
from yipanqi.apps.month.snapshots.queries import current_snapshot, snapshots_of
from yipanqi.core.forms_above.mapping import Mapped
from yipanqi.core.forms_above.suggest import proposed_repeats
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra import evidence
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid

FIGURES_SHOWN = 2_000


@require_http_methods(["GET", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """The forms; a POST keeps a new one."""
    viewer = asking(request)
    rows = queries.forms(viewer)
    if request.method == "POST":
        check_office(viewer)
    form = NewForm(
        request.POST or None, request.FILES or None, initial={"month": str(month_of(request))}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made = form.carry_out(
            actions.add_form,
            viewer=viewer,
            name=data["name"],
            issued_by=data["issued_by"],
            month=data["month"],
            content=data["file"].read(),
            file_name=data["file"].name,
        )
        if made is not None:
            return redirect("forms_above:map", uid=made.uid)
    context = {"forms": rows, "form": form, "may_write": viewer.is_root_office}
    return render(request, "forms_above/index.html", context, status=422 if form.errors else 200)


@require_GET
def form_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    found = queries.form_by_uid(viewer, uid)
    return _form(request, found.uid, FileForm(initial={"month": str(month_of(request))}))


def _form(request: HttpRequest, uid: UUID, form: FileForm) -> HttpResponse:
    viewer = asking(request)
    found = queries.form_by_uid(viewer, uid)
    version = queries.newest_version(found)
    mapped = Mapped.from_json(version.mapping)
    month = month_of(request)
    frozen = next(iter(snapshots_of(month)), None)
    context: dict[str, Any] = {
        "found": found,
        "newest": version,
        "versions": found.versions.select_related("file", "recorded_by").order_by("-number"),
        "mapped_count": len(mapped.figures),
        "repeats": len(mapped.repeats),
        "filled": queries.filled_of(found)[:60],
        "month": month,
        "frozen": frozen,
        "may_write": viewer.is_root_office and found.retired_at is None,
        "file_form": form,
        "retire_form": RetireForm(),
        "key": str(new_uid()),
    }
    return render(request, "forms_above/form.html", context, status=422 if form.errors else 200)


@require_POST
def new_version(request: HttpRequest, uid: UUID) -> HttpResponse:
    check_office(asking(request))
    form = FileForm(request.POST, request.FILES)
    if form.is_valid():
        data = form.cleaned_data
        made = form.carry_out(
            actions.add_form_version,
            viewer=asking(request),
            uid=uid,
            month=data["month"],
            content=data["file"].read(),
            file_name=data["file"].name,
        )
        if made is not None:
            return redirect("forms_above:map", uid=made.uid)
    return _form(request, uid, form)


@require_POST
def fill(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        made = actions.fill_form(
            viewer=asking(request), uid=uid, month=month_of(request), key=key_of(request)
        )
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
        return redirect("forms_above:form", uid=uid)
    if made.silent:
        messages.warning(request, _("Filled; some places stay empty and are listed below."))
    else:
        messages.success(request, _("Filled: every place has its figure."))
    answer = redirect("forms_above:filled", uid=made.uid)
    answer["Location"] += f"?month={made.month}"
    return answer


@require_POST
def retire(request: HttpRequest, uid: UUID) -> HttpResponse:
    check_office(asking(request))
    form = RetireForm(request.POST)
    done = None
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        done = form.carry_out(actions.retire_form, viewer=asking(request), uid=uid, reason=reason)
    if done is not None:
        messages.success(request, _("Put out of use; what was filled stays."))
    else:
        messages.error(request, form.complaint())
    return redirect("forms_above:form", uid=uid)


@require_GET
def map_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    version = queries.version_by_uid(viewer, uid)
    opened = OpenedForm.of(version)
    context = {
        "opened": opened,
        "found": version.form,
        "newest": version,
        "is_newest": version.pk == queries.newest_version(version.form).pk,
        "sheets": list(opened.sheets()),
        "blocks": list(opened.blocks()),
        "mapped_count": len(opened.mapped.figures),
        "proposed_count": len(opened.proposed),
        "may_write": viewer.is_root_office and version.form.retired_at is None,
        "key": str(new_uid()),
    }
    return render(request, "forms_above/map.html", context)


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The side panel of one place, and what was chosen there."""
    viewer = asking(request)
    version = queries.version_by_uid(viewer, uid)
    if request.method == "POST":
        check_office(viewer)
    at = request.POST.get("at") or request.GET.get("at", "")
    opened = OpenedForm.of(version, propose=request.method == "GET")
    if at not in opened.there:
        raise Missing("form_above.not_found")
    where = opened.there[at]
    repeat = next(
        (r for r in opened.mapped.repeats if (r.sheet, r.row) == (where.sheet, where.row)), None
    )
    form = _place_form(request, opened, at, repeat is not None)
    if request.method == "POST" and form.is_valid():
        done = form.carry_out(
            actions.map_places,
            viewer=viewer,
            uid=uid,
            figures={at: form.figure()},
            expected_version=version_of(request),
        )
        if done is not None:
            return _to_map(done, at)
    if request.method == "POST":
        messages.error(request, form.complaint())
        return _to_map(version, at)
    told = repeat.as_json() if repeat else {"sheet": where.sheet, "row": where.row}
    row_form = RowForm(initial=told, version=version.version, units=unit_choices())
    can_repeat = version.kind == FormVersion.Kind.XLSX or where.sheet.startswith("表")
    context = {
        "found": version,
        "where": where,
        "form": form,
        "row_form": row_form if can_repeat else None,
        "may_write": viewer.is_root_office and version.form.retired_at is None,
        "figure": opened.mapped.figures.get(at),
        "words": figure_words(opened.mapped.figures[at]) if at in opened.mapped.figures else "",
    }
    return render(request, "forms_above/_place.html", context, status=422 if form.errors else 200)


def _place_form(request: HttpRequest, opened: OpenedForm, at: str, in_row: bool) -> PlaceForm:
    shown = opened.mapped.figures.get(at) or opened.proposed.get(at)
    first: dict[str, Any] = {"at": at, "unit": "row" if in_row else "", "form": "wan"}
    if shown is not None:
        told = shown.as_json()
        first = told | {"at": at, "places": "" if shown.places is None else str(shown.places)}
    return PlaceForm(
        request.POST or None,
        initial=first,
        version=opened.version.version,
        units=unit_choices(),
        in_row=in_row,
    )


def _to_map(version: FormVersion, at: str) -> HttpResponse:
    """Back to the grid, at the place that was settled."""
    answer = redirect("forms_above:map", uid=version.uid)
    answer["Location"] += f"#{anchor(at)}"
    return answer


@require_POST
def take_proposed(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All that is proposed at once; each place can still be changed."""
    viewer = asking(request)
    check_office(viewer)
    opened = OpenedForm.of(queries.version_by_uid(viewer, uid))
    try:
        actions.map_places(
            viewer=viewer,
            uid=uid,
            figures={at: f.as_json() for at, f in opened.proposed.items()},
            expected_version=version_of(request),
            key=key_of(request),
        )
        for repeat in proposed_repeats(opened.there, opened.proposed):
            actions.repeat_row(
                viewer=viewer, uid=uid, sheet=repeat.sheet, row=repeat.row, repeat=repeat.as_json()
            )
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("forms_above:map", uid=uid)


@require_POST
def row(request: HttpRequest, uid: UUID) -> HttpResponse:
    form = RowForm(request.POST, units=unit_choices())
    viewer = asking(request)
    check_office(viewer)
    if form.is_valid():
        form.carry_out(
            actions.repeat_row,
            viewer=viewer,
            uid=uid,
            sheet=form.cleaned_data["sheet"],
            row=form.cleaned_data["row"],
            repeat=form.repeat(),
            expected_version=version_of(request),
        )
    if form.errors:
        messages.error(request, form.complaint())
    return redirect("forms_above:map", uid=uid)


@require_GET
def blank_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = queries.version_by_uid(asking(request), uid)
    return evidence.response(found.file)  # type: ignore[return-value]


@require_GET
def filled_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = asking(request)
    found = queries.filled_by_uid(viewer, uid)
    rows = figure_rows(found)
    newest = current_snapshot(Month.parse(found.month))
    context = {
        "filled": found,
        "found": found.form_version.form,
        "month": Month.parse(found.month),
        "shown_as": ShownAs.of(found.snapshot),
        "rows": rows[:FIGURES_SHOWN],
        "rows_count": len(rows),
        "silent": silent_rows(found),
        "newer": None if newest.pk == found.snapshot_id else newest,
        "may_write": viewer.is_root_office and found.form_version.form.retired_at is None,
        "key": str(new_uid()),
    }
    return render(request, "forms_above/filled.html", context)


@require_GET
def filled_file(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = queries.filled_by_uid(asking(request), uid)
    return evidence.response(found.file)  # type: ignore[return-value]
