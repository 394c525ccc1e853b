"""From reports that are there to a bulletin on the desk: submit, review, freeze, score, publish."""

import time
from typing import Any

from bench.first_week.person import Person
from bench.first_week.walk import Walk

JOB_SECONDS = 240
MOST = 100


def hand_in(walk: Walk, by: str, unit: str) -> None:
    """From the sheet, where the person stands after typing, or one click after an import."""
    one = walk.person(by)
    onward = ".page-head a.btn-primary[href*='/reporting/'][href*='/unit/']"
    if "/imports/" in one.page.url and one.page.locator(onward).count():
        one.press(onward)
    elif "/reporting/" not in one.page.url or not one.page.locator("tr[data-row]").count():
        one.see(walk.sheet_of(one, unit))
    walk.complete(one)
    explain(walk, one)
    one.press(".page-head .btn-primary")
    rows = one.page.locator("main tr:has(.findings)").all()
    walk.left += [" ".join((row.text_content() or "").split()) for row in rows]
    one.press("form.form-actions .btn-primary")


def explain(walk: Walk, one: Person) -> None:
    """A word for each finding that wants one; the same for others with the same question."""
    for _each in range(MOST):
        open_now = one.page.locator("li:not(.is-explained) textarea.explain")
        if not open_now.count():
            break
        asked = open_now.first.locator("xpath=ancestor::li[1]")
        walk.explained.append(" ".join((asked.text_content() or "").split())[:160])
        one.did("field")
        open_now.first.fill("入库手续正在办理，数据已与统计部门核对。")
        saved(one.page)
        again = one.page.locator("button.alike")
        if again.count():
            walk.explained[-1] += f" [{again.first.inner_text()}]"
            one.did("click")
            again.first.click()
            saved(one.page)


def saved(page: Any) -> None:
    """Everything typed is with the server: a row is saved before the next word of it is typed."""
    page.wait_for_timeout(1200)
    page.wait_for_function("() => !document.querySelector('tr.is-saving')")


def review(walk: Walk, by: str) -> None:
    """Without a finding all at once, explained ones each by hand, what wants a word one by one."""
    one = walk.person(by)
    one.see(f"/reporting/{walk.month}/review/")
    page = one.page
    if page.locator("[data-check-all]").count():
        one.click("[data-check-all]")
    for group in page.locator("[data-check-group]").all():
        one.did("click")
        group.check()
    for tick in page.locator("tbody input[data-by-hand]:not(:checked)").all():
        one.did("click")
        tick.check()
    if page.locator("tbody input[data-by-hand]").count():
        one.type(".bulk [name=remark]", "已核实说明。")
    if page.locator("tbody input[name=row]:checked").count():
        one.press(".bulk .btn-primary")
    for href in [
        str(a.get_attribute("href"))
        for a in page.locator("tbody tr:has(input[name=row]) th a").all()
    ]:
        one.see(href)
        if page.locator("#remark-a").count():
            one.type("#remark-a", "已核实说明。")
            one.press("form.review-form .btn-primary")


def freeze_past(walk: Walk, by: str) -> None:
    """Every month before this one, in one order from its page."""
    one = walk.person(by)
    one.see(f"/snapshots/?month={walk.month}")
    one.click("[data-dialog=freeze-several]")
    one.press("dialog#freeze-several .btn-firm")
    settled(one.page, by_itself, "button[data-dialog=freeze]")


def freeze(walk: Walk, by: str, month: object) -> None:
    one = walk.person(by)
    one.see(f"/snapshots/?month={month}")
    one.click("[data-dialog=freeze]")
    one.press("dialog#freeze .btn-firm")
    settled(one.page, by_itself, "button[data-dialog=restate]")


def by_itself() -> None:
    """The page of a running job draws itself anew when it is done."""


def settled(page: Any, again: Any, sign: str) -> None:
    """Look again until the worker has done it."""
    until = time.monotonic() + JOB_SECONDS
    while not page.locator(sign).count():
        if time.monotonic() > until:
            raise AssertionError(f"{sign} did not come")
        time.sleep(1.5)
        again()


def score(walk: Walk, by: str) -> None:
    one = walk.person(by)
    one.see(f"/scoring/?month={walk.month}")
    row = one.page.locator("tr:has(input[value=city_2024])")
    one.did("click")
    row.locator("button").first.click()
    one.page.wait_for_load_state("load")


def draft(walk: Walk, by: str) -> None:
    one = walk.person(by)
    one.see(f"/publishing/?month={walk.month}&scheme=city_2024")
    one.press(".page-head .btn-primary")


def approve(walk: Walk, by: str) -> None:
    one = walk.person(by)
    one.see(f"/publishing/?month={walk.month}&scheme=city_2024")
    one.click("[data-dialog=approve]")
    one.press("dialog#approve .btn-primary")


def publish(walk: Walk, by: str) -> None:
    """Published, documents made by the worker, the bulletin saved; its ranking read."""
    one, page = walk.person(by), walk.person(by).page
    one.see(f"/publishing/?month={walk.month}&scheme=city_2024")
    one.click("[data-dialog=finalise]")
    one.press("dialog#finalise .btn-firm")
    walk.ranking = [
        " ".join(row.inner_text().split()) for row in page.locator("table.board tbody tr").all()
    ]
    link = "a[href*='/publishing/documents/']:has-text('通报')"
    if not page.locator(link).count() and page.locator("form[action$='/documents/']").count():
        one.press("form[action$='/documents/'] button")
    settled(page, page.reload, link)
    one.did("click")
    with page.expect_download() as saved:
        page.locator(link).first.click()
    walk.bulletin = saved.value.path().read_bytes()


def adopt(walk: Walk, by: str) -> None:
    """A shipped scheme that is out of force, taken over for the year of the month."""
    one = walk.person(by)
    one.see(f"/scoring/?month={walk.month}")
    offer = one.page.locator("a[data-shipped=city_2024]")
    if offer.count():
        one.press("a[data-shipped=city_2024]")
        one.press(".form-actions .btn-primary")
