"""A month report: its states and moves, who may make them, and what counts at the freeze.

    missing → draft → submitted → approved
                 ↑        │  ↘ passed up, still submitted
                 └─────  returned, draft (withdrawn before review)

A resubmission is a submission. What counts is the last *approved* set of values of the
month; a report that is returned or unreviewed at the freeze falls back to that, and where
there is none it is missing, which is not zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.reporting.values import NOT_REPORTED, ReportValues
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.workdays import Workdays


class ReportState(StrEnum):
    MISSING = "missing"  # 未报
    DRAFT = "draft"  # 草稿
    SUBMITTED = "submitted"  # 待审
    RETURNED = "returned"  # 已退回
    APPROVED = "approved"  # 已通过


class ReportVerb(StrEnum):
    SAVE = "save"
    SUBMIT = "submit"
    WITHDRAW = "withdraw"  # by the reporting unit, before anybody has reviewed
    PASS = "pass"  # noqa: S105  # approved by a level that is not the last
    APPROVE = "approve"
    RETURN = "return"  # 退回; an approved report too, until the freeze


_S, _V = ReportState, ReportVerb
MOVES: dict[tuple[ReportState, ReportVerb], ReportState] = {
    (_S.MISSING, _V.SAVE): _S.DRAFT,
    (_S.MISSING, _V.SUBMIT): _S.SUBMITTED,  # a workbook saves and submits at once
    (_S.DRAFT, _V.SAVE): _S.DRAFT,
    (_S.DRAFT, _V.SUBMIT): _S.SUBMITTED,
    (_S.SUBMITTED, _V.WITHDRAW): _S.DRAFT,
    (_S.SUBMITTED, _V.PASS): _S.SUBMITTED,
    (_S.SUBMITTED, _V.APPROVE): _S.APPROVED,
    (_S.SUBMITTED, _V.RETURN): _S.RETURNED,
    (_S.RETURNED, _V.SAVE): _S.RETURNED,
    (_S.RETURNED, _V.SUBMIT): _S.SUBMITTED,
    (_S.APPROVED, _V.RETURN): _S.RETURNED,
}
REPORTING = frozenset({_V.SAVE, _V.SUBMIT, _V.WITHDRAW})
REVIEWING = frozenset({_V.PASS, _V.APPROVE, _V.RETURN})


def moved(state: ReportState, verb: ReportVerb) -> ReportState:
    """The state after ``verb``. Raises ``report.move_not_allowed``."""
    following = MOVES.get((state, verb))
    if following is None:
        raise Conflict("report.move_not_allowed", state=state, verb=verb)
    return following


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Where a report stands among units and people, as far as permission asks.

    ``chain`` are the units whose reviewers must agree, lowest first (town, district,
    city), in today's tree; ``waiting_unit`` is the one whose turn it is.
    """

    reporting_unit: int
    chain: tuple[int, ...]
    waiting_unit: int | None = None
    submitted_by: int | None = None


def may(verb: ReportVerb, viewer: Viewer, place: ReportPlace) -> Refusal | None:
    """Why the viewer may not use ``verb`` on a report there, or None.

    Reporters act for units under their post. A level reviews when it is its turn, and the
    office at the root at any time; nobody reviews what they submitted.
    """
    if viewer.is_system:
        return None
    if place.reporting_unit not in viewer.units and not viewer.whole_tree:
        return Missing("report.not_found")
    if verb in REPORTING:
        if place.reporting_unit in viewer.units_as(Role.REPORTER):
            return None
        return Forbidden("report.only_reporters", verb=verb)
    return _may_review(verb, viewer, place)


def _may_review(verb: ReportVerb, viewer: Viewer, place: ReportPlace) -> Refusal | None:
    is_office = place.reporting_unit in viewer.units_as(Role.OFFICE) and viewer.whole_tree
    posts = viewer.posts_as(Role.REVIEWER)
    if not is_office and posts.isdisjoint(place.chain):
        return Forbidden("report.only_reviewers", verb=verb)
    if viewer.user is not None and viewer.user == place.submitted_by:
        return Forbidden("report.own_submission", verb=verb)
    if is_office or verb is ReportVerb.RETURN or place.waiting_unit in posts:
        return None
    return Forbidden("report.other_level", verb=verb)


def next_level(chain: Sequence[int], agreed: int | None) -> int | None:
    """The unit that reviews after ``agreed`` (None: nobody yet); None when all agreed."""
    if agreed is None:
        return chain[0] if chain else None
    following = chain.index(agreed) + 1
    return chain[following] if following < len(chain) else None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a report's history: a verb, on the city's date, with the values it saw."""

    verb: ReportVerb
    on: date
    values: ReportValues = NOT_REPORTED


def counted_values(steps: Iterable[Step]) -> ReportValues | None:
    """What a freeze takes: the last approved values of the month, else None (missing)."""
    approved = [s.values for s in steps if s.verb is ReportVerb.APPROVE]
    return approved[-1] if approved else None


def first_submitted_on(steps: Iterable[Step]) -> date | None:
    """The day timeliness is judged on. A submission the unit itself withdrew is none."""
    first: date | None = None
    for step in steps:
        if step.verb is ReportVerb.SUBMIT and first is None:
            first = step.on
        elif step.verb is ReportVerb.WITHDRAW:
            first = None
        elif step.verb in REVIEWING:
            break
    return first


def is_on_time(first_submission: date | None, due_on: date, *, is_due: bool = True) -> bool | None:
    """Judged on the first submission only; None where no report was due."""
    if not is_due:
        return None
    return first_submission is not None and first_submission <= due_on


def times_returned(steps: Iterable[Step]) -> int:
    return sum(step.verb is ReportVerb.RETURN for step in steps)


def review_due_on(
    submitted_on: date, reviewed_by_on: date, calendar: Workdays, *, allowance: int = 1
) -> date:
    """When a level must have answered: the month's date, or ``allowance`` workdays after a
    submission that came too late for it. A reporter's delay is not the reviewer's."""
    return max(reviewed_by_on, calendar.add_workdays(submitted_on, allowance))


def review_delay(
    waiting_since: date,
    answered_on: date | None,
    today: date,
    reviewed_by_on: date,
    calendar: Workdays,
) -> int:
    """Workdays a level has kept a report waiting past its date: charged to the reviewer."""
    due = review_due_on(waiting_since, reviewed_by_on, calendar)
    return max(0, calendar.workdays_between(due, answered_on or today))
