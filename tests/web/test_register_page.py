"""The register in a browser, by keys alone: search, move, glance, leave; the bulk bar counts."""

import pytest

from yipanqi.apps.ledger.projects.searching import keep_all_words

pytestmark = pytest.mark.browser


def test_by_keys_from_the_search_to_a_glance_and_back(open_page, town):
    keep_all_words()
    page = open_page("/projects/?view=none")
    page.keyboard.press("/")
    page.keyboard.type("jmzc")
    page.locator("tr[data-row]").nth(1).wait_for(state="detached")
    assert "q=jmzc" in page.url  # the address can be sent to a colleague
    assert page.locator("[data-list-search]").input_value() == "jmzc"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("p")
    page.locator("#side header").wait_for()
    assert "精密轴承" in page.inner_text("#side")
    page.keyboard.press("Escape")
    assert page.locator("#side").is_hidden()
    page.locator("tr[data-row] input[type=checkbox]").check()
    assert page.inner_text("[data-bulk-count]") == "1"
    page.fill("[data-list-search]", "")
    page.locator("tr[data-row]").nth(5).wait_for()
    assert page.locator("[data-bulk]").is_hidden()
