"""Hand-overs: the preview for the administrator, the list for those whom it concerns."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from yipanqi.apps.commitments.pages import key_of, told
from yipanqi.apps.handovers.actions import hand_over
from yipanqi.apps.handovers.models import HandOver
from yipanqi.apps.handovers.pack import KINDS, pack_of, post_words
from yipanqi.apps.handovers.queries import hand_overs, handover_for, people_like
from yipanqi.apps.units.queries import any_person
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import inputs
from yipanqi.infra.inputs import whole
from yipanqi.infra.uid import new_uid


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return render(request, "handovers/index.html", {"rows": hand_overs(viewer)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Find the successor, look at what would move, hand over."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not viewer.has(Role.ADMIN):
        raise Forbidden("handover.admin_only")
    leaver = any_person(str(uid))
    if request.method == "POST":
        successor = any_person(request.POST.get("successor", ""))
        with told(request):
            made = hand_over(
                viewer=viewer,
                leaver=leaver,
                successor=successor,
                reason=request.POST.get("reason", ""),
                seen=whole(request.POST.get("seen", "")),
                key=key_of(request),
            )
            messages.success(request, _("The work has been handed over."))
            return redirect("handovers:record", made.uid)
    words = inputs.words(request.GET.get("q", ""), 40)
    pack = pack_of(leaver)
    context = {
        "leaver": leaver,
        "words": words,
        "people": people_like(words, leaver),
        "posts": post_words(pack.posts),
        "counts": pack.counts,
        "seen": len(pack.items),
        "key": str(new_uid()),
    }
    return render(request, "handovers/new.html", context)


@require_GET
def record(request: HttpRequest, uid: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = handover_for(viewer, str(uid))
    return render(request, "handovers/record.html", {"row": row, **shown(viewer, row)})


def shown(viewer: Viewer, row: HandOver) -> dict[str, object]:
    """The list by kind; an administrator reads numbers, not titles."""
    may_read = not (viewer.roles and viewer.roles <= {Role.ADMIN})
    groups = [(kind, [i for i in row.items if i["kind"] == kind]) for kind in KINDS]
    return {
        "groups": [(kind, items, len(items)) for kind, items in groups if items],
        "may_read": may_read,
    }
