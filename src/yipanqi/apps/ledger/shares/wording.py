"""Who leads a project, as pages, lists, bulletins and the film print it: one wording for all."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.models import JointLead
from yipanqi.apps.ledger.units.queries import tree_on


def leads_in_words(main: str, joint: Iterable[str]) -> str:
    """``甲（主牵头）、乙、丙``; one that leads alone is only named."""
    names = list(joint)
    if not names:
        return main
    return "、".join([_("%(unit)s (main lead)") % {"unit": main}, *names])


def joint_leads(
    on: date, *, projects: Collection[int] | None = None, short: bool = False
) -> dict[int, tuple[str, ...]]:
    """Names of units that lead beside the main one on a day, by project; one query."""
    rows = JointLead.objects.filter(Q(to_on=None) | Q(to_on__gt=on), from_on__lte=on)
    if projects is not None:
        rows = rows.filter(project__in=projects)
    nodes = tree_on().nodes
    found: dict[int, tuple[str, ...]] = {}
    for project, unit in rows.values_list("project_id", "unit_id"):
        if unit in nodes:
            name = nodes[unit].short_name if short else nodes[unit].name
            found[project] = (*found.get(project, ()), name)
    return found


def leads_by_uid(on: date, mains: Mapping[str, str], *, short: bool = False) -> dict[str, str]:
    """The wording for those projects that are led jointly. ``mains``: main lead by project uid."""
    named = joint_leads(on, short=short)
    rows = Project.objects.unscoped("names of leads; the caller has scoped the projects")
    uids = {str(uid): pk for pk, uid in rows.filter(pk__in=named).values_list("pk", "uid")}
    return {uid: leads_in_words(mains[uid], named[pk]) for uid, pk in uids.items() if uid in mains}
