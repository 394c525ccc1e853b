"""The scoreboard's pages: what each profile shows to whom, documents, export, big screen."""

import io
import zipfile

import openpyxl
import pytest
from django.urls import reverse

from publishing.conftest import MARCH, publish
from scoring.test_pages import _more
from yipanqi.apps.month.snapshots.actions import begin_restatement, freeze_month
from yipanqi.apps.results.publishing.actions import (
    add_exemption,
    draft_publication,
    make_documents,
    set_profile,
)
from yipanqi.apps.results.publishing.models import Document
from yipanqi.apps.results.publishing.queries import audience
from yipanqi.apps.results.scoring.actions import score_month
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import Job
from yipanqi.packs.official.readback import document_numbers
from yipanqi.web import jobs  # noqa: F401  (registers the documents' job)

pytestmark = pytest.mark.django_db
INDEX = "/publishing/?month=2024-03"


def text(response):
    return response.content.decode()


def with_profile(town, draft, profile, k=1):
    office = town.viewer("office")
    return publish(
        town, set_profile(viewer=office, publication=draft, profile=profile, first_last=k)
    )


def cell_of(town, publication, key, criterion="investment"):
    args = [publication.sheet.uid, "counties", town.unit[key].uid, criterion]
    return reverse("scoring:cell", args=args)


def test_the_page_leads_from_scored_to_published_step_by_step(log_in, town, sheet):
    office = log_in("office")
    page = text(office.get(INDEX))
    assert "已计分，尚未发布" in page
    answer = office.post("/publishing/draft/", {"sheet": str(sheet.uid), "key": "a"})
    href = answer.url.partition("?")[0]
    page = text(office.get(href))
    assert "起草人不能审定自己的发布稿" in page
    assert 'data-dialog="approve"' not in page
    leader = log_in("leader")
    assert 'data-dialog="approve"' in text(leader.get(href))
    leader.post(f"{href}approve/", {"version": "1", "key": "b"})
    page = text(log_in("office").get(href))
    assert 'data-dialog="finalise"' in page
    office.post(f"{href}finalise/", {"version": "2", "key": "c"})
    page = text(office.get(INDEX))
    assert "已发布" in page
    assert "晾晒内容哈希" in page


def test_a_stale_form_is_refused_in_words(log_in, town, draft):
    office = log_in("office")
    href = f"/publishing/{draft.uid}/"
    answer = office.post(f"{href}profile/", {"profile": "lights", "version": "9", "key": "x"})
    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.profile == "full"


def test_drafts_are_for_office_leader_and_auditor(log_in, town, draft):
    href = f"/publishing/{draft.uid}/"
    for name, status in {
        "office": 200, "leader": 200, "auditor": 200, "east_leader": 404, "line": 404,
        "east_reporter": 404, "admin": 403,
    }.items():  # fmt: skip
        browser = log_in(name)
        assert browser.get(href).status_code == status
        assert browser.get(f"{href}stage/").status_code == status
        assert browser.get(f"{href}export.xlsx").status_code == status
    assert "尚未发布" in text(log_in("east_reporter").get(INDEX))


def test_a_published_full_ranking_is_open_to_all_with_its_explanations(log_in, town, published):
    for name in ("east_reporter", "west_reviewer", "line"):
        browser = log_in(name)
        page = text(browser.get(INDEX))
        assert "西河县" in page
        assert "东山区" in page
        assert browser.get(cell_of(town, published, "west")).status_code == 200
        assert browser.get(f"/scoring/sheets/{published.sheet.uid}/").status_code == 200
        assert "不公布、不点名" not in page


def test_first_and_last_leave_the_others_out_but_show_a_unit_itself(log_in, town, draft):
    final = with_profile(town, draft, "first_last", 1)  # of 西河县, 东山区, 南浦市
    page = text(log_in("south_reviewer").get(INDEX))
    assert "西河县" in page
    assert "南浦市" in page
    assert "东山区" not in page.split("通报表扬")[0].split("<tbody>")[1]
    assert log_in("south_reviewer").get(cell_of(town, final, "east")).status_code == 404
    assert log_in("east_reviewer").get(cell_of(town, final, "east")).status_code == 200
    assert "东山区" in text(log_in("east_reviewer").get(INDEX))
    assert "按发布范围，另有 1 个单位不显示" in text(log_in("south_reviewer").get(INDEX))


def test_lights_only_shows_no_rank_and_no_order_of_ranks(log_in, town, draft):
    final = with_profile(town, draft, "lights")
    page = text(log_in("south_reviewer").get(INDEX))
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    assert body.index("东山区") < body.index("西河县") < body.index("南浦市")
    assert body.count("不公布") == 2
    assert body.count("light-") >= 3
    assert log_in("south_reviewer").get(cell_of(town, final, "west")).status_code == 404
    assert log_in("south_reviewer").get(cell_of(town, final, "south")).status_code == 200
    assert "通报批评" not in page
    book = openpyxl.load_workbook(
        io.BytesIO(log_in("south_reviewer").get(f"/publishing/{final.uid}/export.xlsx").content)
    )
    cells = [str(c.value) for row in book.worksheets[0].iter_rows() for c in row if c.value]
    line = next(line for line in final.shown["leagues"][0]["rows"] if line["name"] == "西河县")
    assert not any(line["total"] == c for c in cells)


def test_an_omitted_unit_is_seen_by_itself_alone(log_in, town, draft):
    add_exemption(
        viewer=town.viewer("office"),
        publication=draft,
        unit_uid=str(town.unit["west"].uid),
        effect="omit",
        reason="机构调整",
        ordered_by="市政府",
    )
    final = publish(town, draft)
    assert "西河县" not in text(log_in("east_reporter").get(INDEX)).split("<tbody>")[1]
    assert log_in("east_reporter").get(cell_of(town, final, "west")).status_code == 404
    assert log_in("east_reporter").get(cell_of(town, final, "east")).status_code == 200
    assert log_in("west_reviewer").get(cell_of(town, final, "west")).status_code == 200
    assert "西河县" not in str(final.shown)


def test_the_audience_of_a_sheet_follows_its_publication(town, sheet, draft):
    viewer = town.viewer("east_reporter")
    assert audience(viewer, sheet).is_closed
    publish(town, draft)
    assert audience(viewer, sheet).whole
    assert audience(town.viewer("admin"), sheet).is_closed


def test_every_figure_of_the_board_clicks_through(log_in, town, published):
    import re

    office = log_in("office")
    for league in ("counties", "zones"):
        page = text(office.get(f"{INDEX}&league={league}"))
        links = set(re.findall(r'href="(/scoring/sheets/[^"]+)"', page))
        assert links
        for link in links:
            assert office.get(link.replace("&amp;", "&")).status_code == 200


def test_sorting_by_a_criterion_keeps_the_ranks(log_in, town, published):
    page = text(log_in("office").get(f"{INDEX}&sort=-timely"))
    assert 'aria-sort="descending"' in page


def test_documents_are_made_kept_and_numbered(log_in, town, published):
    drain()
    job = Job.objects.get(name="make_documents")
    assert job.state == Job.State.DONE, job.error
    assert {d.kind: d.number for d in Document.objects.all()} == {"bulletin": 1, "scoreboard": 1}
    make_documents(viewer=town.viewer("office"), publication=published, key="again")
    drain()
    numbers = Document.objects.filter(kind="bulletin").values_list("number", flat=True)
    assert sorted(numbers) == [1, 2]
    bulletin = Document.objects.filter(kind="bulletin").latest("number")
    answer = log_in("east_reporter").get(f"/publishing/documents/{bulletin.uid}/")
    content = b"".join(answer.streaming_content)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    assert "attachment" in answer["Content-Disposition"]
    printed = {found.text for found in document_numbers(content)}
    east = next(r for r in published.shown["leagues"][0]["rows"] if r["name"] == "东山区")
    assert east["total"] in printed
    assert log_in("admin").get(f"/publishing/documents/{bulletin.uid}/").status_code == 403


def test_documents_of_a_narrow_publication_stay_with_the_office(log_in, town, draft):
    with_profile(town, draft, "lights")
    drain()
    bulletin = Document.objects.get(kind="bulletin")
    href = f"/publishing/documents/{bulletin.uid}/"
    assert log_in("east_reporter").get(href).status_code == 404
    assert log_in("leader").get(href).status_code == 200


def test_a_job_run_twice_keeps_each_document_once(town, published):
    drain()
    Job.objects.update(state=Job.State.QUEUED)
    drain()
    assert Document.objects.count() == 2


def test_the_big_screen_shows_the_board_without_a_control(log_in, town, published):
    page = text(log_in("leader").get(f"/publishing/{published.uid}/stage/"))
    assert "2024年3月全市重大项目晾晒" in page
    assert "<button" not in page
    assert "东山区" in page


def test_pages_ask_the_same_number_of_queries_at_12_and_60_units(
    log_in, town, draft, django_assert_max_num_queries
):
    office = log_in("office")

    def counted(publication):
        paths = [f"/publishing/{publication.uid}/", f"/publishing/{publication.uid}/stage/"]
        counts = []
        for path in paths:
            office.get(path)
            with django_assert_max_num_queries(70) as asked:
                assert office.get(path).status_code == 200
            counts.append(len(asked.captured_queries))
        return counts

    few = counted(draft)
    _more(town, 50)
    viewer = town.viewer("office")
    begin_restatement(viewer=viewer, month=MARCH, reason="区划调整")
    freeze_month(viewer=viewer, month=MARCH)
    sheet = score_month(viewer=viewer, month=MARCH, scheme_key="town")
    assert few == counted(draft_publication(viewer=viewer, sheet=sheet))


def test_the_month_switcher_leads_from_a_publication_to_the_other_month(log_in, town, published):
    answer = log_in("office").get(f"/publishing/{published.uid}/", {"month": "2024-04"})
    assert answer.url == "/publishing/?month=2024-04&scheme=town"


def test_a_long_league_turns_over_by_itself_on_the_big_screen(log_in, town):
    _more(town, 20)
    viewer = town.viewer("office")
    begin_restatement(viewer=viewer, month=MARCH, reason="区划调整")
    freeze_month(viewer=viewer, month=MARCH)
    sheet = score_month(viewer=viewer, month=MARCH, scheme_key="town")
    made = draft_publication(viewer=viewer, sheet=sheet)
    first = log_in("leader").get(f"/publishing/{made.uid}/stage/")
    assert first["Refresh"] == "15; url=?page=2"
    second = log_in("leader").get(f"/publishing/{made.uid}/stage/?page=2")
    assert second["Refresh"] == "15; url=?page=3"
    assert text(first).count("<tr>") == 11
    assert text(second).count("<tr>") == 11


def test_a_board_says_that_its_month_has_been_restated(log_in, town, published):
    page = reverse("publishing:publication", args=[published.uid])
    assert "本月数据已更正" not in text(log_in("east_reviewer").get(page))
    office = town.viewer("office")
    begin_restatement(viewer=office, month=MARCH, reason="核减重复统计")
    freeze_month(viewer=office, month=MARCH)
    assert "本月数据已更正为 r2，这份晾晒仍依据 r1" in text(log_in("east_reviewer").get(page))
