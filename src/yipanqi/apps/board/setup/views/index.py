"""设置: the steps of setting a city up, one page per kind of table, names of units."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.board.setup import actions
from yipanqi.apps.board.setup.access import require_loader, require_setter
from yipanqi.apps.board.setup.forms import AliasForm, TableForm
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.queries import loads_of
from yipanqi.apps.board.setup.standing import steps
from yipanqi.apps.board.setup.wording import field_name, kind_name
from yipanqi.apps.ledger.units import actions as units
from yipanqi.apps.ledger.units.names import alias_by_uid, aliases
from yipanqi.apps.ledger.units.queries import tree_on, unit_by_uid
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.kinds import OPENING
from yipanqi.infra import clock
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import ceilings

LOADS_SHOWN = 50


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    require_setter(viewer)
    found = steps(viewer)
    first = next((s for s in found if s.href and s.state != "done"), None)
    return render(request, "setup/index.html", {"steps_found": found, "next_step": first})


@require_http_methods(["GET", "POST"])
def kind_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a table of one kind in; what was sent before."""
    viewer = viewer_of(request)
    require_loader(viewer, kind)
    form = TableForm(request.POST or None, request.FILES or None, kind=kind)
    if request.method == "POST" and form.is_valid():
        load = form.carry_out(lambda key: _upload(viewer, kind, form, key))
        if load is not None:
            return redirect("setup:columns", uid=load.uid)
    table = OPENING[kind]
    context: dict[str, Any] = {
        "kind": kind,
        "title": kind_name(kind),
        "form": form,
        "loads": loads_of(viewer, kind)[:LOADS_SHOWN],
        "needed": [[field_name(kind, of) for of in sorted(group)] for group in _short(kind)],
        "offered": [field_name(kind, of) for of in table.offered],
        "megabytes": ceilings.FILE_BYTES // 2**20,
    }
    status = 422 if form.errors else 200
    return render(request, "setup/kind.html", context, status=status)


def _short(kind: str) -> list[list[Any]]:
    """Groups of needed fields; twelve months are said by their first."""
    table = OPENING[kind]
    return [
        [of for of in table.offered if of in group and not of.value.startswith("month_")]
        or [of for of in table.offered if of in group][:1]
        for group in table.needed
    ]


def _upload(viewer: Viewer, kind: str, form: TableForm, key: str | None) -> Load:
    file = form.cleaned_data["file"]
    if not isinstance(file, UploadedFile) or not file.name:
        raise Refusal("import.no_file", field="file")
    if (file.size or 0) > ceilings.FILE_BYTES:
        megabytes = ceilings.FILE_BYTES // 2**20
        raise Refusal("workbook.too_large", field="file", name=file.name, megabytes=megabytes)
    return actions.upload_table(
        viewer=viewer,
        kind=kind,
        month=form.cleaned_data["month"],
        content=file.read(),
        name=file.name,
        terms=form.terms(),
        key=key,
    )


@require_http_methods(["GET", "POST"])
def names_page(request: HttpRequest) -> HttpResponse:
    """单位别名: which written names stand for which unit, since when."""
    viewer = viewer_of(request)
    require_setter(viewer)
    tree = tree_on()
    choices = [(n.uid, "　" * depth + n.name) for depth, n in tree.walk()]
    initial = {"from_on": clock.business_today()}
    form = AliasForm(request.POST or None, units=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        made = form.carry_out(
            units.add_alias,
            viewer=viewer,
            unit=unit_by_uid(values["unit"]),
            name=values["name"],
            from_on=values["from_on"],
            reason=values["reason"],
        )
        if made is not None:
            messages.success(request, _("The name has been kept."))
            return redirect("setup:names")
    rows = [(a, tree.nodes.get(a.unit_id)) for a in aliases()]
    context = {"form": form, "rows": rows, "today": clock.business_today()}
    return render(request, "setup/names.html", context, status=422 if form.errors else 200)


@require_POST
def end_name(request: HttpRequest, uid: UUID) -> HttpResponse:
    viewer = viewer_of(request)
    require_setter(viewer)
    try:
        units.end_alias(viewer=viewer, alias=alias_by_uid(str(uid)), to_on=clock.business_today())
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("From today the name stands for nobody."))
    return redirect("setup:names")
