"""Supervision, the ledgers, shortfall lists, hand-over."""

from pictures.walk import FROZEN, Walk, chapter, settle

STEPS, step = chapter()
OFFICE = "bangongshi"


@step("督办：清单与事项")
def supervision(walk: Walk) -> None:
    page = walk.at(OFFICE, "/supervision/")
    walk.look(page, "supervision")
    walk.look(walk.follow(page, "/supervision/0"), "commitment")


@step("督办：企业诉求")
def service(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/service/"), "requests")
    page = walk.at(OFFICE, "/service/link/")
    page.locator("form [name=enterprise]").fill("演示精密机械有限公司")
    page.locator("form .btn-primary").click()
    settle(page)
    address = page.locator("#address").input_value()
    phone = walk.page("phone")
    phone.goto(walk.base + "/" + address.split("/", 3)[3])
    phone.wait_for_load_state("networkidle")
    walk.look(phone, "request-phone")


@step("督办：风险")
def risks(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/risks/matrix/"), "risks")


@step("督办：民生实事与批示")
def livelihood(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/livelihood/"), "livelihood")
    walk.look(walk.at(OFFICE, "/instructions/"), "instructions")


@step("督办：短板清单")
def shortfalls(walk: Walk) -> None:
    page = walk.at(OFFICE, f"/shortfalls/?month={FROZEN}")
    walk.look(walk.follow(page, "/shortfalls/0"), "shortfalls")


@step("督办：工作移交")
def handover(walk: Walk) -> None:
    page = walk.at("guanliyuan", "/system/people/?q=店口")
    page = walk.follow(page, "/system/people/0", "/handovers/person/")
    walk.look(page, "handover")
