"""Investment leads (招引线索): from the first word to the signature."""

from collections.abc import Mapping
from enum import StrEnum

from yipanqi.core.refusal import Refusal


class LeadStage(StrEnum):
    LEAD = "lead"  # 线索
    NEGOTIATING = "negotiating"  # 洽谈
    READY = "ready"  # 拟签约
    SIGNED = "signed"  # 已签约: reached by signing only
    DROPPED = "dropped"  # 终止跟踪


OPEN = (LeadStage.LEAD, LeadStage.NEGOTIATING, LeadStage.READY)


class ContactKind(StrEnum):
    VISIT = "visit"  # 赴企业拜访
    RECEPTION = "reception"  # 来访考察
    MEETING = "meeting"  # 洽谈会议
    CALL = "call"  # 电话、视频


class Side(StrEnum):
    """Who promised."""

    INVESTOR = "investor"  # 投资方承诺
    CITY = "city"  # 地方承诺


_MOVES: Mapping[LeadStage, frozenset[LeadStage]] = {
    LeadStage.LEAD: frozenset({LeadStage.NEGOTIATING, LeadStage.DROPPED}),
    LeadStage.NEGOTIATING: frozenset({LeadStage.READY, LeadStage.LEAD, LeadStage.DROPPED}),
    LeadStage.READY: frozenset({LeadStage.NEGOTIATING, LeadStage.DROPPED}),
    LeadStage.SIGNED: frozenset(),
    LeadStage.DROPPED: frozenset({LeadStage.LEAD, LeadStage.NEGOTIATING}),
}


def moves_of(stage: LeadStage) -> tuple[LeadStage, ...]:
    """Where a lead can go next by a person's word, in order."""
    return tuple(other for other in LeadStage if other in _MOVES[stage])


def check_move(now: LeadStage, to: LeadStage, words: str) -> None:
    """Raises ``lead.move_not_allowed``; dropping one says why: ``lead.words_missing``."""
    if to not in _MOVES[now]:
        raise Refusal("lead.move_not_allowed", field="stage", now=now, to=to)
    if to is LeadStage.DROPPED and not words.strip():
        raise Refusal("lead.words_missing", field="words")


def check_signing(now: LeadStage) -> None:
    """Raises ``lead.not_ready``."""
    if now not in {LeadStage.NEGOTIATING, LeadStage.READY}:
        raise Refusal("lead.not_ready", stage=now)
