"""催报: whom to call for each unit that still owes reports, and the text for its work group.

Contacts are told only of units within the viewer's scope. Their phones are whole for those
who chase (the office, reviewers and reporters above them) and masked for everybody else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.facts import ProjectFacts
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.ledger.units.queries import effective, tree_on
from yipanqi.apps.month.reporting.standing import SilentRow, Standing, UnitStanding
from yipanqi.core.reporting.reports import ReportState
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label, render

NAMED = 8  # projects named in one text
CALLED = 6  # contacts shown for one unit


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    unit: str
    role: str
    phone: str  # whole, masked, or empty where none is kept


@dataclass(frozen=True, slots=True)
class ChaseLine:
    """One unit that owes reports. ``text`` is ready to be pasted."""

    unit: str
    missing: int
    returned: int
    contacts: tuple[Contact, ...]
    others: int
    text: str


def chase(
    viewer: Viewer, found: Standing, facts: Mapping[int, ProjectFacts]
) -> tuple[ChaseLine, ...]:
    """Units of the standing that still owe something, within the viewer's scope. One query
    for all contacts.
    """
    tree = tree_on()
    owing = [u for u in found.units if u.is_inside and not u.is_complete]
    people = _people({pk for u in owing for pk in tree.under(u.unit.pk)}) if owing else []
    lines = []
    for part in owing:
        under = {part.unit.pk} if part.is_own else tree.under(part.unit.pk)
        rows = [row for row in found.silent if row.reporting_unit in under]
        wanted = {n.pk for row in rows for n in tree.above(row.reporting_unit)} & set(under)
        called = [a for a in people if a.unit_id in wanted]
        shown = tuple(_contact(viewer, a) for a in called[:CALLED])
        text = _text(found, part, rows, facts)
        lines.append(
            ChaseLine(
                part.unit.name,
                part.count.missing,
                part.count.returned,
                shown,
                max(0, len(called) - CALLED),
                text,
            )
        )
    return tuple(lines)


def whole_text(found: Standing, lines: Iterable[ChaseLine]) -> str:
    """One text for the group that all units are in."""
    counts = "；".join(
        render(
            "chase.unit", {"unit": line.unit, "missing": line.missing, "returned": line.returned}
        )
        for line in lines
    )
    words = {"month": found.window.value, "counts": counts, "deadline": _deadline(found)}
    return render("chase.whole", words)


def masked(phone: str) -> str:
    """138****5678; of a short number only its last two digits."""
    digits = phone.strip()
    if len(digits) >= 11:
        return f"{digits[:3]}****{digits[-4:]}"
    return f"****{digits[-2:]}" if len(digits) > 2 else ""


def _people(units: set[int]) -> list[Appointment]:
    """Reporters first, then reviewers, of these units today."""
    rows = Appointment.objects.filter(
        effective(clock.business_today()),
        unit__in=units,
        role__in=[Role.REPORTER, Role.REVIEWER],
        user__is_active=True,
    ).select_related("user")
    nodes = tree_on().nodes
    return sorted(
        rows,
        key=lambda a: (a.role != Role.REPORTER, nodes[a.unit_id].sort, a.user.username),
    )


def _contact(viewer: Viewer, post: Appointment) -> Contact:
    chasers = viewer.units_as(Role.OFFICE, Role.REVIEWER, Role.REPORTER)
    whole = viewer.is_system or post.unit_id in chasers
    phone = post.user.phone if whole else masked(post.user.phone)
    unit = tree_on().nodes[post.unit_id].short_name
    return Contact(post.user.name, unit, label(Role(post.role)), phone)


def _text(
    found: Standing,
    part: UnitStanding,
    rows: Iterable[SilentRow],
    facts: Mapping[int, ProjectFacts],
) -> str:
    named = [
        facts[row.project].name + (_(" (sent back)") if row.state is ReportState.RETURNED else "")
        for row in rows
        if row.project in facts
    ]
    more = render("chase.more", {"count": len(named) - NAMED}) if len(named) > NAMED else ""
    return render(
        "chase.text",
        {
            "unit": part.unit.name,
            "month": found.window.value,
            "due": part.count.due,
            "missing": part.count.missing,
            "returned": part.count.returned,
            "projects": "、".join(named[:NAMED]) + more,
            "deadline": _deadline(found),
        },
    )


def _deadline(found: Standing) -> str:
    hours = abs(found.hours_left)
    words = {"day": found.window.due_on, "days": hours // 24, "hours": hours % 24}
    return render("chase.passed", words) if found.is_over else render("chase.left", words)
