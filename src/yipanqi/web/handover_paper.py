"""The list of a hand-over, to print and sign."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yipanqi.apps.commitments.pages import asking
from yipanqi.apps.handovers.queries import handover_for
from yipanqi.core.scope import Role
from yipanqi.infra.models import Installation
from yipanqi.infra.texts import label
from yipanqi.infra.texts import render as sentence
from yipanqi.packs.handover import HandOverContent, render
from yipanqi.web.slips import as_docx


@require_GET
def paper(request: HttpRequest, uid: str) -> HttpResponse:
    row = handover_for(asking(request), str(uid))
    home = Installation.objects.filter(pk=1).first()
    content = HandOverContent(
        leaver=row.leaver.name,
        successor=row.successor.name,
        reason=row.reason,
        dated=row.on,
        posts=tuple(f"{p['unit']}{label(Role(p['role']))}" for p in row.posts),
        rows=tuple(
            (sentence(f"HandOverKind.{i['kind']}"), i["title"], i["due_on"]) for i in row.items
        ),
        is_demonstration=bool(home and home.is_demo),
    )
    return as_docx(render(content), f"{row.leaver.name}工作移交清单.docx")
