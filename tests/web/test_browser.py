"""The style guide and the sheet in a real browser, under the strict content policy."""

import json

import pytest

pytestmark = pytest.mark.browser

SIZES = [(1440, 900), (1920, 1080), (390, 844)]
KINDS = ["", "board/", "list/", "record/", "sheet/", "stage/", "board/?empty=1", "list/?empty=1"]


def cell(page, row: int, field: str):
    return page.locator("tbody tr").nth(row).locator(f"td[data-field={field}] input")


def paste(page, text: str) -> None:
    page.evaluate(
        """text => {
            const board = new DataTransfer();
            board.setData("text/plain", text);
            const options = {clipboardData: board, bubbles: true, cancelable: true};
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        text,
    )


def settled(page) -> None:
    """The content policy forbids the page to evaluate, so the wait is counted here."""
    for _ in range(150):
        if not page.evaluate("document.querySelector('[data-sheet]').sheet.unsaved()"):
            return
        page.wait_for_timeout(100)
    pytest.fail("the sheet never settled")


def test_every_kind_of_page_keeps_the_content_policy_and_its_width(open_page):
    page = open_page("/styleguide/")
    address = page.url
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for kind in KINDS:
            if kind.startswith("stage") and width < 800:
                continue
            page.goto(address + kind)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (kind, width)


def test_charts_are_drawn_and_give_their_figures(open_page):
    page = open_page("/styleguide/board/")
    page.locator("figure.chart svg").first.wait_for()
    with page.expect_download() as download:
        page.locator("[data-chart-table]").first.click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == ",年度计划（亿元）,本年完成（亿元）"


def test_keys_move_through_a_queue(open_page):
    page = open_page("/styleguide/list/")
    page.wait_for_load_state("networkidle")
    page.locator("body").press("j")
    page.locator("tr.is-current").wait_for()
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("x")
    assert page.locator("tr.is-current").count() == 1
    assert page.locator("[data-bulk-count]").inner_text() == "1"


class TestSheet:
    def test_keys_move_restore_and_save(self, open_page):
        page = open_page("/styleguide/sheet/?rows=12")
        cell(page, 0, "this_month").click()
        page.keyboard.press("Control+a")
        page.keyboard.type("12,5a0")
        page.keyboard.press("Enter")
        settled(page)
        page.wait_for_timeout(50)
        assert "has-hard" in (
            page.locator("tbody tr").nth(0).locator(".has-hard").get_attribute("class") or ""
        )
        assert "须更正" in page.locator("[data-findings]").inner_text()
        assert page.evaluate("document.activeElement.closest('tr').dataset.row") == "row-1"
        before = page.evaluate("document.activeElement.value")
        page.keyboard.type("7")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.value") == before

    def test_a_pasted_range_lands_is_saved_and_undone(self, open_page):
        page = open_page("/styleguide/sheet/?rows=40")
        cell(page, 1, "this_month").focus()
        rows = ["\t".join(f"{i}{j}" for j in range(3)) for i in range(1, 41)]
        paste(page, "\r\n".join(rows) + "\r\n")
        note = page.locator("[data-sheet-note]").inner_text()
        assert "超出 1 行" in note
        settled(page)
        assert cell(page, 39, "next_plan").input_value() == "392"
        cell(page, 1, "this_month").focus()
        page.keyboard.press("Control+z")
        settled(page)
        assert cell(page, 39, "next_plan").input_value() == ""

    def test_a_locked_cell_is_never_pasted_over(self, open_page):
        page = open_page("/styleguide/sheet/?rows=5")
        page.evaluate(
            "document.querySelectorAll('td[data-field=next_plan] input')[0].readOnly = true"
        )
        cell(page, 0, "year_to_date").focus()
        paste(page, "5\t6\t甲")
        assert cell(page, 0, "next_plan").input_value() == ""
        assert cell(page, 0, "progress").input_value() == "甲"
        assert "1 个单元格已锁定" in page.locator("[data-sheet-note]").inner_text()
        settled(page)

    def test_quoted_cells_of_a_workbook_are_read(self, open_page):
        page = open_page("/styleguide/sheet/?rows=5")
        cell(page, 0, "progress").focus()
        paste(page, '"桩基完成\n85%"\t"说""明"')
        assert cell(page, 0, "progress").input_value() == "桩基完成 85%"
        assert cell(page, 0, "explanation").input_value() == '说"明'
        settled(page)

    def test_a_conflict_is_shown_and_decided_by_the_person(self, open_page):
        page = open_page("/styleguide/sheet/?rows=5")
        theirs = {"version": 9, "who": "审核员", "at": "14:05", "values": {"this_month": "777"}}
        sent = []

        def answer(route):
            sent.append(json.loads(route.request.post_data))
            route.fulfill(status=409, json={"conflict": theirs})

        page.route("**/rows/row-2/", answer)
        cell(page, 2, "this_month").fill("888")
        page.keyboard.press("Enter")
        page.locator("[data-take=theirs]").wait_for()
        page.unroute("**/rows/row-2/")
        page.locator("[data-take=theirs]").click()
        settled(page)
        assert cell(page, 2, "this_month").input_value() == "777"
        assert sent[0]["values"] == {"this_month": "888"}
        open_page.complaints.clear()  # the browser reports the 409 itself

    def test_a_lost_answer_repeats_the_same_key(self, open_page):
        page = open_page("/styleguide/sheet/?rows=5")
        keys = []
        page.on(
            "request",
            lambda r: keys.append(json.loads(r.post_data)["key"]) if r.method == "POST" else None,
        )
        page.route("**/rows/row-1/", lambda route: route.abort())
        cell(page, 1, "this_month").fill("5")
        page.keyboard.press("Enter")
        page.locator(".row-state.is-failed").wait_for()
        assert "网络不通" in page.locator(".row-state.is-failed").inner_text()
        page.unroute("**/rows/row-1/")
        page.evaluate("window.dispatchEvent(new Event('online'))")
        settled(page)
        assert len(keys) >= 2
        assert len(set(keys)) == 1
        open_page.complaints.clear()  # the browser reports the lost request itself
