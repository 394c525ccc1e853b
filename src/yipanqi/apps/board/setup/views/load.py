"""One table on its way in: columns to confirm, questions to answer, its record, taking back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yipanqi.apps.board.setup import actions, forms
from yipanqi.apps.board.setup.access import loadable
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.standing import next_step
from yipanqi.apps.board.setup.stored import kind_of, lacking, plan_of, reading_of
from yipanqi.apps.board.setup.views.index import viewer_of
from yipanqi.apps.board.setup.wording import field_name, kind_name
from yipanqi.apps.month.imports.carried import wanted_of
from yipanqi.apps.month.imports.columns import UNITS, FieldWords, Group, tables_of
from yipanqi.apps.month.imports.forms import key, table_choices, version
from yipanqi.apps.month.imports.lines import skipped_groups
from yipanqi.apps.month.imports.reading import Reading
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra import evidence
from yipanqi.infra.texts import render as sentence
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid

LINES_SHOWN = 300


@require_http_methods(["GET", "POST"])
def columns_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    load = loadable(viewer_of(request), uid)
    if load.state != Load.State.PREVIEWED:
        return redirect("setup:load", uid=uid)
    reading, refusal = reading_of(load), None
    if request.method == "POST":
        try:
            actions.confirm_columns(
                viewer=viewer_of(request),
                uid=uid,
                tables=table_choices(request.POST, reading),
                expected_version=version(request.POST),
                key=key(request.POST),
            )
            return redirect("setup:load", uid=uid)
        except (Forbidden, Missing):
            raise
        except Refusal as refused:
            refusal = refused
    return _columns(request, load, reading, refusal)


def _columns(
    request: HttpRequest, load: Load, reading: Reading, refusal: Refusal | None
) -> HttpResponse:
    kind = kind_of(load)
    words = FieldWords(wanted_of(kind), lambda of: field_name(load.kind, of))
    tables = tables_of(reading, request.POST if refusal else None, words)
    group = Group(kind_name(load.kind), tuple(map(words.option, kind.offered)))
    context = _context(load) | {
        "tables": tables,
        "groups": [group],
        "money_units": UNITS,
        "refusal": say(refusal) if refusal else "",
        "open_count": sum(t.open_count for t in tables),
        "unknown": [head for t in tables for head in t.unknown],
        "lacking": lacking(reading, kind),
        "skipped_sheets": [(s.name, sentence(s.reason)) for s in reading.skipped],
    }
    return render(request, "setup/columns.html", context, status=422 if refusal else 200)


def _context(load: Load) -> dict[str, Any]:
    return {"load": load, "found": load, "title": kind_name(load.kind), "key": str(new_uid())}


@require_GET
def load_page(request: HttpRequest, uid: UUID) -> HttpResponse:
    load = loadable(viewer_of(request), uid)
    if load.state != Load.State.PREVIEWED:
        more = {"next_step": next_step(viewer_of(request))}
        return render(request, "setup/record.html", _context(load) | _record(load) | more)
    if not load.mapping.get("confirmed"):
        return redirect("setup:columns", uid=uid)
    try:
        plan = plan_of(load, reading_of(load))
    except Refusal as refusal:
        if refusal.code != "table.unsettled":
            raise
        return redirect("setup:columns", uid=uid)
    context = _context(load) | {
        "plan": plan,
        "faults": [(f, say(f.finding)) for f in plan.faults],
        "asks": list(plan.asks.values()),
        "lines": plan.lines[:LINES_SHOWN],
        "more": max(0, len(plan.lines) - LINES_SHOWN),
        "known": sum(line.is_known for line in plan.lines),
        "groups": skipped_groups((s.reason, s.sheet, s.row + 1, s.text) for s in plan.skipped),
    }
    return render(request, "setup/rows.html", context)


def _record(load: Load) -> dict[str, Any]:
    record = load.record
    return {
        "record": record,
        "rows": list(load.rows.all()[:LINES_SHOWN]),
        "rows_count": load.rows.count(),
        "groups": skipped_groups(record.get("skipped", [])),
        "may_undo": load.state == Load.State.APPLIED,
    }


@require_POST
def rows(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Keep the answers; with “apply” and nothing new to see, bring all of it in."""
    viewer = viewer_of(request)
    load = loadable(viewer, uid)
    given, excluded = forms.answers(request.POST), sorted(set(request.POST.getlist("exclude")))
    stands = {k: v for k, v in load.answers.items() if k != "excluded"}
    try:
        if request.POST.get("do") == "apply" and _agrees(stands, load, given, excluded):
            return _apply(request, load)
        actions.settle_load(
            viewer=viewer,
            uid=uid,
            answers=given,
            excluded=excluded,
            expected_version=version(request.POST),
            key=key(request.POST),
        )
        messages.info(request, _("The check has been brought up to date."))
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    return redirect("setup:load", uid=uid)


def _agrees(stands: dict[str, Any], load: Load, given: dict[str, str], excluded: list[str]) -> bool:
    """Nothing on the page differs from what the shown plan was made with."""
    same = all(stands.get(k) == v for k, v in given.items())
    return same and excluded == load.answers.get("excluded", [])


def _apply(request: HttpRequest, load: Load) -> HttpResponse:
    done, passwords = actions.apply_load(
        viewer=viewer_of(request),
        uid=load.uid,
        seen=request.POST.get("seen", ""),
        expected_version=version(request.POST),
        key=key(request.POST),
    )
    messages.success(request, _("The table has been brought in."))
    if passwords:
        context = _context(done) | {"passwords": passwords}
        answer = render(request, "setup/passwords.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
    return redirect("setup:load", uid=done.uid)


@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    try:
        actions.undo_load(
            viewer=viewer_of(request),
            uid=uid,
            reason=request.POST.get("reason", ""),
            expected_version=version(request.POST),
            key=key(request.POST),
        )
    except (Forbidden, Missing):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("Taken back: nothing of the table is left in the city."))
    return redirect("setup:load", uid=uid)


@require_GET
def original(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The file as it was sent, to be saved, never shown."""
    load = loadable(viewer_of(request), uid)
    return evidence.response(load.file)  # type: ignore[return-value]
