"""A risk (风险): how likely, how grave, what is done about it, when it is looked at again.

Likelihood and impact run from 1 to 5; their product gives one of four levels by the city's
edges (the four colours of a risk map).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from yipanqi.core.refusal import Conflict, Refusal

SCALE = range(1, 6)


class RiskLevel(StrEnum):
    LOW = "low"  # 低风险，蓝
    MODERATE = "moderate"  # 一般风险，黄
    CONSIDERABLE = "considerable"  # 较大风险，橙
    MAJOR = "major"  # 重大风险，红


class RiskState(StrEnum):
    WATCHED = "watched"  # 管控中
    CAME_TRUE = "came_true"  # 已发生，处置中
    OVER = "over"  # 已消除或处置完毕


class RiskVerb(StrEnum):
    REVIEW = "review"
    COME_TRUE = "come_true"
    END = "end"
    REOPEN = "reopen"


_S, _V = RiskState, RiskVerb
MOVES = {
    (_S.WATCHED, _V.REVIEW): _S.WATCHED,
    (_S.CAME_TRUE, _V.REVIEW): _S.CAME_TRUE,
    (_S.WATCHED, _V.COME_TRUE): _S.CAME_TRUE,
    (_S.WATCHED, _V.END): _S.OVER,
    (_S.CAME_TRUE, _V.END): _S.OVER,
    (_S.OVER, _V.REOPEN): _S.WATCHED,
}


def moved(state: RiskState, verb: RiskVerb) -> RiskState:
    """The state after ``verb``. Raises ``risk.move_not_allowed``."""
    following = MOVES.get((state, verb))
    if following is None:
        raise Conflict("risk.move_not_allowed", state=state, verb=verb)
    return following


def level_of(likelihood: int, impact: int, edges: Sequence[int]) -> RiskLevel:
    """``edges``: from which product on a risk is moderate, considerable, major.

    Raises ``risk.scale``.
    """
    if likelihood not in SCALE or impact not in SCALE:
        raise Refusal("risk.scale", field="likelihood")
    product = likelihood * impact
    return list(RiskLevel)[sum(product >= edge for edge in edges)]


def latest_review(level: RiskLevel, today: date, days: Sequence[int]) -> date:
    """The day by which a risk of that level must be looked at again."""
    return today + timedelta(days=days[list(RiskLevel).index(level)])
