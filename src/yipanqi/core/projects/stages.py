"""What a project is and how far it has come: kinds, classes, stages, the moves allowed.

Stages are facts with dates. Investment attraction: 谋划 → 签约 → 落地 → 开工 → 竣工 → 投产;
government investment: 谋划 → 立项 → 资金落实 → 开工 → 竣工 → 投用. 续建 is no stage: it is this
year's class of a project that started before this year. Pausing, resuming and terminating
interrupt a stage; they are not stages either, and 入库 and 达效 are dates beside the stages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yipanqi.core.refusal import Refusal


class Stage(StrEnum):
    CONCEIVED = "conceived"  # 谋划
    SIGNED = "signed"  # 签约
    LANDED = "landed"  # 落地: company registered, land or site secured
    APPROVED = "approved"  # 立项: the project is approved (government investment)
    FUNDED = "funded"  # 资金落实: the money is in a budget or raised
    STARTED = "started"  # 开工
    COMPLETED = "completed"  # 竣工
    IN_PRODUCTION = "in_production"  # 投产, for public works 投运

    @property
    def order(self) -> int:
        return list(Stage).index(self)


class Interruption(StrEnum):
    PAUSED = "paused"  # 停缓建
    RESUMED = "resumed"  # 复工
    TERMINATED = "terminated"  # 终止


class AnnualClass(StrEnum):
    """Class as issued with the year's list."""

    PRELIMINARY = "preliminary"  # 前期
    NEW_START = "new_start"  # 新开工
    CARRIED_OVER = "carried_over"  # 续建
    FINISHING = "finishing"  # 竣工


class Track(StrEnum):
    ATTRACTION = "attraction"  # 招商引资: signed and landed before the start
    GOVERNMENT = "government"  # 政府投资: approved and funded, no contract to sign or land


class Domain(StrEnum):
    INFRASTRUCTURE = "infrastructure"  # 基础设施
    INDUSTRY = "industry"  # 产业
    LIVELIHOOD = "livelihood"  # 民生
    REAL_ESTATE = "real_estate"  # 房地产


class ListLevel(StrEnum):
    """Highest list a project stands on, highest first."""

    NATIONAL = "national"  # 国家
    PROVINCIAL = "provincial"  # 省
    THOUSAND = "thousand"  # 千项万亿
    MUNICIPAL = "municipal"  # 市
    COUNTY = "county"  # 县


_S = Stage
_FORWARD: dict[Track, dict[Stage, frozenset[Stage]]] = {
    Track.ATTRACTION: {
        _S.CONCEIVED: frozenset({_S.SIGNED}),
        _S.SIGNED: frozenset({_S.LANDED}),
        _S.LANDED: frozenset({_S.STARTED}),
        # trial production often precedes acceptance of the works
        _S.STARTED: frozenset({_S.COMPLETED, _S.IN_PRODUCTION}),
        _S.COMPLETED: frozenset({_S.IN_PRODUCTION}),
        _S.IN_PRODUCTION: frozenset(),
    },
    Track.GOVERNMENT: {
        _S.CONCEIVED: frozenset({_S.APPROVED}),
        _S.APPROVED: frozenset({_S.FUNDED}),
        _S.FUNDED: frozenset({_S.STARTED}),
        _S.STARTED: frozenset({_S.COMPLETED, _S.IN_PRODUCTION}),
        _S.COMPLETED: frozenset({_S.IN_PRODUCTION}),
        _S.IN_PRODUCTION: frozenset(),
    },
}


@dataclass(frozen=True, slots=True)
class StageEvent:
    """One line of the stage log: a stage reached, or an interruption, on a day."""

    what: Stage | Interruption
    on: date


def event_named(text: str) -> Stage | Interruption:
    """The stage or interruption stored as ``text``; raises ``stage.unknown_event``."""
    members: dict[str, Stage | Interruption] = {m.value: m for m in Stage}
    members |= {m.value: m for m in Interruption}
    if text not in members:
        raise Refusal("stage.unknown_event", field="what", value=text)
    return members[text]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands on a day. ``since`` is when the stage was reached."""

    stage: Stage
    since: date
    is_paused: bool = False
    is_terminated: bool = False


def stages_of(track: Track) -> tuple[Stage, ...]:
    """The stages of a track, in order. A project may enter the ledger at any of them."""
    return tuple(_FORWARD[track])


def next_stages(track: Track, stage: Stage | None) -> frozenset[Stage]:
    if stage is None:
        return frozenset(_FORWARD[track])
    return _FORWARD[track].get(stage, frozenset())


def standing_on(events: Iterable[StageEvent], day: date) -> Standing | None:
    """Standing at the end of ``day``; None before the first stage was reached.

    Events of one day count in the order given; the log's order decides, not its dates.
    """
    standing: Standing | None = None
    for event in sorted((e for e in events if e.on <= day), key=lambda e: e.on):
        standing = _after(standing, event)
    return standing


def stage_on(events: Iterable[StageEvent], day: date) -> Stage | None:
    standing = standing_on(events, day)
    return standing.stage if standing else None


def _after(standing: Standing | None, event: StageEvent) -> Standing | None:
    what = event.what
    if isinstance(what, Stage):
        paused = standing.is_paused if standing else False
        ended = standing.is_terminated if standing else False
        return Standing(what, event.on, paused, ended)
    if standing is None:
        return None
    if what is Interruption.TERMINATED:
        return replace(standing, is_terminated=True)
    return replace(standing, is_paused=what is Interruption.PAUSED)


def check_move(
    track: Track, events: Iterable[StageEvent], what: Stage | Interruption, on: date
) -> None:
    """Refuse a line that the log cannot take; ``events`` are the lines it holds.

    Raises ``stage.log_out_of_order``, ``stage.terminated``, ``stage.not_begun``,
    ``stage.already_paused``, ``stage.not_paused``, ``stage.paused``, ``stage.not_on_track``
    or ``stage.move_not_allowed``.
    """
    log = list(events)
    last_on = max((e.on for e in log), default=None)
    if last_on is not None and on < last_on:
        raise Refusal("stage.log_out_of_order", field="on", on=on, last_on=last_on)
    standing = standing_on(log, date.max)
    if standing is not None and standing.is_terminated:
        raise Refusal("stage.terminated", field="what", last_on=last_on)
    if isinstance(what, Interruption):
        _check_interruption(standing, what)
    else:
        _check_stage(track, standing, what)


def possible_moves(track: Track, events: Iterable[StageEvent]) -> tuple[Stage | Interruption, ...]:
    """What the log can take next, on a day not before its last line."""
    log = list(events)
    moves: tuple[Stage | Interruption, ...] = (*Stage, *Interruption)
    return tuple(what for what in moves if _takes(track, log, what))


def _takes(track: Track, log: list[StageEvent], what: Stage | Interruption) -> bool:
    try:
        check_move(track, log, what, date.max)
    except Refusal:
        return False
    return True


def _check_interruption(standing: Standing | None, what: Interruption) -> None:
    if standing is None:
        raise Refusal("stage.not_begun", field="what", what=what)
    if what is Interruption.PAUSED and standing.is_paused:
        raise Refusal("stage.already_paused", field="what")
    if what is Interruption.RESUMED and not standing.is_paused:
        raise Refusal("stage.not_paused", field="what")


def _check_stage(track: Track, standing: Standing | None, stage: Stage) -> None:
    if stage not in _FORWARD[track]:
        raise Refusal("stage.not_on_track", field="what", stage=stage, track=track)
    if standing is None:
        return
    if standing.is_paused:
        raise Refusal("stage.paused", field="what", stage=stage)
    if stage not in next_stages(track, standing.stage):
        raise Refusal("stage.move_not_allowed", field="what", at=standing.stage, to=stage)


def annual_class_for(
    year: int,
    *,
    planned_start_on: date | None,
    actual_start_on: date | None,
    planned_completion_on: date | None,
) -> AnnualClass:
    """The class a project's dates speak for in ``year``: a proposal for the list's editor."""
    started_before = actual_start_on is not None and actual_start_on.year < year
    if started_before:
        ends = planned_completion_on is not None and planned_completion_on.year <= year
        return AnnualClass.FINISHING if ends else AnnualClass.CARRIED_OVER
    start = actual_start_on or planned_start_on
    if start is not None and start.year <= year:
        return AnnualClass.NEW_START
    return AnnualClass.PRELIMINARY
