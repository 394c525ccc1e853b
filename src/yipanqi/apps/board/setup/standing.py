"""How far the setting up has come: what is there, what is still missing, whose turn it is."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from yipanqi.apps.board.setup.access import may_load
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList, Project
from yipanqi.apps.ledger.units.models import Appointment, UnitAlias, User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import OPENING, MonthReport
from yipanqi.apps.promises.commitments.actions.opening import OPENING as LEDGER
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.core.month import Month
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import COUNTY_LEVEL
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import yi
from yipanqi.infra.texts import render

NAMED = 5


@dataclass(frozen=True, slots=True)
class Step:
    """``state``: done, current (something is missing), todo, or theirs (the viewer is not told).
    ``href`` only for whoever may.
    """

    key: str
    title: str
    state: str
    there: str
    missing: str
    href: str
    action: str
    waiting: int = 0  # tables uploaded and not yet brought in


def steps(viewer: Viewer) -> list[Step]:
    """Administrators are told of units and people only: the rest is the office's."""
    makers: list[tuple[str, Callable[[], tuple[str, str]]]] = [
        ("units", _units),
        ("people", _people),
        ("projects", _projects),
        ("targets", _targets),
        ("past_months", _past),
        ("commitments", _ledger),
    ]
    return [_step(viewer, key, maker) for key, maker in makers]


def next_step(viewer: Viewer) -> Step | None:
    """The first step that is the viewer's and not done."""
    return next((s for s in steps(viewer) if s.href and s.state != "done"), None)


TITLES = {
    "units": gettext_lazy("Units of the tree"),
    "people": gettext_lazy("People and their posts"),
    "projects": gettext_lazy("The year's project list"),
    "targets": gettext_lazy("Targets of the year"),
    "past_months": gettext_lazy("Figures of past months"),
    "commitments": gettext_lazy("Supervision ledger"),
}


def _step(viewer: Viewer, key: str, maker: Callable[[], tuple[str, str]]) -> Step:
    may = may_load(viewer, key)
    business = key not in {"units", "people"}
    if business and not may:
        there, missing = "", _("The office brings this in.")
        return Step(key, str(TITLES[key]), "theirs", there, missing, "", "")
    there, missing = maker()
    state = "done" if there and not missing else ("current" if there else "todo")
    if not may:
        missing = missing or _("The administrator brings this in.")
    waiting = Load.objects.filter(kind=key, state=Load.State.PREVIEWED).count() if may else 0
    href = reverse("setup:kind", args=[key]) if may else ""
    action = _("Load a further table") if there else _("Load a table")
    return Step(key, str(TITLES[key]), state, there, missing, href, action, waiting)


def _units() -> tuple[str, str]:
    tree = tree_on()
    below = [n for n in tree.nodes.values() if n.parent is not None]
    counties = [n for n in below if n.kind in COUNTY_LEVEL]
    others = UnitAlias.objects.filter(to_on=None).count()
    if len(below) <= 1:
        return "", _("No unit below the city yet.")
    words = {"units": len(below), "counties": len(counties), "aliases": others}
    there = _("%(units)d units, %(counties)d of them counties; %(aliases)d further names") % words
    return there, "" if counties else _("No district, county or county-level city yet.")


def _people() -> tuple[str, str]:
    users = User.objects.filter(is_active=True).count()
    if users <= 2:
        return "", _("Only the two first accounts yet.")
    there = _("%(n)d accounts") % {"n": users}
    roles = Appointment.objects.filter(to_on=None, user__is_active=True)
    reviewed = set(roles.filter(role=Role.REVIEWER).values_list("unit", flat=True))
    tree = tree_on()
    without = [
        n.short_name for n in tree.nodes.values() if n.kind in COUNTY_LEVEL and n.pk not in reviewed
    ]
    told = [_without(_("Without reviewer"), without)] if without else []
    reporters = set(roles.filter(role=Role.REPORTER).values_list("unit", flat=True))
    silent = [
        tree.nodes[pk].short_name
        for pk in _reporting_units()
        if pk in tree.nodes and not reporters & {n.pk for n in tree.above(pk)}
    ]
    told += [_without(_("Units that report without a reporter"), silent)] if silent else []
    return there, "；".join(told)


def _without(what: str, names: list[str]) -> str:
    more = _(" and %(n)d more") % {"n": len(names) - NAMED} if len(names) > NAMED else ""
    return f"{what}：{'、'.join(names[:NAMED])}{more}"


def _reporting_units() -> set[int]:
    rows = Project.objects.unscoped("which units report, not what").filter(current__isnull=False)
    return set(rows.values_list("current__reporting_unit", flat=True))


def _projects() -> tuple[str, str]:
    year = clock.business_today().year
    listed = AnnualList.objects.order_by("-year", "-number").first()
    if listed is None:
        return "", _("No list has been issued yet; months can be reported without one.")
    entries = AnnualEntry.objects.filter(annual_list=listed)
    plan = entries.aggregate(plan=Sum("annual_plan"))["plan"] or 0
    words = {"year": listed.year, "number": listed.number, "n": entries.count(), "plan": yi(plan)}
    there = _(
        "%(year)d list, version %(number)d: %(n)d projects, plan %(plan)s hundred million yuan"
    )
    missing = _("The list of %(year)d is still missing.") % {"year": year}
    return there % words, "" if listed.year >= year else missing


def _targets() -> tuple[str, str]:
    count = Target.objects.values("unit", "measure", "year").distinct().count()
    if not count:
        return "", _("No target yet; schemes that read none do without.")
    return _("%(n)d targets") % {"n": count}, ""


def _past() -> tuple[str, str]:
    reports = MonthReport.objects.unscoped("the office counts what it loaded").filter(
        source=OPENING
    )
    months = sorted(set(reports.values_list("window__month", flat=True)))
    if not months:
        return "", _("No past month; the first month starts without a month before it.")
    words = {"n": len(months), "from": _shown(months[0]), "to": _shown(months[-1])}
    there = _("%(n)d months, %(from)s to %(to)s: imported, not reviewed") % words
    loaded = {Month.parse(m) for m in months}
    gaps = [m for m in _between(months[0], months[-1]) if m not in loaded]
    told = _("Not loaded: %(months)s") % {"months": "、".join(_shown(str(m)) for m in gaps)}
    return there, told if gaps else ""


def _ledger() -> tuple[str, str]:
    rows = Commitment.objects.unscoped("the office counts what it loaded")
    count = rows.filter(origin_kind=LEDGER).count()
    if not count:
        return "", _("No ledger brought in; new tasks start with the city.")
    return _("%(n)d tasks: imported, not reviewed") % {"n": count}, ""


def _between(first: str, last: str) -> list[Month]:
    start, end = Month.parse(first), Month.parse(last)
    return [start.plus(n) for n in range(end.minus(start) + 1)]


def _shown(month: str) -> str:
    return render("setup.month_shown", {"month": Month.parse(month)})
