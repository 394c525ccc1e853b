"""Original, current and actual side by side for every dated node; what moved, and who judged it."""

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse

from city import set_date
from yipanqi.apps.ledger.projects.actions import set_milestone
from yipanqi.apps.life.gates.actions import approve_slip
from yipanqi.apps.life.pipeline.nodes import Shown, chosen, node_lines, ordered, step_moves
from yipanqi.apps.life.pipeline.slips import Asked, slip_lines
from yipanqi.apps.life.preliminary import actions as preliminary
from yipanqi.apps.life.preliminary.actions import StepChange, StepPlan
from yipanqi.core.month import Month

APRIL, TODAY = Month(2024, 4), date(2024, 5, 5)


@pytest.fixture
def dated(town):
    """青石镇's plant: completion moved by its reporter and approved; a permit moved; enrolled."""
    plant = town.project["plant"]
    for milestone, basis, on in (
        ("enrolment", "planned", date(2024, 1, 10)),
        ("enrolment", "actual", date(2024, 2, 1)),
        ("completion", "planned", date(2025, 3, 1)),
        ("commissioning", "planned", date(2024, 4, 1)),
    ):
        set_date(plant, milestone, basis, on, date(2023, 12, 1))
    row = set_milestone(
        viewer=town.viewer("town_reporter"), project=plant, milestone="completion",
        basis="planned", happens_on=date(2025, 6, 1), reason="设备到货推迟",
    )  # fmt: skip
    approve_slip(viewer=town.viewer("east_reviewer"), moved_uid=row.uid, words="纪要〔2024〕3号")
    reporter = {"viewer": town.viewer("town_reporter")}
    plans = [StepPlan("建设用地批准（供地）", date(2024, 3, 1), "land")]
    (land,) = preliminary.draw_up_steps(**reporter, project_uid=plant.uid, steps=plans)
    change = StepChange(date(2024, 3, 31), None, reason="用地指标未落实")
    preliminary.set_step(**reporter, step_uid=land.uid, change=change)
    return plant


def lines(town, who="office", asked=Asked(), shown=Shown.ALL):  # noqa: B008
    viewer = town.viewer(who)
    moves = [*slip_lines(viewer, APRIL), *step_moves(viewer, APRIL)]
    return chosen(node_lines(viewer, APRIL, moves, TODAY), asked, shown)


def test_every_dated_node_has_its_three_dates_and_its_last_move(town, dated):
    found = {(n.node, n.text): n for n in lines(town, asked=Asked(project=str(dated.uid)))}
    enrolled = found["enrolment", ""]
    assert (enrolled.standing.actual, enrolled.late, enrolled.moves) == (date(2024, 2, 1), 22, ())
    completion = found["completion", ""]
    assert completion.standing.original, completion.standing.planned == (
        date(2025, 3, 1),
        date(2025, 6, 1),
    )
    last = completion.last
    assert (last.days, last.move.reason, last.told_on) == (92, "设备到货推迟", TODAY)
    assert last.verdict == "approved"
    assert "纪要〔2024〕3号" in last.decided
    silent = found["commissioning", ""]
    assert (silent.late, silent.moves) == (34, ()), "passed unreached, and nobody moved it"
    land = found["step", "建设用地批准（供地）"]
    assert (land.standing.original, land.standing.planned) == (date(2024, 3, 1), date(2024, 3, 31))
    assert (land.late, land.days, land.last.who) == (65, 30, town.user["town_reporter"].name)
    assert not land.last.waits, "nobody judges a paper's day"


def test_conditions_choose_nodes(town, dated):
    uid = str(dated.uid)

    def nodes(shown=Shown.ALL, **asked):
        return {n.node for n in lines(town, asked=Asked(project=uid, **asked), shown=shown)}

    assert nodes(Shown.MOVED) == {"completion", "step"}
    assert nodes(Shown.LATE) >= {"enrolment", "completion", "commissioning", "step"}
    assert nodes(milestone="step") == {"step"}
    assert nodes(cause="supply") == {"completion"}
    assert nodes(verdict="approved") == {"completion"}
    assert not lines(town, "west_reviewer", Asked(project=uid))
    by_late = [n.late or 0 for n in ordered(lines(town), "-late")]
    assert by_late == sorted(by_late, reverse=True)


def test_sums_keep_papers_beside_the_works(town, dated, page):
    shown = page("office", reverse("projects:slips"), {"month": "2024-04"}).context
    assert (shown["days"], shown["preliminary"]) == (92, 30)
    assert [(u.days, u.preliminary) for u in shown["units"]] == [(92, 30)]


@pytest.mark.parametrize("kind", ["nodes", "moves", "projects"])
def test_the_workbook_is_what_is_seen(town, dated, page, kind):
    asked = {"month": "2024-04", "list": kind, "sort": "-days", "milestone": ""}
    seen = page("east_reviewer", reverse("projects:slips"), asked)
    rows = seen.context["page"].paginator.count
    answer = page("east_reviewer", reverse("projects:slips-export"), asked)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    assert sheet.max_row == rows + 4
    assert sheet["A5"].value == next(iter(seen.context["page"])).name
    heads = [cell.value for cell in sheet[4]]
    assert len(heads) == len(set(heads))
    other = page("west_reviewer", reverse("projects:slips-export"), asked)
    assert openpyxl.load_workbook(io.BytesIO(other.content)).active.max_row == 4


def test_the_newest_month_knows_what_was_moved_today(town, dated):
    told = {line.milestone for line in slip_lines(town.viewer("office"), APRIL)}
    assert "completion" in told, "moved on 5 May, and April is the newest month"
    assert not slip_lines(town.viewer("office"), Month(2024, 3))
