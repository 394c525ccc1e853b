"""Breadcrumbs along the unit tree, and what a page's figures are."""

from django.http import HttpRequest

from yipanqi.apps.ledger.units.queries import home_of, tree_on
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.page_parts import Crumb, Shown
from yipanqi.web.frame import UNIT, chosen_unit
from yipanqi.web.shell import same_page


def trail_of(request: HttpRequest) -> list[Crumb]:
    """From the highest unit the viewer may see down to the chosen one."""
    tree = tree_on()
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    node = shown_unit(request)
    return [
        Crumb(name=n.short_name, href=same_page(request, **{UNIT: n.uid}))
        for n in tree.path(node.pk)
        if viewer.whole_tree or n.pk in viewer.units
    ]


def shown_live_or_frozen(request: HttpRequest, month: Month, snapshot: Snapshot | None) -> Shown:
    """Whose figures, of which month, frozen or live."""
    node = shown_unit(request)
    if snapshot is not None:
        return Shown(node.name, month, snapshot.revision, snapshot.frozen_on)
    return Shown(node.name, month, None, clock.business_today())


def shown_unit(request: HttpRequest) -> Node:
    """The chosen unit, else the highest the viewer sees: what the switcher says, too."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return tree_on().by_uid.get(chosen_unit(request)) or home_of(viewer)
