"""The pages of the projects station, side by side."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.leads.access import reads_leads
from yipanqi.infra.page_parts import Tab

PAGES: tuple[tuple[str, Promise], ...] = (
    ("projects:index", _("Register")),
    ("projects:board", _("Board by stage")),
    ("projects:timeline", _("Time line")),
    ("leads:index", _("Investment leads")),
    ("preliminary:index", _("Preliminary work")),
    ("gates:index", _("Gates")),
    ("projects:funnel", _("Pipeline health")),
    ("projects:slips", _("Slip ledger")),
    ("projects:cases", _("Typical problems")),
    ("projects:doubles", _("Suspected doubles")),
    ("projects:lights", _("Light rules")),
)


def tabs_of(request: HttpRequest) -> list[Tab]:
    """Every page that exists, keeping the chosen month and unit."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"month", "unit"}:
            del kept[name]
    query = f"?{kept.urlencode()}" if kept else ""
    match = request.resolver_match
    here = match.view_name if match else ""
    found = []
    for name, text in PAGES:
        if name == "leads:index" and not reads_leads(request.viewer):  # type: ignore[attr-defined]
            continue
        try:
            found.append(Tab(str(text), reverse(name) + query, name == here))
        except NoReverseMatch:
            continue
    return found
