"""The pages of the projects station in four groups; the pages of the open group side by side.

Eleven tabs in a row could not be scanned: a group is opened first, its pages stand below it.
"""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from yipanqi.apps.life.leads.access import reads_leads
from yipanqi.infra.page_parts import Tab

Page = tuple[str, Promise]
GROUPS: tuple[tuple[Promise, tuple[Page, ...]], ...] = (
    (
        _("Projects in lists"),
        (
            ("projects:index", _("Register")),
            ("projects:board", _("Board by stage")),
            ("projects:timeline", _("Time line")),
            ("projects:doubles", _("Suspected doubles")),
        ),
    ),
    (_("Investment leads"), (("leads:index", _("Investment leads")),)),
    (
        _("Pushing the pipeline"),
        (
            ("projects:funnel", _("Pipeline health")),
            ("preliminary:index", _("Preliminary work")),
            ("gates:index", _("Gates")),
            ("projects:slips", _("Slip ledger")),
            ("projects:cases", _("Typical problems")),
        ),
    ),
    (_("Light rules"), (("projects:lights", _("Light rules")),)),
)


def tabs_of(request: HttpRequest) -> list[Tab]:
    """Every group with a page that exists, keeping the chosen month and unit."""
    kept = request.GET.copy()
    for name in list(kept):
        if name not in {"month", "unit"}:
            del kept[name]
    query = f"?{kept.urlencode()}" if kept else ""
    match = request.resolver_match
    here = match.view_name if match else ""
    found = []
    for text, pages in GROUPS:
        parts = tuple(_parts(request, pages, here, query))
        if parts:
            is_current = any(part.is_current for part in parts)
            found.append(Tab(str(text), parts[0].href, is_current, parts=parts))
    return found


def _parts(request: HttpRequest, pages: tuple[Page, ...], here: str, query: str) -> list[Tab]:
    found = []
    for name, text in pages:
        if name == "leads:index" and not reads_leads(request.viewer):  # type: ignore[attr-defined]
            continue
        try:
            found.append(Tab(str(text), reverse(name) + query, name == here))
        except NoReverseMatch:
            continue
    return found
