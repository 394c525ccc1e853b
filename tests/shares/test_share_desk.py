"""The desk's board: a district has its share of a divided project, the city counts it once."""

import pytest

from city import WAN, city
from shares.test_share_verbs import APRIL, divided, moved
from yipanqi.apps.ledger.shares.actions import save_segment_figures
from yipanqi.apps.ledger.shares.queries import segments_in, shares_now
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.web.desk.board import board

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def plan_and_done(town, who="office"):
    found = board(town.viewer(who), APRIL)
    lines = {line.node.uid: line.tally for line in found.lines}
    return found.total, lines


def test_shares_move_between_districts_and_the_city_stays(town):
    before, apart = plan_and_done(town)
    divided(town)
    road = town.project["road"]
    east, west = (line.segment.pk for line in segments_in(road, APRIL))
    said = {east: (3_000 * WAN, 9_000 * WAN), west: (1_000 * WAN, 2_000 * WAN)}
    reporter = town.viewer("east_reporter")
    save_segment_figures(viewer=reporter, project=road, month=APRIL, figures=said)
    drafted, lines = plan_and_done(town)
    uid = str(town.unit["west"].uid)
    parts = {s.unit: s for s in shares_now(APRIL, [road.pk])[road.pk]}
    assert (drafted.plan, drafted.plan_to_date) == (before.plan, before.plan_to_date)
    assert lines[uid].plan - apart[uid].plan == parts[uid].plan
    assert lines[uid].done == apart[uid].done, "a draft is nobody's figure yet"
    MonthReport.objects.filter(project=road, window__month="2024-04").update(state="submitted")
    total, lines = plan_and_done(town)
    assert lines[uid].done - apart[uid].done == parts[uid].year_to_date
    assert sum(tally.done for tally in lines.values()) == total.done
    mine = plan_and_done(town, "west_reviewer")[0]
    assert mine.done == lines[uid].done


def test_a_transferred_project_leaves_the_plan_of_its_months(town):
    before, apart = plan_and_done(town)
    moved(town, "plant", "west_town")
    total, lines = plan_and_done(town)
    assert (total.plan, total.done) == (before.plan, before.done)
    kept = [s for s in shares_now(APRIL, [town.project["plant"].pk]).popitem()[1] if not s.is_lead]
    assert kept
    east = str(town.unit["east"].uid)
    gone = town.report["plant"].project
    assert lines[east].plan - apart[east].plan == kept[0].plan - plan_of(town, gone)


def plan_of(town, project):
    return sum(s.plan for s in shares_now(APRIL, [project.pk])[project.pk])
