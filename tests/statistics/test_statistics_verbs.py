"""Figures by source: brought in, matched, told beside the reports, and never mixed."""

import io

import openpyxl
import pytest

from city import WAN, city
from yipanqi.apps.ledger.shares.actions import SegmentOrder, set_segments
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.month.statistics.actions import (
    bring_statistics,
    link_code,
    record_source_figure,
    unlink_code,
)
from yipanqi.apps.month.statistics.models import CodeLink, FigureBook, SourceFigure, StatisticsCode
from yipanqi.apps.month.statistics.queries import code_lines, month_lines
from yipanqi.apps.month.statistics.reconciliation import Wish, reconciled
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.reporting.statistics_book import Line
from yipanqi.infra.verbs import AuditEntry

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)
LINES = (
    Line(3, "A1", "环湖快速路", "示例公司", 100 * WAN, 1_000 * WAN),
    Line(4, "A2", "轴承与学校打捆", "", None, 500 * WAN),
    Line(5, "A3", "零星技改汇总", "", None, 77 * WAN),
)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def brought(town, by="office", month=MARCH, lines=LINES, **more):
    return bring_statistics(viewer=town.viewer(by), data_month=month, lines=lines,
                            reporting_unit=town.unit["ndrc"], **more)  # fmt: skip


def linked(town, code, project, share=10_000, **more):
    row = StatisticsCode.objects.get(code=code)
    return link_code(viewer=town.viewer("office"), code=row, project=town.project[project],
                     share_scaled=share, **more)  # fmt: skip


def matched(town):
    brought(town)
    linked(town, "A1", "road")
    linked(town, "A2", "plant", 6_000)
    linked(town, "A2", "school", 3_000)


def refused(call, code):
    with pytest.raises(Refusal) as caught:
        call()
    assert caught.value.code == code


def test_the_office_brings_a_month_in_and_a_second_book_is_a_revision_with_a_reason(town):
    with pytest.raises(Forbidden):
        brought(town, by="east_reviewer")
    first = brought(town, key="once")
    assert brought(town, key="once") == first
    refused(lambda: brought(town), "statistics.reason_missing")
    refused(lambda: brought(town, month=Month(2024, 6)), "statistics.month_later")
    refused(lambda: brought(town, month=APRIL, lines=()), "statistics.no_lines")
    assert brought(town, reason="统计部门更正").revision == 2
    assert (FigureBook.objects.count(), StatisticsCode.objects.count()) == (2, 3)
    assert AuditEntry.objects.filter(verb="bring_statistics").count() == 2


def test_codes_are_matched_many_to_many_within_the_whole(town, django_assert_max_num_queries):
    matched(town)
    linked(town, "A3", "road")  # a project may have several codes
    refused(lambda: linked(town, "A2", "chips", 2_000), "statistics.share_above_whole")
    refused(lambda: linked(town, "A2", "plant", 500), "statistics.linked_twice")
    refused(lambda: linked(town, "A2", "chips", 0), "statistics.share_outside")
    with pytest.raises(Conflict):
        linked(town, "A2", "chips", 100, expected_version=77)
    link = CodeLink.objects.get(code__code="A3")
    office = town.viewer("office")
    refused(
        lambda: unlink_code(viewer=office, link_uid=str(link.uid), reason=" "),
        "statistics.words_missing",
    )
    with pytest.raises(Forbidden):
        unlink_code(viewer=town.viewer("leader"), link_uid=str(link.uid), reason="误")
    unlink_code(viewer=office, link_uid=str(link.uid), reason="误匹配")
    states = {line.code.code: (line.state, line.rest_yuan) for line in code_lines(office, MARCH)}
    assert states == {
        "A1": ("matched", 0), "A2": ("partial", 50 * WAN), "A3": ("unmatched", 77 * WAN),
    }  # fmt: skip
    with pytest.raises(Forbidden):
        code_lines(town.viewer("east_reviewer"), MARCH)
    with django_assert_max_num_queries(8):  # the book is read once, not for every code
        code_lines(office, MARCH)


def test_late_statistics_touch_neither_reports_nor_frozen_months(town):
    office = town.viewer("office")
    march = freeze_month(viewer=office, month=MARCH)
    reports = list(MonthReport.objects.unscoped("test").order_by("pk").values())
    matched(town)
    record_source_figure(viewer=office, project=town.project["road"], data_month=MARCH,
                         source=FigureSource.MONTH_END, year_to_date=999 * WAN)  # fmt: skip
    assert list(MonthReport.objects.unscoped("test").order_by("pk").values()) == reports
    assert {r["source"] for r in table(march, "figures")} == {"dispatch"}
    april = freeze_month(viewer=office, month=APRIL)
    rows = {r["project_uid"]: r for r in table(april, "figures")}
    road = rows[str(town.project["road"].uid)]
    assert (road["source"], road["data_month"], road["year_to_date"]) == (
        "statistics", "2024-03", 1_000 * WAN,
    )  # fmt: skip
    assert road["reporting_unit_uid"] == str(town.unit["ndrc"].uid)
    assert rows[str(town.project["plant"].uid)]["year_to_date"] == 300 * WAN


def test_the_other_figure_is_told_by_the_reporting_unit_and_the_report_stays(town):
    road, reporter = town.project["road"], town.viewer("east_reporter")

    def tell(by=reporter, source=FigureSource.MONTH_END, **more):
        return record_source_figure(viewer=by, project=road, data_month=MARCH, source=source,
                                    year_to_date=60 * WAN, **more)  # fmt: skip

    with pytest.raises(Missing):
        tell(town.viewer("west_reporter"))
    with pytest.raises(Forbidden):
        tell(town.viewer("east_reviewer"))
    refused(lambda: tell(source=FigureSource.DISPATCH), "statistics.source_is_the_report")
    refused(lambda: tell(source=FigureSource.STATISTICS), "statistics.from_codes_only")
    refused(lambda: tell(cut_off_on=APRIL.last), "statistics.cut_off_outside")
    tell()
    refused(tell, "statistics.reason_missing")
    assert tell(reason="复核更正").revision == 2
    newest = next(line for line in month_lines(road) if line.month == MARCH)
    assert newest.month_end == 60 * WAN
    assert newest.dispatch == town.report["road"].year_to_date
    assert SourceFigure.objects.count() == 2


def test_the_three_stand_side_by_side_by_project_and_unit(town):
    matched(town)
    set_segments(
        viewer=town.viewer("office"), project=town.project["plant"], effective_month=APRIL,
        segments=[SegmentOrder(unit=town.unit["town"], name="青石段", annual_plan=3),
                  SegmentOrder(unit=town.unit["west"], name="西河段", annual_plan=1)],
    )  # fmt: skip
    whole = reconciled(town.viewer("office"), MARCH)
    line = next(x for x in whole.lines if x.project == "东山区环湖快速路工程")
    assert line.dispatch == town.report["road"].year_to_date
    assert line.gap == 1_000 * WAN - line.dispatch
    assert line.points == line.gap / line.plan or line.points is not None
    units, total = whole.by_unit()
    assert total.statistics == sum(u.statistics or 0 for u in units)
    assert total.gap == sum(u.gap or 0 for u in units)
    assert {x.project for x in Wish(show="no_code").applied(whole.lines)}.isdisjoint({line.project})
    east = Wish(unit=str(town.unit["east"].uid)).applied(whole.lines)
    assert {x.unit.short_name for x in east} <= {"东山", "青石"}
    only = reconciled(town.viewer("west_reviewer"), MARCH)
    assert {x.project for x in only.lines}.isdisjoint({line.project})


def test_the_pages(town, client, django_assert_max_num_queries):
    matched(town)
    client.force_login(town.user["office"])
    with django_assert_max_num_queries(60):
        page = client.get("/statistics/?month=2024-03").content.decode()
    assert "三个口径互不覆盖" in page
    assert "市发展和改革委员会" in page
    answer = client.get("/statistics/export.xlsx?month=2024-03&show=differing")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["按单位", "分项目"]
    assert book["分项目"].max_row > 4
    code = StatisticsCode.objects.get(code="A3")
    sent = {"project": town.project["chips"].own_code, "share": "40", "unit": "",
            "version": code.version, "key": "m"}  # fmt: skip
    page = client.post(f"/statistics/codes/{code.uid}/?month=2024-03", sent, follow=True)
    assert "40%" in page.content.decode()
    assert "未归属项目" in page.content.decode()
    link = CodeLink.objects.get(code=code)
    sent = {"reason": "误匹配", "version": code.version + 1, "key": "u"}
    page = client.post(f"/statistics/links/{link.uid}/end/", sent, follow=True)
    assert "匹配已取消" in page.content.decode()
    client.force_login(town.user["east_reporter"])
    assert client.get("/statistics/codes/").status_code == 403
    assert client.get("/statistics/bring/").status_code == 403
    at = f"/statistics/projects/{town.project['road'].uid}/?month=2024-03"
    sent = {
        "source": "month_end",
        "data_month": "2024-03",
        "this_month": "1",
        "year_to_date": "2",
        **dict.fromkeys(("cut_off_on", "informant", "reason"), ""),
        "key": "t",
    }
    assert "月报不变" in client.post(at, sent, follow=True).content.decode()


def test_the_bureaus_workbook_comes_in_through_the_page(town, client):
    book = openpyxl.Workbook()
    for row in (("单位：万元",), ("统计代码", "项目名称", "本月", "累计完成投资"),
                ("B1", "路", 1, 20), ("B2", "桥", 1, "约30")):  # fmt: skip
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "3月统计.xlsx"
    client.force_login(town.user["office"])
    sent = {"file": stream, "data_month": "2024-03", "reason": "", "key": "b", "cut_off_on": "",
            "reporting_unit": str(town.unit["ndrc"].uid)}  # fmt: skip
    page = client.post("/statistics/bring/", sent, follow=True).content.decode()
    assert "已登记 1 行" in page
    assert "第 4 行未读取" in page
    assert FigureBook.objects.get().file is not None
