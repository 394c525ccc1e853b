"""The circular of closure rates, of what the viewer may read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.pages import asking
from yipanqi.apps.promises.supervision.closure import year_of
from yipanqi.apps.promises.supervision.statistics import closure, worst
from yipanqi.core.commitments.statistics import Tally
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.infra.templatetags.figures import percent
from yipanqi.packs.closure import ClosureContent, Rates, render
from yipanqi.web.slips import agency_of, as_docx


@require_GET
def paper(request: HttpRequest) -> HttpResponse:
    viewer = asking(request)
    year = year_of(request.GET.get("year", ""))
    total, groups = closure(year)
    home = Installation.objects.filter(pk=1).first()
    content = ClosureContent(
        year=year,
        agency=agency_of(tree_on().root).name,
        dated=clock.business_today(),
        whole=_rates("", total),
        units=tuple(_rates(group.name, group.tally) for group in groups),
        worst=tuple((w.row.title, w.lead, w.why) for w in worst(viewer, "")),
        is_demonstration=bool(home and home.is_demo),
    )
    return as_docx(render(content), f"{year}年督办事项销号情况通报.docx")


def _rates(name: str, found: Tally) -> Rates:
    return Rates(
        name,
        str(found.total),
        str(found.closed),
        percent(found.closure_rate),
        percent(found.on_time_rate),
        str(found.overdue),
    )
