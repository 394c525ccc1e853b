"""Leads of the viewer; projects on the register that may be the same investment."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Sum
from django.http import QueryDict

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.leads.models import InvestmentOffice, Lead, SigningPromise
from yipanqi.core.projects.identity import namesakes, normalised
from yipanqi.core.projects.leads import OPEN, LeadStage
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words


@dataclass(frozen=True, slots=True)
class Asked:
    """``stage``: a stage, ``open`` (default) or ``all``."""

    text: str = ""
    stage: str = "open"
    unit: int | None = None

    @classmethod
    def of(cls, query: QueryDict) -> "Asked":
        node = tree_on().by_uid.get(query.get("unit_of", ""))
        return cls(
            words(query.get("q", "")),
            one_of(query.get("stage", ""), {*LeadStage, "all"}, "open"),
            node.pk if node else None,
        )


def leads(viewer: Viewer, asked: Asked) -> QuerySet[Lead]:
    rows = Lead.objects.visible_to(viewer).select_related("unit", "project")
    if asked.stage == "open":
        rows = rows.filter(stage__in=OPEN)
    elif asked.stage != "all":
        rows = rows.filter(stage=asked.stage)
    if asked.unit is not None:
        rows = rows.filter(unit=asked.unit)
    if asked.text:
        wanted = Q(investor_name__icontains=asked.text)
        if name := normalised(asked.text):
            wanted |= Q(search_name__contains=name)
        rows = rows.filter(wanted)
    return rows.annotate(met=Count("contacts"), met_on=Max("contacts__on")).order_by("-pk")


def tally(viewer: Viewer) -> dict[str, tuple[int, int]]:
    """Stage → how many of the viewer's leads, and their intended investment in yuan."""
    rows = Lead.objects.visible_to(viewer).values("stage").order_by()
    found = {
        row["stage"]: (row["n"], row["money"] or 0)
        for row in rows.annotate(n=Count("pk"), money=Sum("amount"))
    }
    return {stage.value: found.get(stage.value, (0, 0)) for stage in LeadStage}


def units_of(viewer: Viewer) -> list[tuple[str, str]]:
    pks = set(Lead.objects.visible_to(viewer).values_list("unit", flat=True))
    nodes = tree_on().nodes
    return [(nodes[pk].uid, nodes[pk].short_name) for pk in sorted(pks) if pk in nodes]


@dataclass(frozen=True, slots=True)
class Alike:
    """A project that may be the same investment. ``name`` is empty where the viewer may not
    learn which: then only the unit's investment office can clear it up.
    """

    uid: str
    name: str
    why: str  # a code: same_code, same_investor, like_name


def alike(viewer: Viewer, lead: Lead) -> list[Alike]:
    """Looked for over the whole register: the same investor may have been signed elsewhere."""
    every = Project.objects.unscoped("doubles are looked for everywhere; names follow scope")
    rows = every.exclude(current=None).values_list(
        "pk", "uid", "current__name", "current__owner_name", "current__owner_credit_code"
    )
    mine = set(Project.objects.visible_to(viewer).values_list("pk", flat=True))
    owner = normalised(lead.investor_name)
    seen = list(rows)
    close = {one.name for one in namesakes(lead.name, [name for _, _, name, *_ in seen])}
    found = []
    for pk, uid, name, owner_name, code in seen:
        why = ""
        if lead.investor_credit_code and code == lead.investor_credit_code:
            why = "same_code"
        elif owner and normalised(owner_name) == owner:
            why = "same_investor"
        elif name in close:
            why = "like_name"
        if why:
            shown = pk in mine
            found.append(Alike(str(uid) if shown else "", name if shown else "", why))
    order = ("same_code", "same_investor", "like_name")
    return sorted(found, key=lambda one: (order.index(one.why), one.name))[:10]


def promises_of(project: Project) -> list[SigningPromise]:
    """Of a project the caller has shown."""
    return list(
        SigningPromise.objects.unscoped("the caller has shown the project")
        .filter(project=project)
        .select_related("unit", "commitment")
    )


def late_promises(viewer: Viewer) -> tuple[int, date | None]:
    """Promises past their day, not kept, of projects signed from the viewer's own leads."""
    units = viewer.posts_as(Role.REPORTER, Role.REVIEWER, Role.LINE, Role.OFFICE)
    rows = SigningPromise.objects.visible_to(viewer).filter(
        lead__unit__in=units, kept_on=None, due_on__lt=clock.business_today()
    )
    found: Any = rows.exclude(project=None).order_by("due_on").values_list("due_on", flat=True)
    days = list(found)
    return len(days), days[0] if days else None


def units_by_uid(uids: list[str]) -> dict[str, Unit]:
    """Units that a form has offered."""
    return {str(unit.uid): unit for unit in Unit.objects.filter(uid__in=uids)}


def offices() -> list[InvestmentOffice]:
    """The investment offices named so far, those in force first."""
    rows = InvestmentOffice.objects.select_related("unit", "named_by")
    return sorted(rows, key=lambda row: (row.to_on is not None, -row.pk))
