"""Small things that pages about commitments share: the viewer, forms' keys, units to choose."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.origins import LEDGERS
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import COUNTY_LEVEL, ORGANISATIONS, UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra.inputs import whole
from yipanqi.infra.texts import say

Work = Callable[[HttpRequest, Viewer, str], Any]  # with the object's uid


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """Units under one head in a drop-down."""

    label: str
    units: tuple[Node, ...]


def asking(request: HttpRequest) -> Viewer:
    """The viewer of a page with business in it; raises ``access.no_business_data``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def version_of(request: HttpRequest) -> int | None:
    """The version number the form was filled against."""
    return whole(request.POST.get("version", ""))


def key_of(request: HttpRequest) -> str | None:
    """The form's own key: sending it twice does the work once."""
    return request.POST.get("key", "")[:100] or None


def day_of(text: str, field: str) -> date | None:
    """A day from a date input. Raises ``form.not_a_day``."""
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("form.not_a_day", field=field, value=text) from None


def unit_of(uid: str, field: str) -> int:
    """Primary key of a unit chosen in a form. Raises ``form.unit_needed``."""
    node = tree_on().by_uid.get(uid)
    if node is None:
        raise Refusal("form.unit_needed", field=field)
    return node.pk


def project_named(viewer: Viewer, text: str, field: str) -> Project | None:
    """The project of that own code or exact name, if the viewer may see it; None for nothing.

    Raises ``form.project_unknown``.
    """
    wanted = text.strip()
    if not wanted:
        return None
    rows = Project.objects.visible_to(viewer)
    found = rows.filter(Q(own_code=wanted) | Q(current__name=wanted)).order_by("pk").first()
    if found is None:
        raise Refusal("form.project_unknown", field=field)
    return found


def ledger_tabs(current: str) -> list[dict[str, object]]:
    """The ledgers that kinds of commitments keep, side by side."""
    return [
        {"label": ledger.label, "href": reverse(ledger.url_name), "is_current": key == current}
        for key, ledger in sorted(LEDGERS.items(), key=lambda item: item[1].order)
    ]


@contextmanager
def told(request: HttpRequest, done: str = "") -> Iterator[None]:
    """``done`` is said when nothing is refused; a refusal becomes a message on the next page.

    No scope and no right do not: they are pages of their own.
    """
    try:
        yield
    except (Missing, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        if done:
            messages.success(request, done)


def posted_verb(
    find: Callable[[Viewer, str], Any], verbs: Mapping[str, Work], page: str
) -> Callable[[HttpRequest, str, str], HttpResponse]:
    """The view of an object's verbs: ``find`` it as the viewer sees it, do the one named in the
    address, say on its ``page`` what came of it. Raises ``form.no_such_verb``.
    """

    @require_POST
    def do(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
        viewer = asking(request)
        row = find(viewer, uid)
        work = verbs.get(verb)
        if work is None:
            raise Missing("form.no_such_verb")
        with told(request, _("Done.")):
            work(request, viewer, str(row.uid))
        return redirect(page, row.uid)

    return do


def unit_groups(among: Iterable[int] | None = None) -> list[UnitGroup]:
    """Units of today's tree to choose from, by where they stand; the root is no choice."""
    tree = tree_on()
    wanted = set(tree.nodes) if among is None else set(among)
    wanted.discard(tree.root.pk)
    heads: dict[int, list[Node]] = {}
    for _depth, node in tree.walk():
        if node.pk in wanted:
            heads.setdefault(_head(node), []).append(node)
    top = heads.pop(tree.root.pk, [])
    groups = [
        UnitGroup(_("Counties, districts and zones"), tuple(n for n in top if not _is_organ(n))),
        UnitGroup(_("Municipal departments"), tuple(n for n in top if _is_organ(n))),
        *(UnitGroup(tree.nodes[pk].name, tuple(units)) for pk, units in heads.items()),
    ]
    return [group for group in groups if group.units]


def _head(node: Node) -> int:
    """The county a unit stands in, else the root."""
    tree = tree_on()
    above = [n for n in tree.above(node.pk) if UnitKind(n.kind) in COUNTY_LEVEL]
    return above[-1].pk if above and above[-1].pk != node.pk else tree.root.pk


def _is_organ(node: Node) -> bool:
    return UnitKind(node.kind) in ORGANISATIONS
