"""What every page of workbooks shows around its content."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.reporting.pages import viewer_of
from yipanqi.apps.month.reporting.standing import require_business
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.page_parts import Crumb, Shown
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid

STEPS = ("upload", "columns", "rows", "done")
LABELS: dict[str, str | Promise] = {
    "upload": gettext_lazy("Upload the workbook"),
    "columns": gettext_lazy("Confirm the columns"),
    "rows": gettext_lazy("Check the rows"),
    "done": pgettext_lazy("import", "Imported"),
}


@dataclass(frozen=True, slots=True)
class Step:
    label: str | Promise
    state: str
    note: str = ""


def asking(request: HttpRequest) -> Viewer:
    """The viewer of a page with business in it."""
    viewer = viewer_of(request)
    require_business(viewer)
    return viewer


def context(
    request: HttpRequest, window: MonthWindow, unit: Node, step: str = "", **more: Any
) -> dict[str, Any]:
    return {
        "window": window,
        "month": window.value,
        "unit": unit,
        "trail": _trail(viewer_of(request), window, unit),
        "shown_as": Shown(unit.name, window.value, as_of=clock.business_today()),
        "steps": _steps(step) if step else [],
        "key": str(new_uid()),
        **more,
    }


def _trail(viewer: Viewer, window: MonthWindow, unit: Node) -> list[Crumb]:
    return [
        Crumb(node.short_name, reverse("imports:unit", args=[window.month, node.uid]))
        for node in tree_on().path(unit.pk)
        if viewer.whole_tree or node.pk in viewer.units
    ]


def _steps(current: str) -> list[Step]:
    at = STEPS.index(current)
    states = ["done" if n < at else "todo" for n in range(len(STEPS))]
    states[at] = "done" if current == "done" else "current"
    return [Step(LABELS[name], state) for name, state in zip(STEPS, states, strict=True)]


def address(name: str, found: Import) -> str:
    return reverse(f"imports:{name}", args=[found.window.month, found.unit.uid, found.uid])


def is_elsewhere(found: Import, month: Month, unit: UUID) -> bool:
    """The switchers of the frame name another month or unit than this import's."""
    return found.window.value != month or found.unit.uid != unit


def to_unit(month: Month, unit: UUID) -> HttpResponse:
    return redirect("imports:unit", month=month, unit=unit)


@contextmanager
def told(request: HttpRequest) -> Iterator[None]:
    """A refusal inside becomes a message on the next page; no scope and no right do not."""
    try:
        yield
    except (Missing, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))


def counted(rows: int, cells: int) -> str:
    return _("%(rows)d projects, %(cells)d cells") % {"rows": rows, "cells": cells}
