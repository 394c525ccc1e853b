"""Figures by source, shares, the list's way, forms from above, targets, setting up."""

from openpyxl import Workbook

from pictures.walk import FROZEN, Walk, chapter, settle

STEPS, step = chapter()
OFFICE, KEEPER = "bangongshi", "guanliyuan"


@step("数据：对账")
def reconciliation(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, f"/statistics/?month={FROZEN}"), "reconciliation")


@step("数据：分段")
def shares(walk: Walk) -> None:
    page = walk.at(OFFICE, "/projects/?q=城际连接快速路")
    page = walk.follow(page, "/projects/0", "/shares/0")
    walk.look(page, "shares")


@step("数据：定盘子")
def list_round(walk: Walk) -> None:
    page = walk.at(OFFICE, "/lists/")
    walk.look(page, "list")
    walk.look(walk.follow(page, "/list_rounds/0"), "list-round")


@step("数据：上级报表")
def forms_above(walk: Walk) -> None:
    page = walk.follow(walk.at(OFFICE, "/forms_above/"), "/forms_above/0")
    here = page.url
    walk.look(walk.follow(page, "/forms_above/map/"), "form-map")
    page.goto(here)
    walk.look(walk.follow(page, "/forms_above/filled/"), "form-filled")


@step("目标")
def targets(walk: Walk) -> None:
    page = walk.at(OFFICE, f"/targets/?month={FROZEN}")
    walk.look(page, "targets")
    walk.look(walk.follow(page, "/targets/0"), "target")


@step("设置：各步")
def setting_up(walk: Walk) -> None:
    walk.look(walk.at(OFFICE, "/setup/"), "setup")


@step("设置：载入一张表")
def one_table(walk: Walk) -> None:
    book = Workbook()
    sheet = book.active
    sheet.title = "平台"
    sheet.append(["绍兴市平台一览表"])
    sheet.append(["序号", "单位全称", "简称", "属地", "类别"])
    sheet.append([1, "演示临空经济示范区", "临空示范区", "柯桥", "园区"])
    sheet.append([2, "演示文创园", "文创园", "越城区", "园区"])
    path = walk.scratch / "平台一览表.xlsx"
    book.save(path)
    page = walk.at(KEEPER, "/setup/units/")
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并核对").click()
    settle(page)
    walk.look(page, "setup-table")


@step("设置：别名与消息渠道")
def names_and_channels(walk: Walk) -> None:
    walk.look(walk.at(KEEPER, "/setup/names/"), "unit-names")
    walk.look(walk.at(OFFICE, "/notices/channels/"), "channels")
