"""Moves of a report, who may make them, what counts, and whose delay it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yipanqi.core.refusal import Conflict, Forbidden, Missing
from yipanqi.core.reporting import reports
from yipanqi.core.reporting.reports import ReportPlace, ReportState, ReportVerb, Step
from yipanqi.core.reporting.values import (
    FIELD_BY_NAME,
    REPORT_FIELDS,
    Change,
    ReportValues,
    changed_fields,
)
from yipanqi.core.scope import Grant, Role, Viewer
from yipanqi.core.workdays import Workdays

CITY, DISTRICT, TOWN, OTHER = 1, 2, 3, 4
CALENDAR = Workdays()
TREE = {CITY: {1, 2, 3, 4}, DISTRICT: {2, 3}, TOWN: {3}, OTHER: {4}}


def person(role: Role, unit: int, user: int = 7) -> Viewer:
    return Viewer(user=user, grants=(Grant(role, unit, frozenset(TREE[unit])),), root=CITY)


PLACE = ReportPlace(TOWN, chain=(DISTRICT, CITY), waiting_unit=DISTRICT, submitted_by=5)


@pytest.mark.parametrize(
    ("verb", "viewer", "refusal"),
    [
        (ReportVerb.SUBMIT, person(Role.REPORTER, TOWN), None),
        (ReportVerb.SUBMIT, person(Role.REPORTER, DISTRICT), None),
        (ReportVerb.SUBMIT, person(Role.REPORTER, OTHER), Missing),
        (ReportVerb.SUBMIT, person(Role.REVIEWER, DISTRICT), Forbidden),
        (ReportVerb.SUBMIT, person(Role.OFFICE, CITY), Forbidden),
        (ReportVerb.PASS, person(Role.REVIEWER, DISTRICT), None),
        (ReportVerb.APPROVE, person(Role.REVIEWER, CITY), Forbidden),  # not its turn yet
        (ReportVerb.RETURN, person(Role.REVIEWER, CITY), None),
        (ReportVerb.APPROVE, person(Role.OFFICE, CITY), None),
        (ReportVerb.APPROVE, person(Role.OFFICE, CITY, user=5), Forbidden),  # own submission
        (ReportVerb.APPROVE, person(Role.REVIEWER, TOWN), Forbidden),  # not in the chain
        (ReportVerb.APPROVE, person(Role.LEADER, CITY), Forbidden),
        (ReportVerb.APPROVE, person(Role.ADMIN, CITY), Missing),
        (ReportVerb.APPROVE, Viewer.system("freeze"), None),
    ],
)
def test_who_may(verb, viewer, refusal):
    found = reports.may(verb, viewer, PLACE)
    assert (type(found) if found else None) is refusal


def test_levels_review_from_below():
    chain = (DISTRICT, CITY)
    assert reports.next_level(chain, None) == DISTRICT
    assert reports.next_level(chain, DISTRICT) == CITY
    assert reports.next_level(chain, CITY) is None
    assert reports.next_level((), None) is None


def test_moves():
    assert reports.moved(ReportState.RETURNED, ReportVerb.SUBMIT) is ReportState.SUBMITTED
    with pytest.raises(Conflict, match=r"report\.move_not_allowed"):
        reports.moved(ReportState.APPROVED, ReportVerb.SAVE)


A, B = ReportValues(this_month=1), ReportValues(this_month=2)
ON = date(2024, 4, 26)


@pytest.mark.parametrize(
    ("verbs", "counted"),
    [
        ([], None),
        ([(ReportVerb.SUBMIT, A)], None),
        ([(ReportVerb.SUBMIT, A), (ReportVerb.RETURN, A)], None),
        ([(ReportVerb.SUBMIT, A), (ReportVerb.APPROVE, A)], A),
        (
            [
                (ReportVerb.APPROVE, A),
                (ReportVerb.RETURN, A),
                (ReportVerb.SUBMIT, B),
            ],
            A,
        ),
        (
            [
                (ReportVerb.APPROVE, A),
                (ReportVerb.RETURN, A),
                (ReportVerb.SUBMIT, B),
                (ReportVerb.APPROVE, B),
            ],
            B,
        ),
        ([(ReportVerb.SUBMIT, A), (ReportVerb.PASS, A)], None),
    ],
)
def test_a_freeze_takes_the_last_approved_values_else_nothing(verbs, counted):
    assert reports.counted_values([Step(v, ON, values) for v, values in verbs]) == counted


def days(*steps: tuple[ReportVerb, int]) -> list[Step]:
    return [Step(verb, date(2024, 4, day)) for verb, day in steps]


def test_a_return_never_makes_a_report_late():
    steps = days((ReportVerb.SUBMIT, 28), (ReportVerb.RETURN, 29), (ReportVerb.SUBMIT, 30))
    assert reports.first_submitted_on(steps) == date(2024, 4, 28)
    assert reports.times_returned(steps) == 1


def test_a_withdrawn_submission_is_no_first_submission():
    steps = days((ReportVerb.SUBMIT, 25), (ReportVerb.WITHDRAW, 25), (ReportVerb.SUBMIT, 30))
    assert reports.first_submitted_on(steps) == date(2024, 4, 30)
    assert reports.first_submitted_on(steps[:2]) is None


@pytest.mark.parametrize(
    ("first", "is_due", "expected"),
    [
        (date(2024, 4, 29), True, True),
        (date(2024, 4, 30), True, False),
        (None, True, False),
        (None, False, None),
    ],
)
def test_timeliness(first, is_due, expected):
    assert reports.is_on_time(first, date(2024, 4, 29), is_due=is_due) is expected


def test_a_reviewer_answers_for_the_reviewers_delay_only():
    by = date(2024, 4, 30)

    def delay(since: date, answered: date | None, today: date) -> int:
        return reports.review_delay(since, answered, today, by, CALENDAR)

    assert delay(date(2024, 4, 26), date(2024, 4, 30), date(2024, 5, 8)) == 0
    assert delay(date(2024, 4, 26), date(2024, 5, 7), date(2024, 5, 8)) == 2
    # submitted on the last day: one workday is allowed, and the holiday is none
    assert delay(date(2024, 4, 30), date(2024, 5, 6), date(2024, 5, 8)) == 0
    assert delay(date(2024, 4, 30), None, date(2024, 5, 8)) == 2


_values = st.builds(
    ReportValues,
    this_month=st.none() | st.integers(-5, 5),
    year_to_date=st.none() | st.integers(-5, 5),
    physical_progress=st.sampled_from(["", "桩基", "封顶 "]),
)


@given(_values, _values)
def test_changed_fields_are_exactly_those_that_differ(old, new):
    changes = changed_fields(old, new)
    assert [c.field for c in changes] == [
        f.name for f in REPORT_FIELDS if f.name in _differing(old, new)
    ]
    assert changed_fields(new, new) == ()


def _differing(old: ReportValues, new: ReportValues) -> set[str]:
    pairs = ((n, getattr(old, n), getattr(new, n)) for n in FIELD_BY_NAME)
    bare = ((n, *(v.strip() if isinstance(v, str) else v for v in both)) for n, *both in pairs)
    return {n for n, before, after in bare if before != after}


def test_everything_filled_in_is_new_where_there_was_nothing():
    assert changed_fields(None, A) == (Change("this_month", None, 1),)
    assert FIELD_BY_NAME.keys() == set(ReportValues.__dataclass_fields__)
