"""A county's shortfall list as one printed page."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.pages import asking
from yipanqi.apps.results.shortfalls import queries
from yipanqi.apps.results.shortfalls.views import month_of
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.packs.shortfalls import ShortfallContent, render
from yipanqi.web.slips import agency_of, as_docx


@require_GET
def paper(request: HttpRequest, unit: str) -> HttpResponse:
    viewer = asking(request)
    found = queries.listed(viewer, queries.county_for(viewer, unit), month_of(request))
    home = Installation.objects.filter(pk=1).first()
    content = ShortfallContent(
        unit=found.unit.name,
        month=found.month,
        agency=agency_of(tree_on().root).name,
        dated=clock.business_today(),
        rows=tuple(
            (r.title + "".join(f"\n{n.name}" for n in r.named), r.how_far, r.closing)
            for r in found.rows
        ),
        sheets=found.sheets,
        revision=found.snapshot.revision if found.snapshot else 1,
        is_demonstration=bool(home and home.is_demo),
    )
    return as_docx(render(content), f"{found.unit.name}{found.month}短板清单.docx")
