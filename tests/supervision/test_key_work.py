"""The year's key work: numbered, assigned, its four-column table by quarter, on paper."""

import io
from datetime import date
from zipfile import ZipFile

import pytest

from city import city
from promises import Promises
from yipanqi.apps.promises.supervision.actions import add_key_work, publish_key_work
from yipanqi.apps.promises.supervision.key_work import Quarter, issue_of, key_work, quarter_of
from yipanqi.apps.promises.supervision.models import KeyWork
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def promises(town):
    return Promises(town)


def added(town, promises, by="office", year=2024, key=None, **changes) -> KeyWork:
    order = promises.order(**{"lead": "east", "due_on": None} | changes)
    return add_key_work(viewer=town.viewer(by), year=year, order=order, key=key)


def test_items_are_numbered_assigned_and_due_at_the_year_s_end(town, promises):
    first = added(town, promises, key="k")
    assert added(town, promises, key="k") == first
    second = added(town, promises, title="第二项", supports=("health",))
    assert (first.number, second.number) == (1, 2)
    assert first.commitment.due_on == date(2024, 12, 31)
    assert first.commitment.origin_kind == "key_work"
    assert AuditEntry.objects.filter(verb="add_key_work").count() == 2


def test_only_the_office_of_the_root_and_a_near_year(town, promises):
    for by in ("east_reviewer", "leader", "auditor"):
        with pytest.raises(Forbidden, match="office_only"):
            added(town, promises, by=by)
    with pytest.raises(Refusal, match=r"key_work\.year"):
        added(town, promises, year=2030)


def test_the_table_holds_the_last_word_up_to_the_quarter(town, promises):
    with clock.at(date(2024, 2, 1)):
        row = added(town, promises, supports=("health",)).commitment
    report = promises.act
    report("report_progress", row, "east_reviewer", date(2024, 2, 20), text="方案已批。")
    report("report_progress", row, "east_reviewer", date(2024, 3, 25), text="已开工。")
    report("report_progress", row, "health_reporter", date(2024, 3, 26), text="评价完成。")
    report("report_progress", row, "east_reviewer", date(2024, 4, 25), text="完成三成。")
    (first,) = key_work(town.viewer("office"), Quarter(2024, 1))
    (second,) = key_work(town.viewer("office"), Quarter(2024, 2))
    assert first.progress == "已开工。\n市卫健委：评价完成。"
    assert second.progress.startswith("完成三成。")
    assert first.units == "东山、市卫健委"
    assert (first.is_fresh, second.is_fresh) == (True, True)
    (third,) = key_work(town.viewer("office"), Quarter(2024, 3))
    assert not third.is_fresh


def test_a_quarter_is_read_from_anything(town):
    assert quarter_of("2023", "2") == Quarter(2023, 2)
    assert quarter_of("2023", "9") == Quarter(2023, 4)
    for year in ("", "x", "20245", "²024", "0001"):
        assert quarter_of(year, "1") == Quarter(2024, 2)


def test_page_form_and_paper(client, town, promises, django_assert_max_num_queries):
    def log_in(name):
        client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    office = log_in("office")
    assert "没有重点工作" in office.get("/supervision/key-work/").content.decode()
    form = {"title": "建成快速路主线", "lead": str(town.unit["east"].uid), "key": "a"}
    office.post("/supervision/key-work/add/", form)
    assert "建成快速路主线" in office.get("/supervision/key-work/").content.decode()
    with django_assert_max_num_queries(60) as few:
        office.get("/supervision/key-work/")
    for n in range(8):
        added(town, promises, title=f"第{n}项")
    with django_assert_max_num_queries(60) as many:
        office.get("/supervision/key-work/")
    assert len(many.captured_queries) == len(few.captured_queries)
    paper = office.get("/supervision/key-work/table.docx?year=2024&quarter=1")
    with ZipFile(io.BytesIO(paper.content)) as package:
        text = package.read("word/document.xml").decode()
    assert "建成快速路主线" in text
    assert "未报" in text
    assert (
        "建成快速路" not in log_in("west_reporter").get("/supervision/key-work/").content.decode()
    )
    assert log_in("east_reviewer").get("/supervision/key-work/add/").status_code == 403


def test_a_quarter_is_published_once_and_corrected_with_a_reason(town, promises):
    with clock.at(date(2024, 2, 1)):
        row = added(town, promises).commitment
    promises.act("report_progress", row, "east_reviewer", date(2024, 3, 25), text="已开工。")
    first, second = Quarter(2024, 1), Quarter(2024, 2)
    with pytest.raises(Forbidden, match="office_only"):
        publish_key_work(viewer=town.viewer("east_reviewer"), quarter=first)
    with pytest.raises(Refusal, match="quarter_running"):
        publish_key_work(viewer=town.viewer("office"), quarter=second)
    issue = publish_key_work(viewer=town.viewer("office"), quarter=first)
    promises.act("report_progress", row, "east_reviewer", date(2024, 3, 26), text="主体完成。")
    assert [r["progress"] for r in issue_of(first).rows] == ["已开工。"]
    with pytest.raises(Refusal, match="reason_needed"):
        publish_key_work(viewer=town.viewer("office"), quarter=first)
    again = publish_key_work(viewer=town.viewer("office"), quarter=first, reason="补报")
    assert (issue.revision, again.revision) == (1, 2)
    assert [r["progress"] for r in issue_of(first).rows] == ["主体完成。"]
    with pytest.raises(Refusal, match="nothing_to_publish"):
        publish_key_work(viewer=town.viewer("office"), quarter=Quarter(2023, 4))
