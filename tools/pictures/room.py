"""The live room: opened, shown, followed. Last, since it cannot be undone."""

from pictures.walk import Walk, chapter, settle

STEPS, step = chapter()


@step("例会：直播间")
def live(walk: Walk) -> None:
    page = walk.follow(walk.at("bangongshi", "/meetings/"), "/meetings/0")
    address = page.url.split("?")[0].removeprefix(walk.base)
    if page.locator("button[data-dialog=open]").count():
        page.locator("button[data-dialog=open]").click()
        page.locator("dialog[open] .btn-firm").click()
    else:
        page.goto(walk.base + address + "console/")
    settle(page)
    page.locator("button[data-verb=begin]").nth(8).click()
    page.wait_for_timeout(800)
    page.locator("button[data-kind=board]").first.click()
    page.wait_for_timeout(1500)
    walk.look(page, "console")
    follower = walk.at("zhuji.sh", address + "follow/")
    follower.get_by_role("link", name="投屏").last.click()
    follower.wait_for_timeout(1500)
    walk.look(follower, "venue")
    phone = walk.at("diankou.tb", address + "follow/", "phone")
    phone.wait_for_timeout(1000)
    walk.look(phone, "follow-phone")
