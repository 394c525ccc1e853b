"""Gates: papers before dates, one proposes and another decides, closed months stay closed."""

from datetime import date

import pytest

from gates.conftest import paper, photo
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.life.gates import actions
from yipanqi.apps.life.gates.actions import Paper, Proposal
from yipanqi.apps.life.gates.checklists import in_force
from yipanqi.apps.life.gates.queries import gate_lines
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.projects.gates import Checklist, Gate, Item, PaperKind
from yipanqi.core.projects.stages import Stage
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal

APRIL = Month(2024, 4)
COMPLETED = ("acceptance", "photo")
DAY = date(2024, 4, 25)


def code_of(verb, **arguments) -> str:
    with pytest.raises(Refusal) as refusal:
        verb(**arguments)
    return refusal.value.code


def test_a_gate_needs_its_papers_and_is_refused_once_and_then_accepted(town, at_gates):
    plant = town.project["plant"]
    short = {"viewer": town.viewer("town_reporter"), "project_uid": plant.uid}
    bare = Proposal(Gate.COMPLETED, DAY, "", [paper("acceptance")])
    assert code_of(actions.propose_gate, **short, proposal=bare) == "gate.papers_missing"
    undated = Proposal(Gate.COMPLETED, DAY, "", [Paper("photo", photo("red"), "现场.jpg")])
    assert code_of(actions.propose_gate, **short, proposal=undated) == "gate.photo_undated"
    first = at_gates.propose(Gate.COMPLETED, DAY, items=COMPLETED)
    again = Proposal(Gate.COMPLETED, DAY)
    assert code_of(actions.propose_gate, **short, proposal=again) == "gate.waits_already"
    assert at_gates.refuse(first).decision == "照片看不出永久性工程。"
    # the papers of the refused proposal count again; only the photo is replaced
    better = Proposal(Gate.COMPLETED, DAY, "补拍", [paper("photo", "blue")])
    second = actions.propose_gate(**short, proposal=better)
    assert sorted(second.papers.values_list("item", flat=True)) == ["acceptance", "photo"]
    at_gates.accept(second)
    plant.refresh_from_db()
    assert plant.stage == Stage.COMPLETED
    assert project_facts(APRIL)[plant.pk].completed_on == DAY


def test_who_proposed_does_not_decide_and_outsiders_learn_nothing(town, at_gates):
    passage = at_gates.propose(Gate.COMPLETED, DAY, items=COMPLETED, by="east_reviewer")
    with pytest.raises(Forbidden, match="own_proposal"):
        at_gates.accept(passage)
    with pytest.raises(Forbidden, match="keeper_only"):
        at_gates.accept(passage, "town_reporter")
    with pytest.raises(Missing):
        at_gates.accept(passage, "west_reviewer")
    office = {"viewer": town.viewer("office"), "passage_uid": passage.uid}
    with pytest.raises(Conflict):
        actions.accept_gate(**office, expected_version=7)
    actions.accept_gate(**office)
    assert code_of(actions.refuse_gate, **office, reason="晚了") == "gate.decided_already"


def test_a_gate_of_a_closed_month_counts_from_the_first_open_one(town, at_gates):
    MonthWindow.objects.filter(month="2024-03").update(state=MonthWindow.State.PUBLISHED)
    passage = at_gates.propose(Gate.COMPLETED, date(2024, 3, 20), items=COMPLETED)
    assert at_gates.accept(passage).effective_on == date(2024, 4, 1)
    plant = town.project["plant"].pk
    march, april = project_facts(Month(2024, 3))[plant], project_facts(APRIL)[plant]
    assert (march.stage, march.completed_on) == (Stage.STARTED, None)
    assert (april.stage, april.completed_on) == (Stage.COMPLETED, date(2024, 3, 20))


def test_dates_beside_the_stages_rest_on_the_stage_before(town, at_gates):
    chips = {"key": "chips", "by": "park_reporter"}  # started, not in the library yet
    papers = ("content", "contract", "photo", "notice")
    early = {"gate": Gate.ENROLLED, "on": date(2023, 6, 1), "items": papers}
    assert code_of(at_gates.propose, **early, **chips) == "gate.before_earlier"
    full = {"gate": Gate.FULL_CAPACITY, "on": DAY, "items": ("output",)}
    assert code_of(at_gates.propose, **full, **chips) == "gate.not_yet"
    at_gates.accept(at_gates.propose(**early | {"on": DAY}, **chips))
    chips_row = town.project["chips"]
    chips_row.refresh_from_db()
    assert chips_row.stage == Stage.STARTED, "entry into the library is no stage"
    assert project_facts(APRIL)[chips_row.pk].enrolled_on == DAY


def test_no_project_is_asked_for_a_gate_its_track_lacks(town, at_gates):
    school = {"key": "school"}  # government investment
    signed = {"gate": Gate.SIGNED, "on": DAY, "items": ("contract",)}
    assert code_of(at_gates.propose, **signed, **school) == "gate.not_on_track"
    assert [line.gate for line in gate_lines(town.project["school"])][:3] == [
        Gate.APPROVED, Gate.FUNDED, Gate.STARTED,
    ]  # fmt: skip


def test_the_office_changes_a_checklist_for_proposals_from_then_on(town, at_gates):
    before = at_gates.propose(Gate.COMPLETED, DAY, items=COMPLETED)
    items = (Item("zero", "零水平验收记录", PaperKind.ACCEPTANCE),)
    mine = Checklist(Gate.COMPLETED, "工程全部建成并通过验收。", "本市细则", items)
    call = {"checklist": mine, "reason": "市领导小组会议纪要"}
    with pytest.raises(Forbidden):
        actions.adopt_checklist(viewer=town.viewer("east_reviewer"), **call)
    actions.adopt_checklist(viewer=town.viewer("office"), **call)
    assert in_force()[Gate.COMPLETED] == mine
    assert at_gates.accept(before).state == "accepted"
    empty = call | {"checklist": Checklist(Gate.COMPLETED, "定义", "出处", ())}
    assert (
        code_of(actions.adopt_checklist, viewer=town.viewer("office"), **empty)
        == "gate.items_missing"
    )
