"""A superior's form mapped once is filled from the frozen month; all else stays as it was."""

import io
import zipfile
from decimal import Decimal

import docx
import openpyxl
import pytest
from django.core.files.storage import default_storage

from forms_above.conftest import MARCH
from forms_above.made import bulletin, cells, table, words
from yipanqi.apps.month.forms_above import actions
from yipanqi.apps.month.forms_above.frozen import content_of, opened, suggestions
from yipanqi.apps.month.forms_above.models import FilledForm
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.apps.month.snapshots.queries import table as frozen_table
from yipanqi.core.forms_above.mapping import Figure, Over
from yipanqi.core.frozen.month_register import Register
from yipanqi.core.money import wan, yi
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.rounding import half_up
from yipanqi.infra import evidence

pytestmark = pytest.mark.django_db


def added(town, content=None, name="省表.xlsx", form="全省重大项目推进情况表"):
    return actions.add_form(
        viewer=town.viewer("office"), name=form, issued_by="省发展改革委", month=MARCH,
        content=table() if content is None else content, file_name=name,
    )  # fmt: skip


def take(town, version, **changed):
    """All that is proposed, with single places changed."""
    proposed = suggestions(opened(version), Month.parse(version.file_month))
    figures = {at: f.as_json() for at, f in proposed.items()}
    return actions.map_places(
        viewer=town.viewer("office"), uid=version.uid, figures=figures | changed
    )


def filled(town, version, month=MARCH):
    return actions.fill_form(viewer=town.viewer("office"), uid=version.form.uid, month=month)


def register(of=None):
    snapshot = current_snapshot(MARCH)
    found = Register(MARCH, frozen_table(snapshot, "project_months"))
    if of is None:
        return found
    paths = frozen_table(snapshot, "unit_paths")
    inside = {p["unit_uid"] for p in paths if p["ancestor_uid"] == str(of.uid)}
    return found.of(lambda r: r["counting_unit_uid"] in inside)


def test_heads_and_unit_names_are_recognised(town):
    proposed = suggestions(opened(added(town)), MARCH)
    east = proposed["汇总表!C4"]
    assert (east.measure, east.unit, east.form) == (
        "year_to_date", str(town.unit["east"].uid), "wan",
    )  # fmt: skip
    assert proposed["汇总表!B8"].measure == "annual_plan"
    assert proposed["汇总表!B8"].unit == ""
    assert "汇总表!D4" not in proposed  # a formula is the form's own
    assert "汇总表!B7" not in proposed  # 北岭县 is nobody here
    assert proposed["项目表!D2"] == Figure(
        "year_to_date", "row", form="yi", label="累计完成投资(亿元)"
    )
    assert proposed["项目表!E2"].form == "ratio"


def test_a_table_is_filled_and_keeps_its_looks(town):
    version = take(town, added(town))
    actions.repeat_row(
        viewer=town.viewer("office"), uid=version.uid, sheet="项目表", row=1,
        repeat={"over": "projects"},
    )  # fmt: skip
    made = filled(town, version)
    content = content_of(made.file)
    rows = cells(content, "汇总表")
    east, whole = register(town.unit["east"]), register()
    assert rows[3][1:3] == [wan(east.annual_plan), wan(east.year_to_date)]
    assert rows[3][3] == "=C4/B4*100"
    assert rows[7][1:3] == [wan(whole.annual_plan), "=SUM(C4:C7)"]
    projects = cells(content, "项目表")
    listed = sorted(whole.planned, key=lambda r: (r["code"] or "", r["project_uid"]))
    assert [r[1] for r in projects[1 : 1 + len(listed)]] == [r["name"] for r in listed]
    last = 1 + len(listed)
    assert projects[last][2] == f"=SUM(C2:C{last})"
    total = sum(Decimal(str(r[2])) for r in projects[1:last])
    assert total == yi(whole.annual_plan)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book["汇总表"]["B4"].fill.start_color.rgb == "FFFFF2CC"
    assert book["汇总表"]["B4"].number_format == "#,##0.00"
    assert book["项目表"][f"E{last}"].number_format == "0.0%"
    assert f"A{last + 3}:E{last + 3}" in {str(m) for m in book["项目表"].merged_cells.ranges}
    assert len(book["汇总表"].data_validations.dataValidation) == 1
    before, after = (set(zipfile.ZipFile(io.BytesIO(c)).namelist()) for c in (table(), content))
    assert {p for p in before if "chart" in p} <= after  # the chart is still there


def test_sources_are_kept_and_silence_is_listed(town):
    version = take(town, added(town))
    office = town.viewer("office")
    actions.map_places(
        viewer=office, uid=version.uid,
        figures={
            "汇总表!B7": {"measure": "year_to_date", "period": "last_year", "form": "wan"},
            **{f"项目表!{c}2": None for c in "ABCDE"},
        },
    )  # fmt: skip
    made = filled(town, version)
    told = {f["at"]: f for f in made.figures}["汇总表!C4"]
    assert told["sources"] == ["2024-03/r1"]
    assert told["exact"] == str(register(town.unit["east"]).year_to_date)
    assert told["unit_name"] == "东山区"
    assert [(s["at"], s["code"]) for s in made.silent] == [
        ("汇总表!B7", "form_above.month_not_frozen")
    ]
    assert cells(content_of(made.file), "汇总表")[6][1] is None


def test_filling_twice_gives_the_same_file(town):
    version = take(town, added(town), **{f"项目表!{c}2": None for c in "ABCDE"})
    first, second = filled(town, version), filled(town, version)
    assert first.pk == second.pk
    assert FilledForm.objects.count() == 1


def test_a_paper_is_filled_in_the_look_of_its_words(town):
    version = take(town, added(town, bulletin(), "通报.docx", "重大项目通报"))
    paper = opened(version)
    row = next(b for b in paper["blocks"] if "rows" in b)["rows"][1]
    places = [f"p{cell[0]['p']}:0-0" for cell in row]
    actions.map_places(
        viewer=town.viewer("office"), uid=version.uid,
        figures={
            places[0]: {"measure": "unit_name", "unit": "row"},
            places[1]: {"measure": "annual_plan", "unit": "row", "form": "yi", "places": 2},
            places[2]: {"measure": "pace", "unit": "row", "form": "percent", "places": 1},
        },
    )  # fmt: skip
    sheet = next(f"表{n}" for n, b in enumerate(paper["blocks"]) if "rows" in b)
    actions.repeat_row(
        viewer=town.viewer("office"), uid=version.uid, sheet=sheet, row=1,
        repeat={"over": "counties"},
    )  # fmt: skip
    made = filled(town, version)
    content = content_of(made.file)
    whole, east = register(), register(town.unit["east"])
    text = words(content)
    assert "截至2024年3月，" in text
    assert f"全市累计完成投资{half_up(yi(whole.year_to_date), 2)}亿元" in text
    assert f"其中东山区{half_up(yi(east.year_to_date), 2)}亿元" in text
    document = docx.Document(io.BytesIO(content))
    runs = {r.text: r for r in document.paragraphs[1].runs}
    assert runs["2024年3月"].bold
    table_rows = [[c.text for c in r.cells] for r in document.tables[0].rows]
    assert [r[0] for r in table_rows] == ["地区", "东山区", "西河县", "南浦市"]
    assert table_rows[1][1] == f"{half_up(yi(east.annual_plan), 2)}"


def test_numbers_of_last_months_bulletin_are_found_again(town):
    whole, east = register(), register(town.unit["east"])
    paper = docx.Document()
    paper.add_paragraph(
        f"全市累计完成投资{half_up(yi(whole.year_to_date), 2)}亿元，"
        f"东山区完成{half_up(yi(east.year_to_date), 2)}亿元。3月8日前报送。"
    )
    out = io.BytesIO()
    paper.save(out)
    proposed = suggestions(opened(added(town, out.getvalue(), "通报.docx", "通报")), MARCH)
    found = {(f.measure, f.unit, f.form, f.places) for f in proposed.values()}
    assert ("year_to_date", "", "yi", 2) in found
    assert ("year_to_date", str(town.unit["east"].uid), "yi", 2) in found
    assert len(found) == 2  # the day is no figure


def test_next_years_form_keeps_what_its_words_mean(town):
    version = take(town, added(town))
    changed = openpyxl.load_workbook(io.BytesIO(table()))
    changed["汇总表"].insert_rows(4)  # one line more before the counties
    changed["汇总表"]["A4"] = "省本级"
    out = io.BytesIO()
    changed.save(out)
    again = actions.add_form_version(
        viewer=town.viewer("office"), uid=version.form.uid, month=Month(2025, 3),
        content=out.getvalue(), file_name="省表2025.xlsx",
    )  # fmt: skip
    figures = again.mapping["figures"]
    assert again.number == 2
    assert figures["汇总表!C5"]["unit"] == str(town.unit["east"].uid)
    assert "汇总表!C4" not in figures
    with pytest.raises(Refusal) as refused:
        actions.map_places(viewer=town.viewer("office"), uid=version.uid, figures={})
    assert refused.value.code == "form_above.newer_version"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("旧表.xls", b"\xd0\xcf\x11\xe0", "form_above.save_as"),
        ("旧表.et", b"\xd0\xcf\x11\xe0", "form_above.save_as"),
        ("旧稿.wps", b"\xd0\xcf\x11\xe0", "form_above.save_as"),
        ("宏.xlsm", b"PK\x03\x04", "workbook.macro"),
        ("图.png", b"\x89PNG", "form_above.not_a_form"),
        ("坏.xlsx", b"PK\x03\x04junk", "workbook.damaged"),
    ],
)
def test_what_is_no_form_is_refused_with_the_step(town, name, content, code):
    with pytest.raises(Refusal) as refused:
        added(town, content, name)
    assert refused.value.code == code
    assert not default_storage.exists(evidence.place("0" * 64))


def test_a_document_with_a_macro_or_an_entity_is_refused(town):
    def paper(part, body):
        out = io.BytesIO(bulletin())
        with zipfile.ZipFile(out, "a") as archive:
            archive.writestr(part, body)
        return out.getvalue()

    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    for part, body in (("word/vbaProject.bin", "x"), ("word/evil.xml", bomb)):
        with pytest.raises(Refusal):
            added(town, paper(part, body), "通报.docx")


def test_only_the_root_office_maps_and_fills(town):
    version = take(town, added(town))
    for name in ("east_reviewer", "leader", "town_reporter"):
        with pytest.raises(Forbidden):
            actions.fill_form(viewer=town.viewer(name), uid=version.form.uid, month=MARCH)


def test_an_open_month_and_an_unmapped_form_are_refused(town):
    version = added(town)
    with pytest.raises(Refusal) as refused:
        filled(town, version)
    assert refused.value.code == "form_above.nothing_mapped"
    take(town, version)
    for month, code in ((Month(2024, 4), "month_open"), (MARCH, "row_without_repeat")):
        with pytest.raises(Refusal) as refused:
            filled(town, version, month)
        assert refused.value.code == f"form_above.{code}"
    actions.retire_form(viewer=town.viewer("office"), uid=version.form.uid, reason="停报")
    with pytest.raises(Refusal):
        filled(town, version)
    with pytest.raises(Missing):
        actions.fill_form(viewer=town.viewer("office"), uid=town.unit["east"].uid, month=MARCH)


def test_every_kind_of_row_has_its_subjects(town):
    from yipanqi.apps.month.forms_above.frozen import ground_of
    from yipanqi.core.forms_above.mapping import Repeat

    ground = ground_of(MARCH, [])
    names = {
        over: [ground.now.units[s.unit]["name"] for s in ground.subjects(Repeat("x", 1, over))]
        for over in (Over.COUNTIES, Over.ZONES)
    }
    assert names[Over.COUNTIES] == ["东山区", "西河县", "南浦市"]
    assert len(names[Over.ZONES]) == 1


def test_a_district_counts_its_share_of_a_divided_project_as_in_the_bulletin(town):
    from yipanqi.core.forms_above.reading import FrozenMonth, Ground

    snapshot = current_snapshot(MARCH)
    names = ("units", "unit_paths", "project_months", "observations", "targets")
    tables = {name: frozen_table(snapshot, name) for name in names}
    road = next(
        r for r in tables["project_months"] if r["name"] == town.project["road"].current.name
    )
    east, west = (str(town.unit[key].uid) for key in ("east", "west"))
    half = int(road["annual_plan"]) // 2
    tables["project_shares"] = [
        {"project_uid": road["project_uid"], "unit_uid": unit, "plan": half, "year_to_date": 0}
        for unit in (east, west)
    ]
    ground = Ground(MARCH, {MARCH: FrozenMonth(MARCH, "2024-03/r1", "x", tables)})

    def plan(unit):
        return ground.answer(Figure("annual_plan", unit, form="yuan")).value

    assert plan(east) == register(town.unit["east"]).annual_plan - half
    assert plan(west) == register(town.unit["west"]).annual_plan + half
    assert plan("") == register().annual_plan


def test_the_pages_lead_from_a_place_back_to_it(town, client):
    version = take(town, added(town))
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    address = f"/forms_above/map/{version.uid}/place/"
    panel = client.get(address, {"at": "汇总表!B8"}).content.decode()
    assert "年度计划投资" in panel
    told = {"at": "汇总表!C2", "measure": "month_words", "key": "a"}
    answer = client.post(address, told)
    assert answer.status_code == 302
    assert answer["Location"].isascii()
    page = client.get(f"/forms_above/map/{version.uid}/").content.decode()
    assert answer["Location"].partition("#")[2] in page
    version.refresh_from_db()
    assert version.mapping["figures"]["汇总表!C2"]["measure"] == "month_words"
    row = {"sheet": "项目表", "row": 1, "over": "projects", "key": "b"}
    client.post(f"/forms_above/map/{version.uid}/row/", row)
    done = client.post(f"/forms_above/{version.form.uid}/fill/", {"month": "2024-03"}, follow=True)
    shown = done.content.decode()
    assert "2024-03/r1" in shown
    assert "下载已填报表" in shown
