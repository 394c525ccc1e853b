"""From reports that are there to a bulletin on the desk: submit, review, freeze, score, publish."""

import time
from typing import Any

from bench.first_week.person import Person
from bench.first_week.walk import Walk

JOB_SECONDS = 240


def submit(walk: Walk, by: str, unit: str) -> None:
    one = walk.person(by)
    one.see(walk.sheet_of(one, unit))
    explain(one)
    one.press(".page-head .btn-primary")
    rows = one.page.locator("main tr:has(.findings)").all()
    walk.left += [" ".join((row.text_content() or "").split()) for row in rows]
    one.press("form.form-actions .btn-primary")


def explain(one: Person) -> None:
    """A word for each finding that wants one."""
    for box in one.page.locator("textarea.explain").all():
        if not box.input_value():
            one.did("field")
            box.fill("进度与合同节点一致，已与项目单位核对。")
            one.page.wait_for_timeout(1500)  # a row is saved before the next word of it is typed
    one.page.wait_for_timeout(1500)


def review(walk: Walk, by: str) -> None:
    """All without a finding at once, the others one by one."""
    one = walk.person(by)
    one.see(f"/reporting/{walk.month}/review/")
    page = one.page
    if page.locator("[data-check-all]").count():
        one.click("[data-check-all]")
        one.press(".bulk .btn-primary")
    for href in [
        str(a.get_attribute("href"))
        for a in page.locator("tbody tr:has(input[name=row]) th a").all()
    ]:
        one.see(href)
        if page.locator("#remark-a").count():
            one.type("#remark-a", "已核实说明。")
            one.press("form.review-form .btn-primary")


def freeze(walk: Walk, by: str, month: object) -> None:
    one = walk.person(by)
    one.see(f"/snapshots/?month={month}")
    one.click("[data-dialog=freeze]")
    one.press("dialog#freeze .btn-firm")
    settled(one.page, lambda: one.page.goto(f"{one.base}/snapshots/?month={month}"),
            "button[data-dialog=restate]")  # fmt: skip


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
