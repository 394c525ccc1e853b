"""Every list page of the pipeline asks as often for many rows as for few."""

from datetime import date

import pytest

from city import YI, make_project, set_date
from gates.conftest import paper
from yipanqi.apps.ledger.projects.actions import set_milestone
from yipanqi.apps.life.gates import actions as gates
from yipanqi.apps.life.gates.actions import PauseOrder, Proposal
from yipanqi.apps.life.leads import actions as leads
from yipanqi.apps.life.leads.actions import LeadData
from yipanqi.apps.life.preliminary import actions as preliminary
from yipanqi.apps.life.preliminary.actions import StepChange, StepPlan
from yipanqi.core.projects.gates import Gate
from yipanqi.core.projects.stages import Stage

PAGES = (
    ("office", "/projects/"),
    ("office", "/projects/board/"),
    ("office", "/projects/timeline/"),
    ("office", "/projects/doubles/"),
    ("office", "/projects/funnel/"),
    ("office", "/projects/slips/?show=all"),
    ("office", "/projects/slips/?list=moves"),
    ("office", "/projects/slips/?list=projects"),
    ("office", "/projects/cases/"),
    ("office", "/map/"),
    ("office", "/map/?by=town"),
    ("office", "/gates/?show=proposed"),
    ("office", "/gates/?show=pauses"),
    ("office", "/preliminary/?show=all"),
    ("town_reporter", "/leads/?stage=all"),
    ("office", "/programmes/"),
)


def grown(town, start: int, count: int) -> None:
    """So many projects with a moved date, a moved paper, a proposal or a pause; and leads."""
    reporter = town.viewer("town_reporter")
    for n in range(start, start + count):
        project = make_project(
            town, key=f"q{n}", actual_start_on=None, stage=Stage.CONCEIVED, counting="town"
        )
        set_date(project, "start", "planned", date(2024, 3, 1), date(2024, 1, 5))
        set_milestone(viewer=reporter, project=project, milestone="start", basis="planned",
                      happens_on=date(2024, 6, 1 + n), reason="用地指标未落实")  # fmt: skip
        plans = [StepPlan("建设用地批准（供地）", date(2024, 3, 1), "land")]
        mine = {"viewer": reporter, "project_uid": project.uid}
        (land,) = preliminary.draw_up_steps(**mine, steps=plans)
        change = StepChange(date(2024, 6, 1), None, reason="补正材料")
        preliminary.set_step(viewer=reporter, step_uid=land.uid, change=change)
        papers = [paper("approval", f"#{n:02x}0000")]
        proposal = Proposal(Gate.APPROVED, date(2024, 4, 28), "现场已施工。", papers)
        gates.propose_gate(**mine, proposal=proposal)
        order = PauseOrder(date(2024, 4, 10), date(2024, 5, 31), "征迁未完成", "5月底前签约。")
        gates.ask_pause(**mine, order=order)
        lead = LeadData(
            name=f"线索{n}",
            investor_name="远山公司",
            unit=town.unit["town"],
            owner="镇长",
            amount=YI,
        )
        leads.open_lead(viewer=reporter, lead=lead)


@pytest.fixture
def counts(town, page, django_assert_max_num_queries):
    def count() -> dict[str, int]:
        found = {}
        for who, address in PAGES:
            page(who, address)
            with django_assert_max_num_queries(200) as asked:
                answer = page(who, address)
            assert answer.status_code == 200, address
            found[address] = len(asked.captured_queries)
        return found

    return count


def test_no_page_asks_more_for_more_rows(town, counts):
    grown(town, 0, 2)
    few = counts()
    grown(town, 2, 6)
    many = counts()
    assert {a: (few[a], many[a]) for a in few if many[a] > few[a]} == {}
