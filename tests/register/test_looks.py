"""Columns, groups, comparison and export: what is seen is what is exported."""

import io

import pytest
from openpyxl import load_workbook

from city import YI, make_project, make_report
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.month import Month

MARCH = Month.parse("2024-03")


def sheet(page, who: str, query: str):
    answer = page(who, f"/projects/export.xlsx?{query}")
    assert answer.status_code == 200
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def test_chosen_columns_stand_in_their_order_and_in_the_workbook(town, page):
    query = "view=none&month=2024-03&cols=lead,total,start&sort=name"
    seen = page("office", f"/projects/?{query}")
    assert seen.context["look"].keys == ("lead", "total", "start")
    rows = sheet(page, "office", query)
    assert rows[3][:2] == ["项目", "牵头单位"]
    assert len(rows[3]) == 4
    names = [line.row.name for line in seen.context["lines"]]
    assert [row[0] for row in rows[4:-1]] == names
    assert rows[-1][0] == f"合计 {len(names)} 个"


@pytest.mark.parametrize(
    "group", ["unit", "town", "domain", "annual_class", "programme", "stage", "light"]
)
def test_subtotals_add_up_to_the_total_and_are_exported(town, page, group):
    query = f"view=none&month=2024-03&group={group}"
    seen = page("office", f"/projects/?{query}")
    groups = [line.group for line in seen.context["lines"] if line.group]
    sums = seen.context["sums"]
    assert sum(one.plan for one in groups) == sums["plan"]
    assert sum(one.done for one in groups) == sums["done"]
    assert sum(one.projects for one in groups) == seen.context["page"].paginator.count
    heads = [row[0] for row in sheet(page, "office", query)[4:] if row[0].endswith("个项目）")]
    assert heads == [f"{one.name}（{one.projects} 个项目）" for one in groups]


def test_a_group_goes_on_over_pages(town, page, monkeypatch):
    monkeypatch.setattr("yipanqi.web.register.views.PAGE", 3)
    first = page("office", "/projects/?view=none&group=stage").context["lines"]
    second = page("office", "/projects/?view=none&group=stage&page=2").context["lines"]
    assert not first[0].goes_on
    assert sum(1 for line in first if line.row) == 3
    went_on = first[-1].row.stage == second[1].row.stage
    assert second[0].goes_on == went_on


def test_compared_with_a_frozen_month(town, page):
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    plant = town.project["plant"]
    make_report(town, plant, "2024-04", year_to_date=3_000 * 10_000)
    query = "view=none&month=2024-04&vs=2024-03&q=jmzc"
    row = page("office", f"/projects/?{query}").context["lines"][0].row
    assert row.was.year_to_date == 2_400 * 10_000
    cells = sheet(page, "office", query)
    heads, values = cells[3], cells[4]
    assert values[heads.index("此后完成（万元）")] == 600
    # an open month, or a later one, is none to compare with
    assert page("office", "/projects/?vs=2024-04").context["look"].compared is None


def test_a_frozen_month_shows_its_snapshot(town, page):
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    town.report["plant"].__class__.objects.filter(pk=town.report["plant"].pk).update(year_to_date=1)
    answer = page("office", "/projects/?view=none&month=2024-03&q=jmzc")
    assert answer.context["lines"][0].row.done == 2_400 * 10_000
    assert answer.context["sums"]["done"] == 2_400 * 10_000
    started = page("office", "/projects/?view=none&month=2024-03&stage=started")
    assert {line.row.stage for line in started.context["lines"]} == {"started"}


def test_an_instant_filter_gets_the_list_alone(town, page):
    part = page("office", "/projects/?view=none&q=jmzc", HTTP_HX_TARGET="list").content.decode()
    assert part.lstrip().startswith('<div id="list">')
    assert "<html" not in part


def test_boards_glance_card_and_time_line(town, page):
    uid = town.project["plant"].uid
    board = page("office", "/projects/board/?month=2024-03")
    assert sum(c.projects for c in board.context["columns"]) == 11
    assert page("office", "/projects/board/started/?from=1").status_code == 200
    assert page("office", "/projects/board/nothing/").status_code == 404
    assert "青石镇精密轴承生产线项目" in page("office", "/projects/timeline/").content.decode()
    assert "<svg" in page("office", f"/projects/{uid}/card/").content.decode()
    assert page("office", f"/projects/{uid}/peek/").status_code == 200
    assert page("west_reviewer", f"/projects/{uid}/peek/").status_code == 404
    narrow = page("west_reviewer", "/projects/timeline/").content.decode()
    assert "青石镇精密轴承" not in narrow


@pytest.mark.parametrize(
    "address",
    ["?view=none", "?group=unit", "?light=green", "?sort=gap", "?q=x", "board/", "timeline/"],
)
def test_questions_do_not_grow_with_projects(town, page, address, django_assert_max_num_queries):
    page("office", f"/projects/{address}")
    with django_assert_max_num_queries(140) as few:
        page("office", f"/projects/{address}")
    for n in range(12):
        make_project(town, key=f"more{n}", annual_plan=YI)
    with django_assert_max_num_queries(len(few.captured_queries)):
        page("office", f"/projects/{address}")
