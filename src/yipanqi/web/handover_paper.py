"""The list of a hand-over, to print and sign."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yipanqi.apps.promises.handovers.access import reads_list
from yipanqi.apps.promises.handovers.queries import handover_for
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import Installation
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.packs.handover import HandOverContent, render
from yipanqi.web.slips import as_docx


@require_GET
def paper(request: HttpRequest, uid: str) -> HttpResponse:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    row = handover_for(viewer, str(uid))
    if not reads_list(viewer, row):
        raise Forbidden("access.no_business_data")
    if row.on is None:
        raise Missing("handover.not_found")
    home = Installation.objects.filter(pk=1).first()
    content = HandOverContent(
        leaver=row.leaver.name,
        successor=row.successor.name,
        reason=row.reason,
        dated=row.on,
        posts=tuple(f"{p['unit']}{label(Role(p['role']))}" for p in row.posts),
        rows=tuple(
            (sentence(f"HandOverKind.{i['kind']}"), i["title"], i["due_on"].replace("-", "."))
            for i in row.items
        ),
        is_demonstration=bool(home and home.is_demo),
    )
    return as_docx(render(content), f"{row.leaver.name}工作移交清单.docx")
