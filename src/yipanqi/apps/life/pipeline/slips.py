"""The slip ledger: every planned date that was moved, of the viewer's projects."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q

from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.gates.models import SlipVerdict
from yipanqi.apps.life.gates.queries import spells_of
from yipanqi.apps.life.pipeline.models import SlipNote
from yipanqi.apps.life.pipeline.months import snapshot_of
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.projects.slips import (
    Move,
    Recorded,
    SlipCause,
    Verdict,
    excused_days,
    moves,
    proposed_cause,
)
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

Planned, Actual = MilestoneDate.Basis.PLANNED, MilestoneDate.Basis.ACTUAL


@dataclass(frozen=True, slots=True)
class SlipLine:
    """One moved date with its project."""

    uid: str  # of the new date
    project_uid: str
    name: str
    unit: int
    zone: int | None
    milestone: str
    move: Move
    recorded_at: datetime
    told_on: date  # the city's day
    cause: SlipCause
    is_set: bool  # by a person; else proposed from the words
    excused: int = 0  # days that an approved pause accounts for
    verdict: Verdict | None = None
    decided: str = ""  # by whom, and in which words
    who: str = ""
    place: str = ""  # the unit's short name
    text: str = ""  # the own name of a preliminary paper; nobody judges those

    @property
    def days(self) -> int:
        """Days that count: none of a contested move, less those of an approved pause."""
        if self.verdict is Verdict.CONTESTED:
            return 0
        return self.move.days - self.excused

    @property
    def moved_days(self) -> int:
        return self.move.days

    @property
    def waits(self) -> bool:
        """A slip nobody has approved or contested."""
        return self.move.is_slip and self.verdict is None and not self.text


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ledger is asked for; ``units`` None: every unit."""

    units: frozenset[int] | None = None
    milestone: str = ""
    cause: str = ""
    since: date | None = None
    verdict: str = ""  # approved, contested or waits
    project: str = ""  # uid

    def takes(self, line: SlipLine) -> bool:
        if self.units is not None and self.units.isdisjoint({line.unit, line.zone}):
            return False
        if self.project and line.project_uid != self.project:
            return False
        if self.milestone and line.milestone != self.milestone:
            return False
        if self.verdict and self.verdict != (line.verdict or ("waits" if line.waits else "")):
            return False
        if self.since and line.told_on < self.since:
            return False
        return not self.cause or line.cause == self.cause


def slip_lines(viewer: Viewer, month: Month, project: Project | None = None) -> list[SlipLine]:
    """Every move known by the month's end (of a frozen month: by its freeze), newest first; of
    one project where it is given. Three queries.
    """
    one = Q(pk=project.pk) if project else None
    return [line for line in _lines(viewer, by_end_of(month), one) if line.moved_days]


def slip_lines_of(viewer: Viewer, project: Project) -> list[SlipLine]:
    """Every move of one project by now, newest first, with who told it."""
    found = _lines(viewer, Q(), Q(pk=project.pk))
    return told([line for line in found if line.moved_days])


def by_end_of(month: Month) -> Q:
    """Dates that were known by the month's end; of a frozen month, by its freeze."""
    snapshot = snapshot_of(month)
    known = Q(recorded_at__lte=snapshot.frozen_at) if snapshot else Q()
    return known & Q(effective_on__lte=last_day(month))


def last_day(month: Month) -> date:
    """Of the newest month, while it is live, today: what was moved after its end waits in no
    month to come.
    """
    is_newest = not MonthWindow.objects.filter(month__gt=str(month)).exists()
    if is_newest and snapshot_of(month) is None:
        return max(month.last, clock.business_today())
    return month.last


def _lines(viewer: Viewer, known: Q, of: Q | None = None) -> list[SlipLine]:
    seen = Project.objects.visible_to(viewer).filter(of or Q()).exclude(current=None)
    planned = MilestoneDate.objects.filter(known, basis=Planned)
    twice = planned.values("project", "milestone").annotate(n=Count("pk")).filter(n__gt=1)
    mine = seen.filter(pk__in=twice.values("project"))  # of 20,000 few have a moved date
    projects: dict[int, list[Any]] = {
        pk: rest
        for pk, *rest in mine.values_list(
            "pk", "uid", "current__name", "current__counting_unit", "current__zone"
        )
    }
    rows = planned.filter(project__in=mine.values("pk"))
    plans: dict[tuple[int, str], list[tuple[Any, ...]]] = defaultdict(list)
    for project, milestone, *date_of in rows.order_by("recorded_at", "pk").values_list(
        "project_id",
        "milestone",
        "pk",
        "uid",
        "happens_on",
        "reason",
        "recorded_at",
        "effective_on",
    ):
        plans[project, milestone].append(tuple(date_of))
    set_causes = dict(SlipNote.objects.values_list("moved_id", "cause"))
    judged = {v.moved_id: v for v in SlipVerdict.objects.select_related("decided_by")}
    restored = {v.restored_id for v in judged.values()}
    spells = spells_of(mine.values("pk"))
    found = []
    for (project, milestone), dates in plans.items():
        if len(dates) < 2:
            continue
        uid, name, unit, zone = projects[project]
        recorded = [Recorded(on, at, why) for at, (_, _, on, why, *_) in enumerate(dates)]
        moved = [move for move in moves(recorded) if dates[move.recorded][0] not in restored]
        counted = [m for m in moved if not _contested(judged.get(dates[m.recorded][0]))]
        days = [(m, dates[m.recorded][5]) for m in counted]
        free = excused_days(days, spells.get(project, ()))
        excused = {m.recorded: days for m, days in zip(counted, free, strict=True)}
        for move in moved:
            pk, moved_uid, _on, _why, recorded_at, told_on = dates[move.recorded]
            cause, verdict = set_causes.get(pk), judged.get(pk)
            found.append(
                SlipLine(
                    uid=str(moved_uid),
                    project_uid=str(uid),
                    name=name,
                    unit=unit,
                    zone=zone,
                    milestone=milestone,
                    move=move,
                    recorded_at=recorded_at,
                    told_on=told_on,
                    cause=SlipCause(cause) if cause else proposed_cause(move.reason),
                    is_set=cause is not None,
                    excused=excused.get(move.recorded, 0),
                    verdict=Verdict(verdict.verdict) if verdict else None,
                    decided=_decided(verdict),
                )
            )
    return sorted(found, key=lambda line: line.recorded_at, reverse=True)


def _contested(verdict: SlipVerdict | None) -> bool:
    return verdict is not None and verdict.verdict == Verdict.CONTESTED


def _decided(verdict: SlipVerdict | None) -> str:
    if verdict is None:
        return ""
    who = verdict.decided_by.name if verdict.decided_by else ""
    return f"{who} {verdict.decided_on.isoformat()} {verdict.words}".strip()


def told(lines: Sequence[SlipLine]) -> list[SlipLine]:
    """The same lines with unit and who recorded each: one query over those that are shown."""
    nodes = tree_on().nodes
    rows = AuditEntry.objects.filter(subject_uid__in=[line.uid for line in lines])
    names = dict(rows.filter(subject_kind="MilestoneDate").values_list("subject_uid", "actor_name"))
    return [
        replace(
            line,
            who=line.who or names.get(line.uid, ""),
            place=nodes[line.unit].short_name if line.unit in nodes else "",
        )
        for line in lines
    ]


@dataclass(frozen=True, slots=True)
class SlipSum:
    """Moves and days of a group: later ones of milestones only; ``earlier`` counts moves the
    other way, ``preliminary`` days of papers, which nobody adds to the days of the works.
    """

    name: str
    uid: str
    moves: int
    projects: int
    days: int
    longest: int
    earlier: int
    preliminary: int


def by_unit(lines: Iterable[SlipLine], below: Sequence[Any]) -> list[SlipSum]:
    """Sums of each unit in ``below``, the heaviest first."""
    tree = tree_on()
    home = {pk: child for child in below for pk in tree.under(child.pk)}
    grouped: dict[str, list[SlipLine]] = defaultdict(list)
    named = {}
    for line in lines:
        child = home.get(line.unit)
        if child is not None:
            grouped[child.uid].append(line)
            named[child.uid] = child.short_name
    sums = [_sum(named[uid], uid, of) for uid, of in grouped.items()]
    return sorted(sums, key=lambda one: -one.days)


def by_project(lines: Iterable[SlipLine]) -> list[SlipSum]:
    """Every project with a slipped date, the heaviest first."""
    grouped: dict[str, list[SlipLine]] = defaultdict(list)
    for line in lines:
        grouped[line.project_uid].append(line)
    sums = [_sum(of[0].name, uid, of) for uid, of in grouped.items()]
    slipped = (one for one in sums if one.days or one.preliminary)
    return sorted(slipped, key=lambda one: (-one.days, -one.preliminary))


def _sum(name: str, uid: str, lines: Sequence[SlipLine]) -> SlipSum:
    works = [line for line in lines if not line.text]
    later = [line for line in works if line.days > 0]
    return SlipSum(
        name=name,
        uid=uid,
        moves=len(later),
        projects=len({line.project_uid for line in later}),
        days=sum(line.days for line in later),
        longest=max((line.days for line in later), default=0),
        earlier=sum(1 for line in works if line.move.days < 0),
        preliminary=sum(line.days for line in lines if line.text and line.days > 0),
    )


def moved_date(viewer: Viewer, uid: str) -> MilestoneDate:
    """A planned date of a project the viewer sees; raises ``slip.not_found``."""
    found = (
        MilestoneDate.objects.filter(uid=uid, basis=Planned)
        .select_related("project__current")
        .first()
    )
    if found is None or not Project.objects.visible_to(viewer).filter(pk=found.project_id).exists():
        raise Missing("slip.not_found")
    return found
