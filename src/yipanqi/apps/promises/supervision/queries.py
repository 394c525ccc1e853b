"""Reads of the supervision station: the list worst first, and its rows ready to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import QueryDict

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.apps.promises.commitments.models import Commitment, Slip
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.apps.promises.commitments.rules import Rules, rules
from yipanqi.core.commitments.lateness import commitment_light, is_overdue
from yipanqi.core.commitments.pressure import SlipColour
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.pipeline.lights import Light, Lit
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of, words
from yipanqi.infra.texts import render

RUNNING = [s.value for s in CommitmentState if s.is_running]
NOT_OVER = [s.value for s in CommitmentState if not s.is_over]
RED, LATE, CLEAN, OUT = 3, 2, 1, 0
STATES = ("running", "waiting", "closed", "all")
LIGHTS = ("red", "late", "green")
WHOSE = ("mine", "ordered", "climbed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the sentence over the list asks for; empty means all."""

    state: str = "running"
    light: str = ""
    whose: str = ""
    origin: str = ""
    cause: str = ""
    unit: str = ""
    words: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        return cls(
            state=one_of(query.get("state", ""), STATES, "running"),
            light=one_of(query.get("light", ""), LIGHTS),
            whose=one_of(query.get("whose", ""), WHOSE),
            origin=one_of(query.get("origin", ""), ORIGINS),
            cause=query.get("cause", "")[:20],
            unit=query.get("unit", ""),
            words=words(query.get("q", "")),
        )


@dataclass(frozen=True, slots=True)
class Line:
    """One commitment ready to show."""

    row: Commitment
    lead: str
    level: str  # the unit it has climbed to, "" where it has not
    light: str
    why: str
    origin: str
    slip: str  # highest colour, "" where there is none
    is_overdue: bool
    days: int  # working days to the due date, or past it

    @property
    def state(self) -> str:
        return self.row.state


def red_edge(today: date, in_force: Rules) -> date:
    """Work due before this day is overdue by more than ``red_after`` working days."""
    day = today
    while in_force.calendar.workdays_between(day, today) <= in_force.red_after:
        day -= timedelta(1)
    return day + timedelta(1)


def with_severity(rows: "QuerySet[Commitment]") -> "QuerySet[Any]":
    """Annotate the light as a number (3 red, 2 late, 1 in time, 0 cancelled)."""
    today, in_force = clock.business_today(), rules()
    overdue = Q(state__in=RUNNING, due_on__lt=today)
    long = Q(state__in=RUNNING, due_on__lt=red_edge(today, in_force))
    red_slip = Exists(Slip.objects.filter(commitment=OuterRef("pk"), colour=SlipColour.RED))
    late = Q(state__in=RUNNING, clean_due_on__lt=today) | (
        ~Q(state__in=RUNNING) & Q(clean_due_on__lt=Coalesce("done_on", Value(today)))
    )
    return rows.annotate(severity=_severity(long, overdue, late, red_slip))


def _severity(long: Q, overdue: Q, late: Q, red_slip: Exists) -> Case:
    return Case(
        When(state=CommitmentState.CANCELLED, then=Value(OUT)),
        When(long, then=Value(RED)),
        When(overdue & Q(red_slip), then=Value(RED)),
        When(overdue | late, then=Value(LATE)),
        default=Value(CLEAN),
        output_field=IntegerField(),
    )


def commitments(viewer: Viewer, filters: Filters) -> "QuerySet[Any]":
    """Worst first: running before waiting before over, then the light, then the date."""
    rows = with_severity(Commitment.objects.visible_to(viewer))
    rows = _by_state(rows, filters.state)
    if filters.light:
        wanted = {"red": [RED], "late": [RED, LATE], "green": [CLEAN]}[filters.light]
        rows = rows.filter(severity__in=wanted)
    if filters.whose:
        rows = rows.filter(_whose(viewer, filters.whose))
    if filters.origin:
        rows = rows.filter(origin_kind=filters.origin)
    if filters.cause:
        rows = rows.filter(cause=filters.cause)
    node = tree_on().by_uid.get(filters.unit)
    if node is not None and node.pk != tree_on().root.pk:
        rows = rows.filter(lead_unit__in=tree_on().under(node.pk))
    if filters.words:
        words = Q(title__icontains=filters.words) | Q(number__icontains=filters.words)
        rows = rows.filter(words | Q(project__current__name__icontains=filters.words))
    over = Case(
        *(When(state=s, then=Value(n)) for s, n in _ORDER.items()),
        default=Value(9),
        output_field=IntegerField(),
    )
    return rows.order_by(over, "-severity", "due_on", "pk")


_ORDER = {"open": 0, "returned": 0, "reported_done": 1, "closed": 2, "cancelled": 3}


def _by_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    chosen = {
        "running": NOT_OVER,
        "waiting": [CommitmentState.REPORTED_DONE.value],
        "closed": [CommitmentState.CLOSED.value],
    }.get(state)
    return rows.filter(state__in=chosen) if chosen else rows


def _whose(viewer: Viewer, whose: str) -> Q:
    """Led by my unit; ordered or verified by it; climbed up to it."""
    posts, ordering = viewer.posts_as(*WORKING), viewer.posts_as(*ORDERING)
    if whose == "mine":
        return Q(lead_unit__in=posts)
    if whose == "climbed":
        return Q(level_unit__in=ordering)
    return Q(assigning_unit__in=ordering) | Q(closing_unit__in=posts)


def lines(rows: Iterable[Commitment]) -> list[Line]:
    """Ready to show; ``rows`` must have their slips prefetched."""
    nodes, today, in_force = tree_on().nodes, clock.business_today(), rules()

    def name(unit: int | None) -> str:
        return nodes[unit].short_name if unit is not None and unit in nodes else ""

    found = []
    for row in rows:
        colours = [SlipColour(s.colour) for s in row.slips.all()]
        highest = max(colours, key=lambda c: c.rank, default=None)
        lit = light_of(row, today, in_force, has_red_slip=SlipColour.RED in colours)
        found.append(
            Line(
                row=row,
                lead=name(row.lead_unit_id),
                level=name(row.level_unit_id),
                light=lit.light.value,
                why=render(lit.code, lit.params),
                origin=str(ORIGINS[row.origin_kind].label) if row.origin_kind in ORIGINS else "",
                slip=highest.value if highest else "",
                is_overdue=is_overdue(row.dates, today),
                days=abs(in_force.calendar.workdays_between(today, row.due_on)),
            )
        )
    return found


def light_of(row: Commitment, today: date, in_force: Rules, *, has_red_slip: bool) -> Lit:
    return commitment_light(
        row.dates,
        today,
        in_force.calendar,
        has_red_slip=has_red_slip,
        red_after=in_force.red_after,
    )


def summary(viewer: Viewer, filters: Filters) -> dict[str, int]:
    """How many there are of each light and kind, under the same unit and words."""
    kept = Filters(unit=filters.unit, words=filters.words, state="running")
    rows = commitments(viewer, kept).order_by().values_list("state", "severity")
    counted = list(rows)
    running = [s for state, s in counted if state in RUNNING]
    return {
        "running": len(running),
        "waiting": len(counted) - len(running),
        "red": running.count(RED),
        "late": running.count(LATE),
        "green": running.count(CLEAN),
    }


LIGHT_OF_SEVERITY = {RED: Light.RED, LATE: Light.YELLOW, CLEAN: Light.GREEN, OUT: Light.GREY}
