"""How a programme stands at a month's end: its measures against pace, projects, tasks.

Figures are counted over every project of the programme, whoever asks: a programme is
published as a whole. Names of projects and tasks follow the asker's own scope.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.urls import reverse

from yipanqi.apps.board.programmes.models import Charter, CharterMeasure
from yipanqi.apps.board.targets.queries import newest_month
from yipanqi.apps.board.targets.queries import standings as target_standings
from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.projects.models import ProgrammeProject, Project
from yipanqi.apps.life.pipeline.kept import Figures, figures
from yipanqi.core.ledgers.programmes import MeasureSource, Reached, even_share
from yipanqi.core.money import YI
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.pipeline.pace import as_decimal
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.scope import Viewer
from yipanqi.infra.fields import unscaled

SEEN_WHOLE = "a programme's figures are counted over all its projects"
YI_PLACES = 2


@dataclass(frozen=True, slots=True)
class Pace:
    """A measure as it stands; ``href`` opens the rows that make it."""

    measure: CharterMeasure
    unit: str
    places: int
    reached: Reached
    href: str
    is_counted: bool = False


@dataclass(slots=True)
class Projects:
    """Counted over parts, never over packages; money in whole yuan."""

    count: int = 0
    plan: int = 0
    plan_to_date: int = 0
    done: int = 0
    silent: int = 0  # on the year's list, no figure known
    starts: int = 0  # new starts of the year
    starts_due: int = 0
    starts_done: int = 0
    lights: dict[Light, int] = field(default_factory=Counter)

    @property
    def reached(self) -> Reached:
        """In 亿元."""
        return Reached(_yi(self.plan), _yi(self.plan_to_date), _yi(self.done))

    @property
    def started(self) -> Reached:
        return Reached(Decimal(self.starts), Decimal(self.starts_due), Decimal(self.starts_done))


def _yi(yuan: int) -> Decimal:
    return Decimal(yuan) / YI


def last_month(row: Charter, month: Month) -> Month:
    """The month asked, or the programme's last one where it is over by then."""
    over = row.ended_on or row.to_on
    return min(month, Month.of(over)) if over else month


def members(row: Charter, day: Month) -> set[int]:
    """Projects that belong to it on the month's last day; a parent has those of its parts."""
    whole = [row.programme_id, *_parts(row)]
    held = ProgrammeProject.objects.filter(programme__in=whole, from_on__lte=day.last)
    held = held.filter(Q(to_on=None) | Q(to_on__gt=day.last))
    return set(held.values_list("project", flat=True))


def _parts(row: Charter) -> list[int]:
    found = []
    for part in row.parts.all():
        found += [part.programme_id, *_parts(part)]
    return found


def projects_of(viewer: Viewer, row: Charter, month: Month) -> "QuerySet[Project]":
    mine = Project.objects.visible_to(viewer).exclude(current=None)
    return mine.filter(pk__in=members(row, month))


@dataclass(frozen=True, slots=True)
class Ground:
    """What the figures of any programme of a month are counted from; read once for many."""

    month: Month
    facts: dict[int, ProjectFacts]
    figures: dict[int, Figures]


def ground(month: Month, rows: Iterable[Charter]) -> Ground:
    wanted = {pk for row in rows for pk in members(row, month)}
    found = Project.objects.unscoped(SEEN_WHOLE).filter(pk__in=wanted, is_package=False)
    facts = {pk: f for pk, f in project_facts(month).items() if pk in wanted and not f.is_package}
    return Ground(month, facts, figures(found.exclude(current=None), month))


def projects_counted(row: Charter, on: Ground) -> Projects:
    made = Projects()
    for pk in members(row, on.month):
        facts, shown = on.facts.get(pk), on.figures.get(pk)
        if facts is None or shown is None or facts.is_terminated:
            continue
        made.count += 1
        if shown.is_judged:
            made.lights[shown.light] += 1
        if facts.annual_class is None:
            continue
        made.plan += facts.annual_plan or 0
        made.plan_to_date += facts.plan_to_date or 0
        made.done += shown.year_to_date or 0
        made.silent += shown.year_to_date is None
        _count_start(made, facts, on.month)
    return made


def _count_start(made: Projects, facts: ProjectFacts, month: Month) -> None:
    if facts.annual_class != AnnualClass.NEW_START:
        return
    made.starts += 1
    made.starts_due += facts.planned_start_on is not None and facts.planned_start_on <= month.last
    made.starts_done += facts.actual_start_on is not None and facts.actual_start_on <= month.last


def paces(row: Charter, on: Ground, counted: Projects) -> list[Pace]:
    """Running measures in their order; what was ended stays with the months before."""
    kept = row.measures.filter(Q(ended_on=None) | Q(ended_on__gt=on.month.last))
    return [_pace(row, m, on, counted) for m in kept.select_related("measure")]


def _pace(row: Charter, measure: CharterMeasure, on: Ground, counted: Projects) -> Pace:
    if measure.source == MeasureSource.INVESTMENT:
        href = f"{reverse('projects:index')}?programme={row.programme.key}&month={on.month}"
        return Pace(measure, "亿元", YI_PLACES, counted.reached, href)
    if measure.source == MeasureSource.STARTS:
        href = f"{reverse('projects:index')}?programme={row.programme.key}&month={on.month}"
        return Pace(measure, "个", 0, counted.started, href)
    if measure.source == MeasureSource.TARGET and measure.measure is not None:
        _rows, whole = target_standings(Viewer.system(SEEN_WHOLE), measure.measure, on.month)
        reached = Reached(whole.target, whole.due, whole.done) if whole else _silent()
        href = f"{reverse('targets:index')}?measure={measure.measure.key}&month={on.month}"
        return Pace(measure, measure.unit_of_account, measure.decimals, reached, href)
    href = reverse("programmes:record", args=[row.uid]) + f"?tab=measures&month={on.month}"
    reached = _counted(row, measure, on.month)
    return Pace(measure, measure.unit_of_account, measure.decimals, reached, href, is_counted=True)


def _silent() -> Reached:
    return Reached(None, None, None)


def _counted(row: Charter, measure: CharterMeasure, month: Month) -> Reached:
    """Silent where the month has no figure: last month's is not this month's."""
    target = unscaled(measure.target_scaled, measure.decimals)
    first = Month.of(row.from_on)
    last = Month.of(row.to_on) if row.to_on else Month(month.year, 12)
    if row.to_on is None:
        first = max(first, Month(month.year, 1))
    share = even_share(first, last, month)
    found = measure.figures.filter(month=str(month)).order_by("-revision").first()
    done = unscaled(found.value_scaled, measure.decimals) if found else None
    due = None if target is None else as_decimal(Fraction(target) * share)
    return Reached(target, due, done)


def default_month(row: Charter | None = None) -> Month:
    """The newest month that is reported, or the last of a programme that is over."""
    month = newest_month()
    return last_month(row, month) if row else month
