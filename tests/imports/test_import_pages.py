"""The pages: a clerk takes the workbook, sends it in, checks, imports, takes back."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from workbook_desk import PLANT, SCHOOL, STRANGER, sheet

from city import WAN, make_project
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.reporting.models import MonthWindow

NEAR = "青石镇中心小学改扩建工程"


@pytest.fixture
def log_in(client, town):
    def as_(name):
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(town.user[name], backend=backend)
        return client

    return as_


def address(name, town, unit="town", month="2024-04", *more):
    return reverse(f"imports:{name}", args=[month, town.unit[unit].uid, *more])


def of(name, town, found):
    return address(name, town, "town", "2024-04", found.uid)


def send(client, town, content, name=STRANGER):
    file = SimpleUploadedFile(name, content)
    return client.post(address("unit", town), {"file": file}, follow=True)


def test_from_the_download_to_the_record_and_back(log_in, town, desk):
    client = log_in("town_reporter")
    assert client.get("/imports/", follow=True).redirect_chain[-1][0] == address("unit", town)
    answer = client.get(address("template", town))
    assert "%E9%9D%92%E7%9F%B3%E9%95%87" in answer["Content-Disposition"]
    openpyxl.load_workbook(io.BytesIO(answer.content))
    content = desk.filled({"plant": {"this_month": 820, "physical_progress": "五层"}})
    page = send(client, town, content, "四月.xlsx").content.decode()
    for words in ("本系统工作簿", "确认导入 1 个项目", "核对数据", "820", "须更正"):
        assert words in page
    found = Import.objects.get()
    form = {"do": "apply", "version": found.version, "seen": "", "key": "k"}
    stale = client.post(of("rows", town, found), form, follow=True).content.decode()
    assert "没有入库" in stale
    assert desk.report() is None
    found.refresh_from_db()
    seen = client.get(of("import", town, found)).context["shown"].plan.digest
    form |= {"version": found.version, "seen": seen}
    done = client.post(of("rows", town, found), form, follow=True).content.decode()
    assert "已入库：1 个项目、2 个单元格。" in done
    assert "去填报表核对并提交" in done
    assert desk.report().this_month == 820 * WAN
    history = client.get(address("unit", town)).content.decode()
    assert "撤销导入" in history
    found.refresh_from_db()
    undone = client.post(of("undo", town, found), {"version": found.version}, follow=True)
    assert "已撤销：2 个单元格恢复为导入前的值。" in undone.content.decode()


def test_a_stranger_s_table_is_asked_about_then_checked(log_in, town, desk):
    client = log_in("town_reporter")
    rows = [(1, PLANT, "约820", 3220, "五层", 9), (2, NEAR, 5, 2405, "一层", 9)]
    page = send(client, town, sheet(*rows, unit="")).content.decode()
    assert "需要您指定" in page
    found = Import.objects.get()
    form = {"use-0": "on", "version": found.version, "field-0-1": "name"}
    form |= {"field-0-2": "this_month", "field-0-3": "year_to_date"}
    form |= {"field-0-4": "physical_progress", "field-0-5": ""}
    again = client.post(of("columns", town, found), form)
    assert again.status_code == 422
    assert "没有写明金额单位" in again.content.decode()
    form |= {"unit-0-2": "万元", "unit-0-3": "万元"}
    page = client.post(of("columns", town, found), form, follow=True).content.decode()
    for words in ("“约820”是约数。", "请填写确切数字。", "请选择是哪个项目", SCHOOL, "暂不入库"):
        assert words in page
    found.refresh_from_db()
    uid = str(town.project["school"].uid)
    form = {"do": "apply", "version": found.version, "choose:Sheet1!5": uid, "exclude": "Sheet1!4"}
    page = client.post(of("rows", town, found), form, follow=True).content.decode()
    assert "已按所选重新核对" in page
    assert f'name="choose:Sheet1!5" value="{uid}"' in page
    found.refresh_from_db()
    seen = client.get(of("import", town, found)).context["shown"].plan.digest
    form |= {"version": found.version, "seen": seen}
    page = client.post(of("rows", town, found), form, follow=True).content.decode()
    assert "已入库：1 个项目、3 个单元格。" in page
    assert desk.report("school").this_month == 5 * WAN
    copy = client.get(of("annotated", town, found))
    assert copy.status_code in {200, 302}


def test_who_told_it_survives_another_check_of_the_rows(log_in, town, desk):
    content = desk.filled({"plant": {"this_month": 820}}, unit="east", by="east_reporter")
    found = desk.upload(content, unit="east", by="east_reporter")
    client, more = log_in("east_reporter"), ("east", "2024-04", found.uid)
    told = {"informant": "青石镇经发办", "source": "phone", "told_at": "2024-04-25T09:30"}
    form = told | {"do": "update", "version": found.version}
    page = client.post(address("rows", town, *more), form, follow=True).content.decode()
    assert 'value="青石镇经发办"' in page
    assert '<option value="phone" selected>' in page
    assert 'value="2024-04-25T09:30"' in page


def test_the_annotated_copy_marks_the_cell(log_in, town, desk):
    client = log_in("town_reporter")
    found = desk.stranger((1, PLANT, "约820", 3220, "五层", 9))
    answer = client.get(of("annotated", town, found))
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames[0] == "导入结果"
    assert "约数" in book["Sheet1"]["C4"].comment.text
    sent = b"".join(client.get(of("file", town, found)).streaming_content)
    assert sent[:2] == b"PK"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"PK\x03\x04", "已损坏"),
        ("a.png", b"\x89PNG", "是图片"),
        ("a.xlsx", sheet(("x",), head=("y",)), "没有找到项目表"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(log_in, town, name, content, words):
    answer = send(log_in("town_reporter"), town, content, name)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Import.objects.exists()


def test_no_file(log_in, town):
    answer = log_in("town_reporter").post(address("unit", town), {})
    assert answer.status_code == 422
    assert "没有选择文件" in answer.content.decode()


def test_who_sees_what(log_in, town, desk):
    found = desk.stranger((1, PLANT, 820, 3220, "五层", 9))
    names = ("unit", "template")
    for name, seen, preview in (
        ("town_reporter", 200, 200),
        ("east_reporter", 200, 200),
        ("office", 200, 200),
        ("east_reviewer", 200, 403),
        ("auditor", 200, 403),
        ("west_reporter", 404, 404),
        ("south_reviewer", 404, 404),
        ("admin", 403, 403),
    ):
        client = log_in(name)
        assert [client.get(address(n, town)).status_code for n in names] == [seen] * 2, name
        assert client.get(of("import", town, found)).status_code == preview, name
        assert client.get(of("annotated", town, found)).status_code == preview, name
    desk.apply(found)
    for name, status in (("east_reviewer", 200), ("west_reporter", 404), ("leader", 200)):
        page = log_in(name).get(of("import", town, found))
        assert page.status_code == status
        assert (PLANT in page.content.decode()) == (status == 200)


def test_a_closed_month_and_the_switchers(log_in, town, desk):
    found = desk.stranger((1, PLANT, 820, 3220, "五层", 9))
    client = log_in("town_reporter")
    elsewhere = address("import", town, "town", "2024-03", found.uid)
    assert client.get(elsewhere).headers["Location"] == address("unit", town, month="2024-03")
    MonthWindow.objects.filter(month="2024-04").update(state="frozen")
    assert (
        "已封账，不能再导入" in client.get(of("import", town, found), follow=True).content.decode()
    )


def test_queries_do_not_grow_with_rows(log_in, town, desk, django_assert_max_num_queries):
    client = log_in("town_reporter")
    few = desk.stranger((1, PLANT, 820, 3220, "五层", 9))
    with django_assert_max_num_queries(60) as small:
        client.get(of("import", town, few))
    for n in range(20):
        make_project(town, key=f"m{n}", counting="town", name=f"批量项目第{n}号工程")
    rows = [(n, f"批量项目第{n}号工程", 1, 2401, "五层", 9) for n in range(20)]
    many = desk.stranger(*rows)
    with django_assert_max_num_queries(60) as large:
        client.get(of("import", town, many))
    assert len(large.captured_queries) <= len(small.captured_queries)
