"""A cell that can't be read is written anew in the preview: read by its column's own rules."""

import pytest
from test_import_pages import of
from workbook_desk import PLANT, SCHOOL

from city import WAN
from yipanqi.apps.month.imports.models import Import
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.tables.book import Book, Sheet
from yipanqi.core.tables.corrections import Corrected, with_corrections

ROWS = [(1, PLANT, "120万美元", 3220, "五层", 9), (2, SCHOOL, 5, "500-800", "一层", 9)]


@pytest.fixture
def log_in(client, town):
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(town.user["town_reporter"], backend=backend)
    return client


def test_a_word_stands_for_the_file_s_and_a_stray_one_for_nothing():
    sheet = Sheet("表", (("甲", "=1"), ("乙",)), formula_cells=frozenset({(0, 1)}))
    words = {"表!B1": " 7 ", "表!C9": "8", "别!A1": "9", "表!A2": "  "}
    book, done = with_corrections(Book("b", (sheet,)), words)
    assert book.sheets[0].rows == (("甲", "7"), ("乙",))
    assert book.sheets[0].formula_cells == frozenset()
    assert done == (Corrected("表", "B1", "=1", "7"),)


def test_two_spoiled_cells_are_corrected_on_the_page_and_the_record_keeps_both(log_in, town, desk):
    found = desk.stranger(*ROWS)
    page = log_in.get(of("import", town, found)).content.decode()
    assert 'name="cell:Sheet1!C4"' in page
    assert 'name="cell:Sheet1!D5"' in page
    form = {"do": "update", "version": found.version, "cell:Sheet1!C4": "852.5"}
    form["cell:Sheet1!D5"] = "约六百"
    page = log_in.post(of("rows", town, found), form, follow=True).content.decode()
    assert "在此改正的单元格" in page
    assert "120万美元" in page
    assert 'value="约六百"' in page  # still refused, by the column's own rules
    found.refresh_from_db()
    form |= {"do": "apply", "version": found.version, "cell:Sheet1!D5": "2405"}
    log_in.post(of("rows", town, found), form, follow=True)
    assert desk.report() is None  # what was written just now is shown before it goes in
    found.refresh_from_db()
    seen = log_in.get(of("import", town, found)).context["shown"].plan.digest
    form |= {"version": found.version, "seen": seen, "key": "k"}
    done = log_in.post(of("rows", town, found), form, follow=True).content.decode()
    assert "导入前改正的单元格" in done
    assert desk.report().this_month == 8_525_000
    assert desk.report("school").year_to_date == 2405 * WAN
    kept = Import.objects.get().preview["record"]["corrected"]
    assert [(c["cell"], c["written"], c["used"]) for c in kept] == [
        ("C4", "120万美元", "852.5"), ("D5", "500-800", "2405")
    ]  # fmt: skip


def test_corrections_are_bounded_and_count_as_something_new_to_see(desk):
    found = desk.stranger(*ROWS)
    for words, code in (
        ({f"Sheet1!Z{n}": "1" for n in range(501)}, "too_many_corrections"),
        ({"Sheet1!C4": "1" * 301}, "correction_too_long"),
    ):
        with pytest.raises(Refusal, match=code):
            desk.settle(found, corrected=words)
    desk.settle(found, corrected={"Sheet1!C4": "1", "Sheet1!D5": "2405"})
    with pytest.raises(Conflict, match="changed_since_preview"):
        desk.apply(found, seen="something else")
