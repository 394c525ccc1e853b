"""A programme's monthly report, drafted from the facts: sentences whose figures say where they
come from. What the ledger cannot know (why, and what next) is left to be written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.urls import reverse

from yipanqi.apps.board.programmes.models import Charter
from yipanqi.apps.board.programmes.standings import (
    SEEN_WHOLE,
    Ground,
    Pace,
    Projects,
    members,
    paces,
    projects_counted,
)
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.kept import with_light
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.commitments.lateness import is_late, is_overdue
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.ledgers.problems import ProblemState
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.infra import clock
from yipanqi.infra.templatetags.figures import percent, places, pp
from yipanqi.infra.texts import render

PLAIN = {"month", "unit", "day"}  # words around a figure, opened by none
NAMED = 5  # projects, tasks or problems called by name


@dataclass(slots=True)
class Sentence:
    """A paragraph as drafted: its figures as they are written, each with the page behind it."""

    key: str
    parts: list[str] = field(default_factory=list)
    figures: list[dict[str, str]] = field(default_factory=list)

    def render(self, code: str, href: str = "", **params: Any) -> None:
        """Parameters that are ready texts; with ``href`` each is a figure to be opened."""
        self.parts.append(render(code, params))
        if href:
            self.figures += [
                {"words": str(v), "href": href} for n, v in params.items() if v and n not in PLAIN
            ]

    def as_facts(self) -> dict[str, Any]:
        return {"key": self.key, "text": "".join(self.parts), "figures": self.figures}


def heading_of(key: str) -> str:
    return {
        "projects": render("programme.heading_projects"),
        "measures": render("programme.heading_measures"),
        "tasks": render("programme.heading_tasks"),
        "trouble": render("programme.heading_trouble"),
        "next": render("programme.heading_next"),
    }[key]


def drafted(row: Charter, on: Ground) -> list[dict[str, Any]]:
    """The paragraphs in their order."""
    counted = projects_counted(row, on)
    return [
        s.as_facts()
        for s in (
            _projects(row, on, counted),
            _measures(row, on, counted),
            _tasks(row, on.month),
            _trouble(row, on),
            _next(row, on.month),
        )
    ]


def _projects(row: Charter, on: Ground, counted: Projects) -> Sentence:
    made, month = Sentence("projects"), on.month
    href = f"{reverse('projects:index')}?programme={row.programme.key}&month={month}"
    if not counted.count:
        made.render("programme.say_no_projects", month=_to_date(month))
        return made
    made.render(
        "programme.say_projects",
        href,
        month=_to_date(month),
        count=str(counted.count),
        plan=places(counted.reached.target),
        done=places(counted.reached.done),
    )
    if counted.reached.share is not None:
        made.render("programme.say_share", href, share=percent(counted.reached.share))
        _say_gap(made, counted.reached.gap or Decimal(0), href)
    if counted.silent:
        made.render("programme.say_silent", href, count=str(counted.silent))
    made.render(
        "programme.say_lights",
        href,
        green=str(counted.lights.get(Light.GREEN, 0)),
        yellow=str(counted.lights.get(Light.YELLOW, 0)),
        red=str(counted.lights.get(Light.RED, 0)),
    )
    return made


def _to_date(month: Month) -> str:
    return f"{month.year}年{month.number}月底"


def _measures(row: Charter, on: Ground, counted: Projects) -> Sentence:
    made = Sentence("measures")
    found = paces(row, on, counted)
    if not found:
        made.render("programme.say_no_measures")
    for pace in found:
        _measure(made, pace)
    return made


def _measure(made: Sentence, pace: Pace) -> None:
    reached, name = pace.reached, pace.measure.name
    if reached.done is None:
        made.parts.append(render("programme.say_measure_silent", {"name": name}))
        return
    if reached.target is None or reached.gap is None:
        made.parts.append(render("programme.say_measure", {"name": name}))
        made.render(
            "programme.say_done", pace.href, done=places(reached.done, pace.places) + pace.unit
        )
        return
    made.parts.append(render("programme.say_measure", {"name": name}))
    made.render(
        "programme.say_measure_pace",
        pace.href,
        target=places(reached.target, pace.places) + pace.unit,
        done=places(reached.done, pace.places) + pace.unit,
        share=percent(reached.share),
    )
    _say_gap(made, reached.gap, pace.href)


def _say_gap(made: Sentence, gap: Decimal, href: str) -> None:
    if _points(abs(gap)).startswith("0.0"):
        made.render("programme.say_on_pace")
    elif gap > 0:
        made.render("programme.say_ahead", href, gap=_points(gap))
    else:
        made.render("programme.say_behind", href, gap=_points(-gap))


def _points(gap: Decimal) -> str:
    return pp(gap).lstrip("+").replace(" ", "")


def tasks_of(row: Charter) -> list[Commitment]:
    """Of the programme and of its parts; confined ones are no business of a report."""
    charters = [row, *_below(row)]
    found = Commitment.objects.unscoped(SEEN_WHOLE).filter(
        charter_task__charter__in=charters, is_confined=False
    )
    return list(found.order_by("due_on", "pk"))


def _below(row: Charter) -> list[Charter]:
    return [c for part in row.parts.all() for c in (part, *_below(part))]


def _tasks(row: Charter, month: Month) -> Sentence:
    made, day = Sentence("tasks"), min(month.last, clock.business_today())
    rows = [t for t in tasks_of(row) if t.assigned_on <= day]
    kept = [t for t in rows if t.state != CommitmentState.CANCELLED]
    if not kept:
        made.render("programme.say_no_tasks")
        return made
    href = reverse("programmes:record", args=[row.uid]) + "?tab=tasks"
    closed = [t for t in kept if t.closed_on and t.closed_on <= day]
    late = [t for t in kept if is_late(t.dates, day) or is_overdue(t.dates, day)]
    made.render(
        "programme.say_tasks",
        href,
        count=str(len(kept)),
        closed=str(len(closed)),
        running=str(len(kept) - len(closed)),
        late=str(len(late)),
    )
    _name(made, (t for t in late if t not in closed))
    return made


def _name(made: Sentence, rows: Iterable[Commitment]) -> None:
    nodes, calendar = tree_on().nodes, rules().calendar
    today = clock.business_today()
    for row in [r for r in rows if is_overdue(r.dates, today)][:NAMED]:
        made.render(
            "programme.say_late_task",
            reverse("supervision:record", args=[row.uid]),
            title=row.title,
            unit=nodes[row.lead_unit_id].short_name if row.lead_unit_id in nodes else "",
            days=str(calendar.workdays_between(row.due_on, today)),
        )


def _trouble(row: Charter, on: Ground) -> Sentence:
    made, month = Sentence("trouble"), on.month
    mine = Project.objects.unscoped(SEEN_WHOLE).filter(pk__in=members(row, month))
    red = with_light(mine.exclude(current=None), month, Light.RED).select_related("current")
    for project in red.order_by("pk")[:NAMED]:
        made.render(
            "programme.say_red_project",
            reverse("projects:project", args=[project.uid]) + f"?month={month}",
            name=project.current.name,  # type: ignore[union-attr]
        )
    problems = Problem.objects.filter(project__in=mine)
    running = problems.filter(state__in=[s.value for s in ProblemState if s.is_open])
    if count := running.count():
        href = f"{reverse('problems:index')}?state=open"
        made.render("programme.say_problems", href, count=str(count))
    if not made.parts:
        made.render("programme.say_no_trouble")
    return made


def _next(row: Charter, month: Month) -> Sentence:
    """Tasks due in the month after; the plan itself is the lead unit's to write."""
    made, following = Sentence("next"), month.next
    due = [
        t for t in tasks_of(row)
        if CommitmentState(t.state).is_running and following.first <= t.due_on <= following.last
    ]  # fmt: skip
    for task in due[:NAMED]:
        made.render(
            "programme.say_due_next",
            reverse("supervision:record", args=[task.uid]),
            title=task.title,
            day=f"{task.due_on.month}月{task.due_on.day}日",
        )
    if not made.parts:
        made.render("programme.say_plan_yourself")
    return made
