"""The register, a project's life, leads, the map, programmes."""

from pictures.walk import FROZEN, Walk, chapter, settle

STEPS, step = chapter()
OFFICE = "bangongshi"


@step("项目：清单与速览")
def register(walk: Walk) -> None:
    page = walk.at(OFFICE, "/projects/")
    page.get_by_role("link", name="红灯项目（按区县市）").click()
    settle(page)
    page.locator("[data-peek]").first.click()
    page.locator("#side .body").wait_for()
    walk.look(page, "projects")


@step("项目：批量变更")
def many(walk: Walk) -> None:
    page = walk.at(OFFICE, "/projects/")
    for row in range(3):
        page.locator("input[name=row]").nth(row).check()
    page.locator("[data-bulk] .btn-primary").click()
    settle(page)
    page.locator("form [name=hung_leader], form input[type=text]").first.fill("市政府分管副市长")
    page.fill("form [name=reason]", "挂钩领导分工调整（演示数据）")
    page.locator("button[value=preview]").click()
    settle(page)
    walk.look(page, "projects-many")


@step("项目：看板与时间轴")
def boards(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/projects/board/"), "projects-board")
    walk.look(walk.at(OFFICE, "/projects/timeline/"), "projects-timeline")


@step("项目：项目页")
def record(walk: Walk) -> None:
    page = walk.follow(walk.at(OFFICE, "/projects/"), "/projects/0")
    walk.look(page, "project")
    page = walk.follow(walk.at(OFFICE, "/projects/", "phone"), "/projects/0")
    walk.look(page, "project-phone")


@step("项目：关口认定")
def gates(walk: Walk) -> None:
    page = walk.at(OFFICE, "/gates/")
    page.get_by_role("row").filter(has_text="入库").first.get_by_role("link").first.click()
    settle(page)
    walk.look(page, "gate")


@step("项目：前期与拖期")
def preliminary(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/preliminary/"), "preliminary")
    walk.look(walk.at(OFFICE, "/projects/slips/"), "slips")


@step("项目：招引线索")
def leads(walk: Walk) -> None:
    walk.look(walk.at("tzc.zs", "/leads/"), "leads")


@step("项目：一张图")
def whole_map(walk: Walk) -> None:
    page = walk.at(OFFICE, "/map/")
    page.wait_for_timeout(1500)
    walk.look(page, "map")


@step("项目：专项")
def programmes(walk: Walk) -> None:
    page = walk.at(OFFICE, f"/programmes/?month={FROZEN}")
    walk.look(walk.follow(page, "/programmes/0"), "programme")
