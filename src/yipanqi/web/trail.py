"""Breadcrumbs along the unit tree, and what a page's figures are."""

from django.http import HttpRequest

from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.web.frame import UNIT, chosen_unit
from yipanqi.web.shell import Crumb, Shown, same_page


def trail_of(request: HttpRequest) -> list[Crumb]:
    """From the highest unit the viewer may see down to the chosen one."""
    tree = tree_on()
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    node = tree.by_uid.get(chosen_unit(request)) or tree.root
    return [
        Crumb(name=n.short_name, href=same_page(request, **{UNIT: n.uid}))
        for n in tree.path(node.pk)
        if viewer.whole_tree or n.pk in viewer.units
    ]


def shown_live_or_frozen(request: HttpRequest, month: Month, snapshot: Snapshot | None) -> Shown:
    """Whose figures, of which month, frozen or live."""
    tree = tree_on()
    node = tree.by_uid.get(chosen_unit(request)) or tree.root
    if snapshot is not None:
        return Shown(node.name, month, snapshot.revision, snapshot.frozen_on)
    return Shown(node.name, month, None, clock.business_today())
