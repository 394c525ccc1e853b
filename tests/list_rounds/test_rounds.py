"""定盘子 from collecting to issue: who says what when, floors, and what may not be issued."""

from datetime import date

import pytest

from city import WAN, YI, city
from yipanqi.apps.board.list_rounds import actions, queries
from yipanqi.apps.board.list_rounds.models import ListRound, Verdict
from yipanqi.apps.ledger.projects.actions import issue_draft, start_draft
from yipanqi.apps.ledger.projects.models import DraftLine
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.month import Month
from yipanqi.core.projects.annual_list import Floor, floor_of
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Forbidden, Missing, Refusal

pytestmark = pytest.mark.django_db
MAY = Month(2024, 5)
TODAY, LATER = date(2024, 5, 10), date(2024, 5, 20)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


@pytest.fixture
def round_(town):
    office = town.viewer("office")
    draft = start_draft(viewer=office, year=2024, based_on=town.annual_list)
    return actions.open_round(viewer=office, draft=draft, collect_until=TODAY, screen_until=LATER)


def nominate(town, found, who="town_reporter", project="plant", **changed):
    told = {
        "annual_class": AnnualClass.NEW_START, "annual_plan": 3 * YI,
        "reason": "手续已齐，五月开工。",
    }  # fmt: skip
    return actions.nominate(
        viewer=town.viewer(who), uid=found.uid, project_uid=town.project[project].uid,
        **told | changed,
    )  # fmt: skip


def moved(town, found, *steps):
    for step in steps:
        actions.move_round(viewer=town.viewer("office"), uid=found.uid, to=step)
    return ListRound.objects.get(pk=found.pk)


def approve(town, found, who="leader", **changed):
    told = {"document_number": "越推进〔2024〕9号", "meeting": "联审会", "approved_on": TODAY}
    return actions.approve_round(viewer=town.viewer(who), uid=found.uid, **told | changed)


def issue(town, found, month=MAY):
    return issue_draft(
        viewer=town.viewer("office"), draft=found.draft, issued_on=TODAY, effective_month=month,
        document_number=found.document_number,
    )  # fmt: skip


def code_of(call, kind=Refusal):
    with pytest.raises(kind) as refused:
        call()
    return refused.value.code


def test_the_whole_way(town, round_):
    nominate(town, round_)
    moved(town, round_, "screening")
    line = DraftLine.objects.get(draft=round_.draft, project=town.project["plant"])
    assert (line.annual_class, line.annual_plan, sum(line.monthly_plan)) == (
        "new_start", 3 * YI, 3 * YI,
    )  # fmt: skip
    actions.screen(
        viewer=town.viewer("line"), uid=round_.uid, project_uid=town.project["road"].uid,
        verdict=Verdict.FIT,
    )  # fmt: skip
    assert code_of(lambda: issue(town, round_)) == "list.round_not_approved"
    moved(town, round_, "reviewing")
    actions.review_project(
        viewer=town.viewer("office"), uid=round_.uid, project_uid=town.project["road"].uid,
        is_admitted=False, words="前期不足，明年再列。",
    )  # fmt: skip
    found = approve(town, round_)
    issued = issue(town, found)
    assert issued.document_number == "越推进〔2024〕9号"
    on = dict(issued.entries.values_list("project__own_code", "annual_plan"))
    assert on["YZ-plant"] == 3 * YI
    assert "YZ-road" not in on


def test_each_step_has_its_people_and_its_time(town, round_):
    assert code_of(lambda: nominate(town, round_, "west_reporter"), Missing)
    assert code_of(lambda: nominate(town, round_, "leader"), Forbidden) == "round.not_yours"
    assert code_of(lambda: nominate(town, round_, reason=" ")) == "round.reason_missing"
    assert code_of(lambda: approve(town, round_)) == "round.wrong_step"
    screen = {
        "viewer": town.viewer("line"), "uid": round_.uid,
        "project_uid": town.project["road"].uid, "verdict": Verdict.UNFIT,
    }  # fmt: skip
    assert code_of(lambda: actions.screen(**screen)) == "round.words_missing"
    assert code_of(lambda: actions.screen(**screen, words="不属本领域")) == "round.wrong_step"
    moved(town, round_, "screening")
    assert code_of(lambda: nominate(town, round_)) == "round.wrong_step"
    other = screen | {"viewer": town.viewer("office"), "words": "不符"}
    assert code_of(lambda: actions.screen(**other), Forbidden) == "round.not_your_domain"
    moved(town, round_, "reviewing")
    assert code_of(lambda: approve(town, round_, "east_leader"), Forbidden)
    assert code_of(lambda: approve(town, round_, document_number=" ")) == "round.number_missing"


def test_a_project_below_its_floor_needs_the_words_of_an_exception(town, round_):
    actions.set_floor(
        viewer=town.viewer("office"), annual_class=AnnualClass.NEW_START, list_level="",
        least_total=0, least_plan=5 * YI, from_year=2024, rests_on="越政办〔2023〕1号",
    )  # fmt: skip
    nominate(town, round_, annual_plan=100 * WAN)
    moved(town, round_, "screening", "reviewing")
    rows = queries.round_rows(town.viewer("office"), round_)
    low = {r.project.own_code for r in rows if r.needs_exception}
    assert "YZ-plant" in low
    assert code_of(lambda: approve(town, round_)) == "round.below_floor"
    for row in rows:
        if row.needs_exception:
            actions.review_project(
                viewer=town.viewer("office"), uid=round_.uid, project_uid=row.project.uid,
                is_admitted=True, exception="链主企业配套，同意列入。",
            )  # fmt: skip
    assert approve(town, round_).state == ListRound.State.APPROVED


def test_an_adjustment_holds_from_its_month_and_touches_no_frozen_one(town, round_):
    moved(town, round_, "screening", "reviewing")
    found = approve(town, round_)
    assert code_of(lambda: issue(town, found, Month(2024, 4))) == "list.effective_before_issue"
    freeze_month(viewer=town.viewer("office"), month=Month(2024, 3))
    early = lambda: issue_draft(  # noqa: E731
        viewer=town.viewer("office"), draft=found.draft, issued_on=date(2024, 3, 2),
        effective_month=Month(2024, 3),
    )  # fmt: skip
    assert code_of(early) == "list.month_frozen"
    assert issue(town, found).number == 2


def test_a_nomination_can_be_withdrawn_while_collecting(town, round_):
    wish = nominate(town, round_)
    actions.withdraw_nomination(viewer=town.viewer("town_reporter"), uid=wish.uid)
    before = DraftLine.objects.get(draft=round_.draft, project=town.project["plant"]).annual_plan
    moved(town, round_, "screening")
    line = DraftLine.objects.get(draft=round_.draft, project=town.project["plant"])
    assert line.annual_plan == before


@pytest.mark.parametrize(
    ("total", "plan", "level", "below"),
    [
        (10, 2, "municipal", False),
        (9, 2, "municipal", True),
        (10, 1, "municipal", True),
        (9, 2, "provincial", True),
        (40, 2, "provincial", True),  # the narrower rule counts
        (50, 0, "provincial", False),
    ],
)
def test_the_narrowest_newest_floor_counts(total, plan, level, below):
    rules = [
        Floor("new_start", "", 5, 1, 2022),
        Floor("new_start", "", 10, 2, 2024),
        Floor("new_start", "provincial", 50, 0, 2023),
    ]
    found = floor_of(
        rules, annual_class="new_start", list_level=level, total_investment=total,
        annual_plan=plan,
    )  # fmt: skip
    assert (found is not None) is below
    assert floor_of(rules, annual_class="finishing", list_level="", total_investment=0,
                    annual_plan=0) is None  # fmt: skip
