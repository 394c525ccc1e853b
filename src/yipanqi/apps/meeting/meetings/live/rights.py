"""Whether those who watch may still watch: asked for all at once, in five queries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.sessions.models import Session
from django.db.models import Q

from yipanqi.apps.ledger.units.models import Appointment, Delegation, User
from yipanqi.apps.ledger.units.queries import effective, tree_on
from yipanqi.apps.meeting.meetings.models import AgendaItem, Attendance, Meeting, Venue
from yipanqi.core.scope import Role
from yipanqi.infra import clock


@dataclass(frozen=True, slots=True)
class Ticket:
    """Who watches what: the account, its session, and for whom it acts (user keys)."""

    meeting: int
    user: int
    session: str
    principal: int


def still_allowed(tickets: Collection[Ticket]) -> set[Ticket]:
    """Those whose session and account live and whose units are still invited."""
    with clock.one_reading():
        alive = _alive(tickets)
        reach = _reach({t.principal for t in alive})
        invited = _invited({t.meeting for t in alive})
        root = tree_on().root.pk
        return {
            t
            for t in alive
            if root in reach.get(t.principal, set())
            or not invited.get(t.meeting, set()).isdisjoint(reach.get(t.principal, set()))
        }


def _alive(tickets: Collection[Ticket]) -> list[Ticket]:
    sessions = set(
        Session.objects.filter(
            session_key__in={t.session for t in tickets}, expire_date__gt=clock.now()
        ).values_list("session_key", flat=True)
    )
    people = {t.user for t in tickets} | {t.principal for t in tickets}
    active = set(User.objects.filter(pk__in=people, is_active=True).values_list("pk", flat=True))
    today = clock.business_today()
    lent = set(
        Delegation.objects.filter(
            Q(to_on__gte=today), from_on__lte=today, ended_at=None
        ).values_list("deputy", "principal")
    )
    return [
        t
        for t in tickets
        if t.session in sessions
        and {t.user, t.principal} <= active
        and (t.user == t.principal or (t.user, t.principal) in lent)
    ]


def _reach(people: set[int]) -> dict[int, set[int]]:
    """Units each of them reaches today; administrators reach none."""
    tree = tree_on()
    found: dict[int, set[int]] = {}
    rows = Appointment.objects.filter(effective(clock.business_today()), user__in=people)
    for user, unit in rows.exclude(role=Role.ADMIN).values_list("user", "unit"):
        found.setdefault(user, set()).update(tree.under(unit))
    return found


def _invited(meetings: set[int]) -> dict[int, set[int]]:
    called = Meeting.objects.unscoped("rights of all who watch").exclude(
        state=Meeting.State.PLANNED
    )
    found: dict[int, set[int]] = {
        pk: set() for pk in called.filter(pk__in=meetings).values_list("pk", flat=True)
    }
    pairs = [
        *Venue.objects.filter(meeting__in=found).values_list("meeting", "unit"),
        *Attendance.objects.filter(meeting__in=found).values_list("meeting", "unit"),
        *AgendaItem.objects.filter(
            meeting__in=found, dropped_at=None, unit__isnull=False
        ).values_list("meeting", "unit"),
    ]
    for meeting, unit in pairs:
        if unit is not None:
            found[meeting].add(unit)
    return found
