"""The register by units: a divided project counts by shares, the city once, the file the same."""

import io

import pytest
from openpyxl import load_workbook

from city import WAN, city
from shares.test_share_verbs import APRIL, MARCH, divided, moved
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.ledger.shares.actions import save_segment_figures
from yipanqi.apps.ledger.shares.queries import segments_in, shares_now
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.month.snapshots.actions import freeze_month

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOTE = "分段口径"


@pytest.fixture
def town(settings, tmp_path):
    """The road divided over two districts with figures of each, the plant moved to the west."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    made = city()
    keep_all_words()
    divided(made)
    road = made.project["road"]
    east, west = (line.segment.pk for line in segments_in(road, APRIL))
    said = {east: (3_000 * WAN, 9_000 * WAN), west: (1_000 * WAN, 2_000 * WAN)}
    save_segment_figures(
        viewer=made.viewer("east_reporter"), project=road, month=APRIL, figures=said
    )
    return made


@pytest.fixture
def seen(client, town):
    def ask(query, who="office"):
        client.force_login(town.user[who], backend=BACKEND)
        answer = client.get(f"/projects/?view=none&month=2024-04&{query}")
        file = client.get(f"/projects/export.xlsx?view=none&month=2024-04&{query}")
        book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
        return answer, [list(row) for row in book.active.iter_rows(values_only=True)]

    return ask


def groups_of(answer):
    return {line.group.name: line.group for line in answer.context["lines"] if line.group}


def live(town):
    road = town.project["road"].pk
    return shares_now(APRIL, [road])[road]


@pytest.mark.parametrize("frozen", [False, True])
def test_groups_of_districts_hold_shares_and_add_up_to_the_city(town, seen, frozen):
    if frozen:
        MonthReport.objects.filter(project=town.project["road"]).update(state="approved")
        for month in (MARCH, APRIL):
            freeze_month(viewer=town.viewer("office"), month=month)
    answer, rows = seen("group=unit&cols=plan,done,total,due")
    groups, sums = groups_of(answer), answer.context["sums"]
    assert sum(g.plan for g in groups.values()) == sums["plan"]
    assert sum(g.total for g in groups.values()) == sums["total"]
    assert {"东山", "西河"} <= {name[:2] for name in groups}
    names = [line.row.name for line in answer.context["lines"] if line.row]
    road = town.project["road"].current.name
    assert names.count(road) == 2  # with each district's part in its group
    assert answer.context["page"].paginator.count == len(names)
    assert NOTE in answer.content.decode()
    assert NOTE in rows[1][0]
    kept = {row[0].partition("（")[0]: row[1] for row in rows[4:-1] if "个项目）" in str(row[0])}
    assert kept == {name: g.plan / WAN for name, g in groups.items()}
    assert rows[-1][1] == sums["plan"] / WAN


def test_asked_for_a_district_its_sums_and_subtotals_are_its_shares(town, seen):
    west, east = town.unit["west"], town.unit["east"]
    mine = {str(s.unit): s for s in live(town)}
    share = mine[str(west.uid)]
    plain = 0
    for group in ("", "unit", "town", "domain", "stage"):
        answer, rows = seen(f"unit={west.uid}&group={group}&cols=plan,done,total")
        sums = answer.context["sums"]
        plain = plain or sums["plan"]
        assert sums["plan"] == plain
        if group:
            subtotals = groups_of(answer)
            assert sum(g.plan for g in subtotals.values()) == plain
            assert sum(g.done for g in subtotals.values()) == sums["done"]
            assert not any("东山" in name for name in subtotals)
        assert NOTE in answer.content.decode()
        assert rows[-1][1] == plain / WAN
    others = seen(f"unit={east.uid}&cols=plan")[0].context["sums"]["plan"]
    whole = seen("cols=plan")[0].context["sums"]["plan"]
    assert plain + others <= whole
    assert share.plan is not None
    assert plain >= share.plan


def test_an_office_that_leads_and_a_zone_count_it_whole(town, seen):
    road = town.project["road"]
    transport = town.unit["transport"]
    road.current.lead_unit = transport
    road.current.save()
    answer, _rows = seen(f"unit={transport.uid}&cols=plan,total")
    names = [line.row.name for line in answer.context["lines"] if line.row]
    assert road.current.name in names
    whole = sum(line.row.plan or 0 for line in answer.context["lines"] if line.row)
    assert answer.context["sums"]["plan"] == whole
    assert NOTE not in answer.content.decode()


def test_a_giver_keeps_its_part_in_its_own_group(town, seen):
    moved(town, "plant", "west_town")
    answer, _rows = seen("group=town&cols=plan,done")
    groups = groups_of(answer)
    plant = town.project["plant"].current.name
    names = [line.row.name for line in answer.context["lines"] if line.row]
    assert names.count(plant) == 2
    assert sum(g.plan for g in groups.values()) == answer.context["sums"]["plan"]
