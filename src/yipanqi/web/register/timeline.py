"""时间轴: planned and actual milestones of the asked projects, unit by unit, as one drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.models import MilestoneDate
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.month import Month
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import iso_day
from yipanqi.infra.texts import label
from yipanqi.web.pipeline.tabs import tabs_of
from yipanqi.web.register.asking import asked_month, asker
from yipanqi.web.register.filters import Filters, sentence
from yipanqi.web.register.rows import Register
from yipanqi.web.trail import shown_live_or_frozen, trail_of

PAGE = 100
MONTH_WIDTH, ROW, HEAD = 26, 26, 40
BEFORE, AFTER = 18, 12  # months around the shown one; what began earlier begins at the edge
LONGEST = 84
_Step = MilestoneDate.Milestone
STEPS = (_Step.SIGNING, _Step.LANDING, _Step.START, _Step.COMPLETION, _Step.COMMISSIONING)


@dataclass(frozen=True, slots=True)
class Axis:
    """Months from ``first`` on; a day lies where its share of the month is."""

    first: Month
    count: int

    @property
    def width(self) -> int:
        return self.count * MONTH_WIDTH

    def at(self, day: date) -> int:
        months = (day.year - self.first.year) * 12 + day.month - self.first.number
        inside = (day.day - 1) * MONTH_WIDTH // 31
        return max(0, min(self.count * MONTH_WIDTH, months * MONTH_WIDTH + inside))

    def months(self) -> Iterator[dict[str, Any]]:
        for number in range(self.count):
            month = self.first.plus(number)
            yield {
                "x": number * MONTH_WIDTH,
                "number": month.number,
                "year": month.year if month.number == 1 or number == 0 else None,
            }


@dataclass(frozen=True, slots=True)
class Mark:
    x: int
    words: str
    kind: str  # planned, actual, late


@dataclass(frozen=True, slots=True)
class Bar:
    """One project: its planned stretch, its actual one, and the milestones on both."""

    uid: str
    name: str
    y: int
    planned: tuple[int, int] | None
    actual: tuple[int, int] | None
    is_late: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class UnitRow:
    name: str
    y: int


Dates = dict[tuple[str, str], date]


def timeline(request: HttpRequest) -> HttpResponse:
    viewer, month = asker(request), asked_month(request)
    filters = Filters.of(request.GET)
    register = Register.of(viewer, month)
    order = {node.pk: at for at, (_depth, node) in enumerate(tree_on().walk())}
    rows = register.projects(filters).filter(is_package=False)
    pairs = list(rows.order_by("pk").values_list("pk", F("current__counting_unit")))
    pairs.sort(key=lambda pair: (order.get(pair[1], len(order)), pair[0]))
    page = Paginator([pk for pk, _unit in pairs], PAGE).get_page(request.GET.get("page"))
    known = {
        pk: (uid, name, unit)
        for pk, uid, name, unit in rows.order_by()
        .filter(pk__in=list(page.object_list))
        .values_list("pk", "uid", "current__name", "current__counting_unit")
    }
    dates = dates_of(list(known))
    axis = axis_of(month, dates.values())
    drawn = list(_drawn([(pk, *known[pk]) for pk in page.object_list if pk in known], dates, axis))
    context = {
        "page": page,
        "axis": axis,
        "rows": drawn,
        "height": HEAD + len(drawn) * ROW + 6,
        "head": HEAD,
        "today": axis.at(clock.business_today()),
        "filters": filters,
        "sentence": sentence(filters),
        "month": month,
        "query": request.GET.urlencode(),
        "tabs": tabs_of(request),
        "trail": trail_of(request),
        "shown_as": shown_live_or_frozen(request, month, register.snapshot),
    }
    return render(request, "web/register/timeline.html", context)


def dates_of(ids: Sequence[int]) -> dict[int, Dates]:
    """Project → milestone and basis → the day that holds."""
    found: dict[int, Dates] = {}
    rows = MilestoneDate.objects.filter(project__in=ids).order_by("recorded_at", "pk")
    for pk, milestone, basis, day in rows.values_list(
        "project_id", "milestone", "basis", "happens_on"
    ):
        mine = found.setdefault(pk, {})
        if day is None:
            mine.pop((milestone, basis), None)
        else:
            mine[milestone, basis] = day
    return found


def axis_of(month: Month, dates: Any) -> Axis:
    """From a year and a half ago to the last planned day, within seven years."""
    days = [day for mine in dates for (step, _basis), day in mine.items() if step in STEPS]
    first = month.plus(-BEFORE)
    last = max([Month.of(max(days)) if days else month, month.plus(AFTER)])
    count = (last.year - first.year) * 12 + last.number - first.number + 1
    return Axis(first, min(count, LONGEST))


def _drawn(
    projects: Sequence[tuple[int, Any, str, int]], dates: dict[int, Dates], axis: Axis
) -> Iterator[UnitRow | Bar]:
    nodes = tree_on().nodes
    unit_before, at = None, HEAD
    for pk, uid, name, unit in projects:
        if unit != unit_before:
            yield UnitRow(nodes[unit].name if unit in nodes else "", at)
            unit_before, at = unit, at + ROW
        yield _bar(str(uid), name, at, dates.get(pk, {}), axis)
        at += ROW


def _bar(uid: str, name: str, y: int, dates: Dates, axis: Axis) -> Bar:
    marks: list[Mark] = []
    late = False
    today = clock.business_today()
    for step in STEPS:
        planned, actual = dates.get((step, "planned")), dates.get((step, "actual"))
        word = label(step)
        if planned:
            text = _("%(what)s planned %(day)s") % {"what": word, "day": iso_day(planned)}
            marks.append(Mark(axis.at(planned), text, "planned"))
        if actual:
            is_late = bool(planned and actual > planned)
            text = _("%(what)s reached %(day)s") % {"what": word, "day": iso_day(actual)}
            marks.append(Mark(axis.at(actual), text, "late" if is_late else "actual"))
        late = late or bool(planned and (actual or today) > planned)
    return Bar(
        uid,
        name,
        y,
        _stretch(dates, "planned", axis, None),
        _stretch(dates, "actual", axis, today),
        late,
        tuple(mark for mark in marks if mark.x > 0),
    )


def _stretch(dates: Dates, basis: str, axis: Axis, until: date | None) -> tuple[int, int] | None:
    """From the start to the end of works, as x and width; running works end at ``until``."""
    start = dates.get((_Step.START, basis))
    end = dates.get((_Step.COMPLETION, basis)) or dates.get((_Step.COMMISSIONING, basis)) or until
    if start is None or end is None or end < start or axis.at(end) == 0:
        return None
    return axis.at(start), max(3, axis.at(end) - axis.at(start))
