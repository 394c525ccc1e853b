"""The viewer's notices: newest first; opening one marks it read."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yipanqi.apps.ledger.notices import actions, queries
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.texts import render as render_text
from yipanqi.infra.texts import say
from yipanqi.infra.uid import new_uid

PAGE = 50


def _viewer(request: HttpRequest) -> Viewer:
    """Notices are business: raises ``access.no_business_data``."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.roles <= {Role.ADMIN}:
        raise Forbidden("access.no_business_data")
    return viewer


def index(request: HttpRequest) -> HttpResponse:
    viewer = _viewer(request)
    unread = request.GET.get("unread") == "1"
    rows = queries.notices_for(viewer, unread_only=unread)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    page.object_list = queries.lines(page.object_list)  # type: ignore[assignment]
    context = {
        "page": page,
        "unread": unread,
        "count": queries.unread_count(viewer),
        "may_keep": bool(queries.kept_units(viewer)),
    }
    return render(request, "notices/index.html", context)


@require_POST
def open_one(request: HttpRequest, uid: str) -> HttpResponse:
    """Mark it read and go where it points."""
    viewer = _viewer(request)
    notice = queries.notices_for(viewer).filter(uid=uid).first()
    if notice is None:
        raise Missing("notice.not_found")
    actions.mark_read(viewer=viewer, uids=[uid])
    try:
        target = reverse(notice.url_name, args=[notice.subject_uid])
    except NoReverseMatch:
        target = reverse("notices:index")
    return redirect(target)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    actions.mark_read(viewer=_viewer(request))
    return redirect("notices:index")


def channels(request: HttpRequest) -> HttpResponse:
    """One page for all subscriptions: the viewer's calendar, and where its units' notices go."""
    viewer = _viewer(request)
    units = queries.kept_units(viewer)
    context = {
        "units": units,
        "channels": queries.channels_for(viewer) if units else [],
        "inside": settings.WEBHOOK_HOSTS,
        "kinds": [(k.value, render_text(f"ChannelKind.{k.value}")) for k in queries.KINDS],
        "hours": range(24),
        "posted": {},
        "key": str(new_uid()),
    }
    return render(request, "notices/channels.html", context)


@require_POST
def open_channel(request: HttpRequest) -> HttpResponse:
    viewer, post = _viewer(request), request.POST
    node = tree_on().by_uid.get(post.get("unit", ""))
    try:
        actions.open_channel(
            viewer=viewer,
            unit=node.pk if node else 0,
            wish=actions.ChannelWish(
                kind=post.get("kind", ""),
                name=post.get("name", ""),
                address=post.get("address", ""),
                secret=post.get("secret", "")[:200],
                quiet_from=_hour(post.get("quiet_from", "")),
                quiet_until=_hour(post.get("quiet_until", "")),
                digest_at=_hour(post.get("digest_at", "")),
            ),
            key=post.get("key", "")[:100] or None,
        )
    except (Missing, Forbidden):
        raise
    except Refusal as refusal:
        messages.error(request, say(refusal))
    else:
        messages.success(request, _("Notices of this unit go there, too, from now on."))
    return redirect("notices:channels")


def _hour(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 2 else None


@require_POST
def close_channel(request: HttpRequest, uid: str) -> HttpResponse:
    actions.close_channel(viewer=_viewer(request), uid=uid)
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("notices:channels")
