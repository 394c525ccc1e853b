"""Search of the frame: projects by name or code, units by name, within the viewer's sight."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.projects.searching import holds, spelled
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import inputs
from yipanqi.web.frame import chosen_month

SHOWN = 30
TYPED_MAX = 60


def search(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    text = inputs.words(request.GET.get("q", ""), TYPED_MAX)
    context = {
        "text": text,
        "month": chosen_month(request),
        "projects": projects(viewer, text) if text else [],
        "units": units(viewer, text) if text else [],
    }
    return render(request, "web/register/search.html", context)


def projects(viewer: Viewer, text: str) -> list[Project]:
    """Up to thirty projects whose name, code, owner or pinyin holds every word of the text."""
    wanted = holds(text)
    if not wanted:
        return []
    rows = Project.objects.visible_to(viewer).exclude(current=None)
    rows = rows.filter(wanted).select_related("current")
    return list(rows.order_by("current__name")[:SHOWN])


def units(viewer: Viewer, text: str) -> list[Node]:
    """Units whose name, pinyin or code holds the text."""
    latin = text.upper() if text.isascii() else ""
    return [
        node
        for node in tree_on().nodes.values()
        if (
            text in node.name
            or (node.code and node.code.startswith(text))
            or (latin and any(latin in spelling for spelling in spelled(node.name)))
        )
        and (viewer.whole_tree or node.pk in viewer.units)
    ][:SHOWN]
