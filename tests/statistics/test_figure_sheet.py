"""The unit's sheet of month-end figures: rows saved by themselves, dispatch figures untouched."""

import json

import pytest

from city import WAN, city
from yipanqi.apps.ledger.projects.searching import keep_all_words
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.statistics.models import SourceFigure
from yipanqi.apps.month.statistics.sheet import figure_sheet
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.refusal import Forbidden, Missing

pytestmark = pytest.mark.django_db
MARCH = Month(2024, 3)
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def town(db):
    """March reported by dispatch on the 25th."""
    made = city()
    keep_all_words()
    MonthWindow.objects.filter(month="2024-03").update(cut_off_on="2024-03-25")
    return made


@pytest.fixture
def save(client, town):
    def post(values, project="plant", by="town_reporter", version=0, key="k"):
        client.force_login(town.user[by], backend=BACKEND)
        href = f"/statistics/sheet/2024-03/project/{town.project[project].uid}/save/"
        body = json.dumps({"version": version, "key": key, "values": values})
        return client.post(href, body, content_type="application/json")

    return post


def test_a_row_is_pasted_saved_and_the_report_stays(town, save, client):
    before = MonthReport.objects.values("pk", "this_month", "year_to_date", "version")
    before = list(before)
    answer = save({"this_month": "1，050.5", "year_to_date": "2，400", "informant": "项目部"})
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["version"], told["values"]["this_month"]) == (1, "1050.5")
    report = town.report["plant"].year_to_date
    assert told["values"]["gap"].replace(",", "").startswith(("+", "−", "-", "0"))
    kept = SourceFigure.objects.get()
    assert (kept.source, kept.this_month, kept.year_to_date) == (
        "month_end",
        10_505_000,
        2400 * WAN,
    )
    assert kept.cut_off_on == MARCH.last
    rows = {
        r.uid: r
        for r in figure_sheet(town.viewer("town_reporter"), MARCH, town.unit["town"].uid).rows
    }
    row = rows[str(town.project["plant"].uid)]
    assert (row.report, row.gap) == (report, 2400 * WAN - report)
    assert list(MonthReport.objects.values("pk", "this_month", "year_to_date", "version")) == before
    client.force_login(town.user["town_reporter"], backend=BACKEND)
    page = client.get("/statistics/sheet/?month=2024-03", follow=True).content.decode()
    assert "月末数" in page
    assert 'value="1050.5"' in page


def test_a_row_is_refused_by_rule_and_told_when_somebody_was_faster(save):
    assert save({"this_month": "5"}).json()["refusal"]["field"] == "year_to_date"
    assert save({"year_to_date": "约五"}).status_code == 422
    assert save({"nonsense": "5"}).status_code == 422
    assert save({"year_to_date": "50"}).status_code == 200
    late = save({"year_to_date": "60"}, key="l")
    assert late.status_code == 409
    assert late.json()["conflict"]["values"]["year_to_date"] == "50"
    assert save({"year_to_date": "60"}, version=1, key="m").json()["refusal"]["field"] == "reason"
    done = save({"year_to_date": "60", "reason": "结算核定"}, version=1, key="n")
    assert (done.json()["version"], done.json()["values"]["reason"]) == (2, "")
    again = save({"year_to_date": "60", "reason": "结算核定"}, version=1, key="n")
    assert again.json()["version"] == 2
    assert SourceFigure.objects.count() == 2


def test_whose_sheet_it_is(town):
    office, reporter = town.viewer("office"), town.viewer("town_reporter")
    whole = figure_sheet(office, MARCH, town.unit["city"].uid)
    mine = figure_sheet(reporter, MARCH, town.unit["town"].uid)
    assert whole.source is mine.source is FigureSource.MONTH_END
    assert {r.uid for r in mine.rows} < {r.uid for r in whole.rows}
    with pytest.raises(Forbidden):
        figure_sheet(town.viewer("east_reviewer"), MARCH, town.unit["east"].uid)
    with pytest.raises(Missing):
        figure_sheet(reporter, MARCH, town.unit["west"].uid)
    MonthWindow.objects.filter(month="2024-03").update(cut_off_on="2024-03-31")
    assert figure_sheet(office, MARCH, town.unit["city"].uid).source is FigureSource.DISPATCH
