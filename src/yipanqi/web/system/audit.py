"""The audit log as an auditor reads it."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.leads.access import CONFIDENTIAL_KINDS
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.templatetags import figures
from yipanqi.infra.templatetags.words import word
from yipanqi.web.parts import STATES

PAGE = 60
YUAN = ("this_month", "year_to_date", "statistics_counted", "next_month_plan", "annual_plan")
HASHES = ("hash", "sha256")
SIGN_IN = ("log_in", "log_out", "log_in_failed")


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, as kept in the entry."""

    field: str
    before: Any
    after: Any


def entries(viewer: Viewer, query: QueryDict) -> QuerySet[AuditEntry]:
    """Entries the viewer may read: auditors those of their units (at the root: all), the
    administrator those of the system.
    """
    rows = AuditEntry.objects.exclude(subject_kind__in=CONFIDENTIAL_KINDS).order_by("-id")
    if viewer.has(Role.AUDITOR) and not viewer.whole_tree:
        nodes = tree_on().nodes
        rows = rows.filter(unit_uid__in=[nodes[pk].uid for pk in viewer.units if pk in nodes])
    if not viewer.has(Role.AUDITOR):
        kinds = ["User", "Appointment", "Delegation", "Unit", "Installation"]
        rows = rows.filter(subject_kind__in=kinds)
    if verb := query.get("verb"):
        rows = rows.filter(verb=verb)
    if actor := query.get("actor"):
        rows = rows.filter(actor_name__icontains=actor)
    if subject := query.get("subject"):
        rows = rows.filter(subject_uid=subject)
    if month := query.get("of_month"):
        rows = rows.filter(month=month)
    return rows


def page_of(viewer: Viewer, query: QueryDict) -> Page[AuditEntry]:
    page = Paginator(entries(viewer, query), PAGE).get_page(query.get("page"))
    tree = tree_on()
    for entry in page.object_list:
        node = tree.by_uid.get(entry.unit_uid)
        entry.unit_name = node.short_name if node else ""  # type: ignore[attr-defined]
        entry.changes = changes_of(entry)  # type: ignore[attr-defined]
    return page


def changes_of(entry: AuditEntry) -> list[Change]:
    names = sorted({name.split(".", 1)[1] for name in entry.values})
    return [
        Change(
            name,
            shown(name, entry.values.get(f"before.{name}")),
            shown(name, entry.values.get(f"after.{name}")),
        )
        for name in names
    ]


def shown(name: str, value: Any) -> Any:
    """A kept value as a person reads it: states in words, money in 万元, hashes by their first
    digits, frozen months by their names.
    """
    if name == "state" and value in STATES:
        return STATES[value][0]
    if name.endswith(HASHES) and isinstance(value, str):
        return value[:12]
    if name in YUAN and isinstance(value, int):
        return _("%(wan)s of 10,000 yuan") % {"wan": figures.wan(value)}
    if isinstance(value, list) and all(isinstance(v, dict) and "month" in v for v in value):
        return "、".join(f"{v['month']} r{v.get('revision', 1)}" for v in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return word(f"audited.{name}", value) if isinstance(value, str) else value


def verbs() -> list[str]:
    rows = AuditEntry.objects.exclude(subject_kind__in=CONFIDENTIAL_KINDS).order_by("verb")
    return list(rows.values_list("verb", flat=True).distinct())
