"""A request of an enterprise (企业诉求): received, answered first, handled, answered, rated.

    raised → handling → answered → closed (the asker says it is solved)
       └→ declined       ↑______|  not solved, says the asker

The asker closes it; where the asker stays silent, the level above the unit that answered.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from yipanqi.core.money import ratio
from yipanqi.core.refusal import Conflict


class RequestState(StrEnum):
    RAISED = "raised"  # 待首次答复
    HANDLING = "handling"  # 办理中
    ANSWERED = "answered"  # 已答复，待评价
    CLOSED = "closed"  # 已办结
    DECLINED = "declined"  # 不予受理或撤回

    @property
    def is_open(self) -> bool:
        """Somebody still owes the enterprise an answer."""
        return self in {RequestState.RAISED, RequestState.HANDLING}


class RequestVerb(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    CALL_SESSION = "call_session"
    CONCLUDE_SESSION = "conclude_session"
    ANSWER = "answer"
    RATE_SOLVED = "rate_solved"
    RATE_UNSOLVED = "rate_unsolved"


class Topic(StrEnum):
    """What enterprises ask about."""

    APPROVAL = "approval"  # 审批办证
    LAND = "land"  # 用地厂房
    FUNDS = "funds"  # 融资
    ENERGY = "energy"  # 水电气网
    LABOUR = "labour"  # 用工
    POLICY = "policy"  # 政策兑现
    FACILITY = "facility"  # 道路与配套
    MARKET = "market"  # 市场与账款
    OTHER = "other"


class Channel(StrEnum):
    """How it came in."""

    LINK = "link"  # 企业扫码或点链接自报
    OFFICER = "officer"  # 服务专员走访
    TYPED = "typed"  # 来电来函代录


_S, _V = RequestState, RequestVerb
MOVES = {
    (_S.RAISED, _V.ACCEPT): _S.HANDLING,
    (_S.RAISED, _V.DECLINE): _S.DECLINED,
    (_S.HANDLING, _V.CALL_SESSION): _S.HANDLING,
    (_S.HANDLING, _V.CONCLUDE_SESSION): _S.HANDLING,
    (_S.HANDLING, _V.ANSWER): _S.ANSWERED,
    (_S.ANSWERED, _V.RATE_SOLVED): _S.CLOSED,
    (_S.ANSWERED, _V.RATE_UNSOLVED): _S.HANDLING,
}


def moved(state: RequestState, verb: RequestVerb) -> RequestState:
    """The state after ``verb``. Raises ``service.move_not_allowed``."""
    following = MOVES.get((state, verb))
    if following is None:
        raise Conflict("service.move_not_allowed", state=state, verb=verb)
    return following


@dataclass(frozen=True, slots=True)
class Counted:
    """One request as statistics see it. ``first_answer_days``: working days until somebody
    answered at all; None where nobody has yet.
    """

    state: RequestState
    opened_on: date
    first_answer_days: int | None
    is_first_in_time: bool
    was_answered: bool
    rating: int | None  # 1 … 5
    is_repeat: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """``solved`` are closed ones; an answer that nobody has confirmed yet is not among them."""

    received: int
    open: int
    first_median: Decimal | None  # working days
    first_late: int
    answered: int
    solved: int
    rated: int
    rating_mean: Decimal | None
    repeats: int

    @property
    def solved_rate(self) -> Decimal | None:
        """Closed among those that have had a full answer at least once."""
        return ratio(self.solved, self.answered)


def tally(rows: Iterable[Counted]) -> Tally:
    """Declined ones are counted as received, with their first answer, and nowhere else."""
    found = list(rows)
    kept = [r for r in found if r.state is not RequestState.DECLINED]
    ratings = [r.rating for r in kept if r.rating is not None]
    return Tally(
        received=len(found),
        open=sum(r.state.is_open for r in found),
        first_median=median([d for r in found if (d := r.first_answer_days) is not None]),
        first_late=sum(not r.is_first_in_time for r in found),
        answered=sum(r.was_answered for r in kept),
        solved=sum(r.state is RequestState.CLOSED for r in kept),
        rated=len(ratings),
        rating_mean=ratio(sum(ratings), len(ratings)),
        repeats=sum(r.is_repeat for r in found),
    )


def median(values: Sequence[int]) -> Decimal | None:
    """The middle one, or halfway between the two in the middle; None of nothing."""
    if not values:
        return None
    rows, half = sorted(values), len(values) // 2
    if len(rows) % 2:
        return Decimal(rows[half])
    return ratio(rows[half - 1] + rows[half], 2)
