"""The assessment pages: schemes in words, sheets, cells down to their rows, and who sees what."""

import pytest
from django.urls import reverse

from city import make_project, make_report
from city_tables import UNITS
from scoring.conftest import MARCH
from scoring.town_scheme import TOWN_SCHEME
from yipanqi import schemes
from yipanqi.apps.month.snapshots.actions import begin_restatement, freeze_month
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.apps.results.scoring.behind import behind
from yipanqi.apps.results.scoring.explanations import explained, lines_of
from yipanqi.apps.results.scoring.figures import Titles, plain, split_title, with_unit
from yipanqi.apps.results.scoring.models import ScoreLine, ScoreSheet
from yipanqi.apps.results.scoring.queries import scheme_of
from yipanqi.apps.results.scoring.words import scheme_words, total_words
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db
INDEX = "/scoring/"


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("key", schemes.keys())
@pytest.mark.parametrize("month", [Month(2023, 1), Month(2024, 4), Month(2024, 12)])
def test_every_shipped_scheme_can_be_said_in_chinese(key, month):
    scheme = schemes.shipped(key)
    month = max(month, Month.of(scheme.in_force_from))
    for league in scheme_words(scheme, month):
        for criterion in league.criteria:
            assert criterion.sentences
            assert not any("%(" in s or "none" in s for s in criterion.sentences)
    assert all("%(" not in s for s in total_words(scheme))


def test_titles_carry_their_units_and_formulas_their_names():
    assert split_title("年度计划投资（元）") == ("年度计划投资", "元")
    assert split_title("已开工项目（个，含提前开工）") == ("已开工项目（含提前开工）", "个")
    assert split_title("加分") == ("加分", "")
    assert with_unit(None, "元") == "—"
    from decimal import Decimal

    assert with_unit(Decimal(123_456_789_00), "元") == "123.46亿元"
    assert plain(Decimal("-1234.50")) == "−1,234.5"
    assert (
        Titles(schemes.shipped("hdi_2022")).formula("ln(income)").startswith("ln(〔人均国民总收入")
    )


def test_scoring_from_the_page_leads_to_the_sheet(log_in, town):
    office = log_in("office")
    assert "计分" in text(office.get(INDEX, {"month": "2024-03"}))
    answer = office.post(
        reverse("scoring:score"), {"month": "2024-03", "scheme": "town", "key": "k"}
    )
    sheet = ScoreSheet.objects.get()
    assert answer.url == f"/scoring/sheets/{sheet.uid}/?month=2024-03"
    page = text(office.get(answer.url))
    assert "东山区" in page
    assert "投资进度" in page
    assert log_in("leader").post("/scoring/score/", {"month": "2024-03"}).status_code == 403


def test_an_unfrozen_month_says_what_comes_first(log_in, town):
    page = text(log_in("office").get(INDEX, {"month": "2024-04"}))
    assert "2024年4月尚未封账" in page
    assert "去封账" in page


def test_a_restated_month_asks_for_a_new_sheet(log_in, town, sheet):
    begin_restatement(viewer=town.viewer("office"), month=MARCH, reason="更正")
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    page = text(log_in("office").get(INDEX, {"month": "2024-03"}))
    assert "需重新计分" in page
    assert "btn-primary" in page


def test_every_cell_of_the_sheet_clicks_through_to_an_explanation(log_in, town, sheet):
    office = log_in("office")
    for line in ScoreLine.objects.filter(sheet=sheet):
        href = reverse("scoring:cell", args=[sheet.uid, line.league, line.unit_uid, line.criterion])
        page = office.get(href)
        assert page.status_code == 200
        assert "得分过程" in text(page)
    href = reverse("scoring:cell", args=[sheet.uid, "counties", town.unit["east"].uid, "no"])
    assert office.get(href).status_code == 404


def test_an_explanation_ends_at_the_points_and_the_rows_add_up_to_the_figures(town, sheet):
    scheme = scheme_of(sheet.scheme)
    office = town.viewer("office")
    for key in ("east", "west", "south"):
        uid = str(town.unit[key].uid)
        for criterion in ("investment", "timely"):
            found = explained(sheet, uid, criterion, "counties")
            lines = lines_of(scheme, found)
            assert f"得 {plain(found.points)} 分" in lines[-1].text
            rows = behind(office, sheet, uid, criterion)
            figures = {c.title: s for c, s in zip(rows.columns, rows.sums, strict=True)}
            for line in lines:
                if line.is_figure and rows.rows:
                    name, _, rest = line.text.partition("：")
                    if figures.get(name):
                        assert rest.startswith(figures[name])


def test_rows_outside_the_scope_are_counted_and_not_named(town, sheet):
    east = str(town.unit["east"].uid)
    whole = behind(town.viewer("auditor"), sheet, east, "investment")
    assert whole.outside == 0
    assert any("环湖快速路" in r.title for r in whole.rows)
    narrow = behind(town.viewer("town_reporter"), sheet, east, "investment")
    assert narrow.outside + len(narrow.rows) == len(whole.rows)
    assert {r.title for r in narrow.rows} == {"青石镇精密轴承生产线项目", "青石镇中心小学迁建工程"}
    assert narrow.sums == whole.sums
    assert all(r.report_uid for r in narrow.rows)


def test_a_sheet_nobody_published_is_for_office_leader_and_auditor(log_in, town, sheet):
    href = f"/scoring/sheets/{sheet.uid}/"
    cell = reverse("scoring:cell", args=[sheet.uid, "counties", town.unit["east"].uid, "timely"])
    for name in ("office", "leader", "auditor"):
        assert log_in(name).get(href).status_code == 200
        assert log_in(name).get(cell).status_code == 200
    for name in ("east_reviewer", "line", "east_leader"):
        assert log_in(name).get(href).status_code == 404
        assert log_in(name).get(cell).status_code == 404
    assert log_in("admin").get(href).status_code == 403
    assert "未计分" in text(log_in("east_leader").get(INDEX, {"month": "2024-03"}))


def test_the_sql_text_is_shown_to_auditors(log_in, town, sheet):
    href = f"/scoring/schemes/{sheet.scheme.uid}/?month=2024-03"
    assert "SELECT" in text(log_in("auditor").get(href))
    page = text(log_in("east_reviewer").get(href))
    assert "计分引擎" not in page
    assert "得分 = 70 ×" in page


def test_adopting_from_the_page_lists_all_faults(log_in, town):
    office = log_in("office")
    bad = TOWN_SCHEME.replace("full = 70", "full = 71").replace("cap = 5", "cap = -5")
    answer = office.post("/scoring/adopt/", {"text": bad})
    assert answer.status_code == 422
    assert "第 " in text(answer)
    good = TOWN_SCHEME.replace("2024.1", "2024.2")
    assert office.post("/scoring/adopt/", {"text": good}).status_code == 302
    assert log_in("leader").get("/scoring/adopt/").status_code == 403


def _more(town, count):
    """So many further counties with one project each."""
    from city import SINCE, instant
    from yipanqi.apps.ledger.units.models import Unit, UnitVersion

    for n in range(count):
        unit = Unit.objects.create()
        town.unit[f"c{n}"] = unit
        UnitVersion.objects.create(
            unit=unit, from_on=SINCE, name=f"第{n}县", short_name=f"第{n}县", kind="county",
            parent=town.unit["city"], is_view=False, sort=len(UNITS) + n,
            recorded_at=instant(SINCE),
        )  # fmt: skip
        project = make_project(town, key=f"p{n}", counting=f"c{n}")
        make_report(town, project)


def test_pages_ask_the_same_number_of_queries_at_12_and_60_units(
    log_in, town, sheet, django_assert_max_num_queries
):
    office = log_in("office")

    def counted(made):
        paths = [
            f"{INDEX}?month=2024-03",
            f"/scoring/sheets/{made.uid}/",
            reverse("scoring:cell", args=[made.uid, "counties", town.unit["east"].uid, "timely"]),
        ]
        for path in paths:
            office.get(path)
        counts = []
        for path in paths:
            with django_assert_max_num_queries(60) as asked:
                assert office.get(path).status_code == 200
            counts.append(len(asked.captured_queries))
        return counts

    few = counted(sheet)
    _more(town, 50)
    begin_restatement(viewer=town.viewer("office"), month=MARCH, reason="区划调整")
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    many = counted(score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town"))
    assert few == many


def test_the_month_switcher_leads_to_the_same_cell_of_another_month(log_in, town, sheet):
    office = log_in("office")
    args = ["counties", town.unit["east"].uid, "timely"]
    href = reverse("scoring:cell", args=[sheet.uid, *args])
    unscored = office.get(href, {"month": "2024-04"})
    assert unscored.url == "/scoring/?month=2024-04"
    freeze_month(viewer=town.viewer("office"), month=MARCH.next)
    april = score_month(viewer=town.viewer("office"), month=MARCH.next, scheme_key="town")
    found = office.get(href, {"month": "2024-04"})
    assert found.url == reverse("scoring:cell", args=[april.uid, *args]) + "?month=2024-04"
    assert office.get(found.url).status_code == 200


def test_a_shipped_scheme_out_of_force_is_adopted_for_the_year_in_two_clicks(log_in, town):
    """A city whose year the shipped text does not cover has a scheme to begin with."""
    office, month = log_in("office"), {"month": "2024-03"}
    adopt_scheme(viewer=town.viewer("office"), text=schemes.of_year("city_2024", 2025))
    assert "按2024年采用" in text(office.get(INDEX, month))
    form = office.get("/scoring/adopt/", month | {"from": "city_2024"})
    assert "in_force_to = 2024-12-31" in text(form)
    answer = office.post("/scoring/adopt/", {"text": schemes.of_year("city_2024", 2024)})
    assert answer.status_code == 302
    shown = text(office.get(INDEX, month))
    assert "2024年全市重大项目" in shown
    assert "按2024年采用" not in shown
    assert schemes.of_year("yanan_2017", 2024) == schemes.text_of("yanan_2017")
    assert "按2024年采用" not in text(log_in("leader").get(INDEX, month))
