"""The agenda of a regular meeting, drafted from what is known: what was promised comes first.

Order of a city-wide meeting: last meeting's tasks with their lights, typical cases, results
and scoreboards, targets in danger, written reports, exchange speeches (the best of a league
tell how, the last say what they will do), speeches, decisions. A person may reorder and change
everything; the draft only sees to it that nothing is forgotten and says why each item stands
there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Any, TypeVar

from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Refusal

Entry = TypeVar("Entry")


class ItemKind(StrEnum):
    FOLLOW_UP = "follow_up"  # 上次议定事项办理情况
    CASES = "cases"  # 典型问题
    TARGETS = "targets"  # 目标风险
    RESULTS = "results"  # 通报
    SCOREBOARD = "scoreboard"  # 晾晒
    REPORT = "report"  # 办、组、专班汇报
    EXCHANGE = "exchange"  # 交流发言
    SPEECH = "speech"  # 讲话
    DECISION = "decision"  # 议定
    OTHER = "other"


class ItemForm(StrEnum):
    SHOWN = "shown"  # 放映、通报
    ORAL = "oral"  # 口头
    WRITTEN = "written"  # 书面: circulated, takes no time


@dataclass(frozen=True, slots=True)
class Promise:
    """A task of an earlier meeting; ``unit`` is the uid of its lead unit."""

    title: str
    unit: str
    light: Light
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Place of a unit in a published league; ``rank`` None is not ranked."""

    unit: str
    rank: int | None
    of: int  # ranked units of the league
    league: str  # its title


@dataclass(frozen=True, slots=True)
class Case:
    """A typical case found by rule: the project, the unit that answers, why it was taken."""

    project: str  # uid
    title: str
    unit: str
    code: str  # of the sentence that says why
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Board:
    """A published scoreboard."""

    uid: str
    title: str
    leagues: tuple[tuple[Standing, ...], ...]


@dataclass(frozen=True, slots=True)
class Danger:
    """A target behind its pace; ``behind`` is a share of the target, positive."""

    unit: str
    measure: str  # its name
    behind: Decimal


@dataclass(frozen=True, slots=True)
class Ground:
    """What the draft rests on. Units are uids; order of ``reports`` is kept."""

    promises: tuple[Promise, ...] = ()
    cases: tuple[Case, ...] = ()
    boards: tuple[Board, ...] = ()
    dangers: tuple[Danger, ...] = ()
    reports: tuple[str, ...] = ()  # units that report in writing to every meeting


@dataclass(frozen=True, slots=True)
class Manner:
    """The city's custom: how many speak, and how long things take (minutes)."""

    first: int = 1  # of each league, tell how they did it
    last: int = 1  # of each league, say what they will do
    written: int = 1  # next best of each league, in writing
    cases: int = 3
    behind: Decimal = Decimal("0.05")  # of a target, from when on it is in danger
    minutes: Mapping[ItemKind, int] = field(
        default_factory=lambda: {
            ItemKind.FOLLOW_UP: 10,
            ItemKind.CASES: 12,
            ItemKind.RESULTS: 10,
            ItemKind.SCOREBOARD: 5,
            ItemKind.TARGETS: 5,
            ItemKind.EXCHANGE: 5,
            ItemKind.SPEECH: 20,
            ItemKind.DECISION: 10,
        }
    )


@dataclass(frozen=True, slots=True)
class Item:
    """A drafted item. ``code`` and ``params`` say in words why it stands there.

    ``subject_kind`` with ``subject`` is what can be shown with it.
    """

    kind: ItemKind
    form: ItemForm
    minutes: int
    code: str
    params: Mapping[str, Any] = field(default_factory=dict)
    unit: str = ""
    subject_kind: str = ""
    subject: str = ""


def drafted(ground: Ground, manner: Manner | None = None) -> tuple[Item, ...]:
    """The agenda; no unit speaks twice, and what has no ground has no item."""
    rule = manner or Manner()
    spoken: set[str] = set()
    return (
        *_follow_up(ground.promises, rule),
        *_cases(ground.cases, rule),
        *_results(ground.boards, rule),
        *_targets(ground.dangers, rule),
        *_reports(ground.reports, spoken),
        *_exchanges(ground.boards, rule, spoken),
        _plain(ItemKind.SPEECH, ItemForm.ORAL, rule, "agenda.why_speech"),
        _plain(ItemKind.DECISION, ItemForm.ORAL, rule, "agenda.why_decision"),
    )


def _plain(kind: ItemKind, form: ItemForm, rule: Manner, code: str) -> Item:
    return Item(kind, form, rule.minutes.get(kind, 0), code)


def _follow_up(promises: Sequence[Promise], rule: Manner) -> Iterator[Item]:
    if not promises:
        return
    lights = [p.light for p in promises if not p.is_over]
    yield Item(
        ItemKind.FOLLOW_UP,
        ItemForm.SHOWN,
        rule.minutes.get(ItemKind.FOLLOW_UP, 0),
        "agenda.why_follow_up",
        {
            "total": len(promises),
            "over": sum(p.is_over for p in promises),
            "red": lights.count(Light.RED),
            "yellow": lights.count(Light.YELLOW),
        },
        subject_kind="follow_up",
    )


def in_order(promises: Iterable[Promise]) -> list[Promise]:
    """As the meeting hears them: what is red first, what is over last."""
    return sorted(promises, key=lambda p: (p.is_over, -p.light.severity))


def _cases(cases: Sequence[Case], rule: Manner) -> Iterator[Item]:
    """Each case is an item with its project; together they take the time of one screening."""
    taken = cases[: rule.cases]
    if not taken:
        return
    count = {"count": len(taken)}
    total = rule.minutes.get(ItemKind.CASES, 0)
    share, rest = divmod(total, len(taken))
    for index, case in enumerate(taken):
        yield Item(
            ItemKind.CASES,
            ItemForm.SHOWN,
            share + (index < rest),
            case.code,
            {"title": case.title} | count | dict(case.params),
            case.unit,
            "project",
            case.project,
        )


def _results(boards: Sequence[Board], rule: Manner) -> Iterator[Item]:
    if not boards:
        return
    yield _plain(ItemKind.RESULTS, ItemForm.SHOWN, rule, "agenda.why_results")
    for board in boards:
        yield Item(
            ItemKind.SCOREBOARD,
            ItemForm.SHOWN,
            rule.minutes.get(ItemKind.SCOREBOARD, 0),
            "agenda.why_scoreboard",
            {"title": board.title},
            subject_kind="publication",
            subject=board.uid,
        )


def most_behind(dangers: Iterable[Danger], limit: Decimal) -> list[Danger]:
    """Those at least ``limit`` behind, the farthest first."""
    found = [d for d in dangers if d.behind >= limit]
    return sorted(found, key=lambda d: -d.behind)


def _targets(dangers: Sequence[Danger], rule: Manner) -> Iterator[Item]:
    found = most_behind(dangers, rule.behind)
    if not found:
        return
    yield Item(
        ItemKind.TARGETS,
        ItemForm.SHOWN,
        rule.minutes.get(ItemKind.TARGETS, 0),
        "agenda.why_targets",
        {
            "count": len(found),
            "units": len({d.unit for d in found}),
            "measure": found[0].measure,
            "behind_pp": found[0].behind * 100,
        },
        subject_kind="targets",
    )


def _reports(units: Sequence[str], spoken: set[str]) -> Iterator[Item]:
    for unit in dict.fromkeys(units):
        spoken.add(unit)
        yield Item(ItemKind.REPORT, ItemForm.WRITTEN, 0, "agenda.why_report", unit=unit)


def _exchanges(boards: Sequence[Board], rule: Manner, spoken: set[str]) -> Iterator[Item]:
    """All who speak, then all who hand in; of two leagues the first comes first."""
    leagues = [_ranked(league) for board in boards for league in board.leagues]
    minutes = rule.minutes.get(ItemKind.EXCHANGE, 0)
    for league in leagues:
        best = league[: rule.first]
        worst = [s for s in league[::-1][: rule.last] if s not in best]
        for code, standings in (("agenda.why_best", best), ("agenda.why_worst", worst)):
            for standing in _fresh(standings, spoken):
                yield _speech(standing, code, ItemForm.ORAL, minutes)
    for league in leagues:
        next_best = list(_fresh(league[rule.first :], spoken, most=rule.written))
        for standing in next_best:
            yield _speech(standing, "agenda.why_written", ItemForm.WRITTEN, 0)


def _fresh(
    standings: Iterable[Standing], spoken: set[str], most: int | None = None
) -> Iterator[Standing]:
    """Those who have not spoken yet, at most ``most``; they have now."""
    for standing in standings:
        if most == 0:
            return
        if standing.unit not in spoken:
            spoken.add(standing.unit)
            most = None if most is None else most - 1
            yield standing


def _ranked(league: Sequence[Standing]) -> list[Standing]:
    return sorted((s for s in league if s.rank is not None), key=lambda s: s.rank or 0)


def _speech(standing: Standing, code: str, form: ItemForm, minutes: int) -> Item:
    params = {"league": standing.league, "rank": standing.rank, "of": standing.of}
    return Item(ItemKind.EXCHANGE, form, minutes, code, params, standing.unit)


def place_of(kind: ItemKind, standing: Sequence[ItemKind]) -> int:
    """Where a new item goes: behind the last of its kind, else to the end."""
    alike = [n for n, other in enumerate(standing) if other == kind]
    return alike[-1] + 1 if alike and kind is not ItemKind.OTHER else len(standing)


def starts(minutes: Sequence[int]) -> list[int]:
    """Minutes after the opening at which each item begins."""
    return list(accumulate(minutes, initial=0))[:-1] if minutes else []


def moved(order: Sequence[Entry], item: Entry, to: int) -> list[Entry]:
    """``order`` with ``item`` at index ``to``; others keep their order.

    Raises ``agenda.no_such_place``.
    """
    if item not in order or not 0 <= to < len(order):
        raise Refusal("agenda.no_such_place", place=to + 1, count=len(order))
    rest = [other for other in order if other != item]
    return [*rest[:to], item, *rest[to:]]
