"""The ten steps of the tour, from the first report to the bulletin."""

import re

from openpyxl import load_workbook

from pictures.walk import MONTH, Walk, chapter, fill, settle

STEPS, step = chapter()


@step("登录")
def log_in(walk: Walk) -> None:
    page = walk.page()
    page.goto(f"{walk.base}/login/")
    walk.look(page, "login")


@step("一、看清总盘")
def board(walk: Walk) -> None:
    walk.look(walk.at("lingdao"), "leader-desk")
    walk.look(walk.at("lingdao", size="phone"), "leader-desk-phone")
    walk.look(walk.at("lingdao", "/tour/"), "tour")


@step("二、改退回件")
def correct(walk: Walk) -> None:
    page = walk.at("diankou.tb", "/reporting/")
    walk.look(page, "sheet")
    page.get_by_role("link", name=re.compile("店口子项")).first.click()
    settle(page)
    walk.look(page, "returned")
    page = walk.at("diankou.tb", "/reporting/")
    fill(
        page,
        "店口子项",
        this_month="1204",
        year_to_date="2485",
        physical_progress="3号、5号厂房屋面支架安装12兆瓦，完成总量的21%，箱变基础浇筑3座。",
    )
    page.get_by_text("已修改").first.wait_for()
    page.get_by_role("link", name=re.compile("店口子项")).first.click()
    settle(page)
    page.get_by_role("button", name="提交这份月报").click()
    settle(page)


@step("三、交草稿、补漏项")
def finish(walk: Walk) -> None:
    page = walk.at("diankou.tb", "/reporting/")
    fill(page, "仿真丝", physical_progress="数码印花机安装6台，完成40%。", next_month_plan="900")
    box = page.locator(".sheet-side textarea").first
    box.press_sequentially("3月少报预付设备款120万元，本月补记。", delay=5)
    page.locator(".sheet-side .is-explained").wait_for()
    walk.look(page, "sheet-explained")
    page.get_by_role("link", name="提交本月月报").click()
    settle(page)
    walk.look(page, "submit")
    page.get_by_role("button", name=re.compile("^提交 2 份月报")).click()
    settle(page)


@step("四、用工作簿")
def workbook(walk: Walk) -> None:
    page = walk.at("diankou.tb", "/reporting/")
    with page.expect_download() as download:
        page.get_by_role("link", name="下载工作簿").click()
    path = walk.scratch / "店口镇4月月报.xlsx"
    download.value.save_as(path)
    book = load_workbook(path)
    sheet = book["月报"]
    row = next(r for r in range(5, 30) if "公铁联运" in str(sheet.cell(r, 5).value))
    progress = "联运站台地基处理完成60%，钢结构采购合同已签订。"
    for column, value in ((12, 350), (13, 1630), (14, 540), (15, progress), (16, 400)):
        sheet.cell(row, column).value = value
    book.save(path)
    page.get_by_role("link", name="导入工作簿").click()
    settle(page)
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_role("button", name=re.compile("确认导入 1 个项目")).wait_for()
    walk.look(page, "import-preview")
    page.get_by_role("button", name=re.compile("确认导入")).click()
    settle(page)
    walk.look(page, "import-done")
    page.get_by_role("link", name="全部导入记录").click()
    settle(page)
    page.set_input_files("input[type=file]", str(path))
    page.get_by_role("button", name="上传并核对").click()
    page.get_by_text("不会带来任何改动").wait_for()
    page = walk.at("diankou.tb", "/reporting/")
    page.get_by_role("link", name="提交本月月报").click()
    settle(page)
    page.get_by_role("button", name=re.compile("^提交 1 份月报")).click()
    settle(page)


@step("五、区县把关")
def review(walk: Walk) -> None:
    page = walk.at("zhuji.sh", "/reporting/review/")
    walk.look(page, "review")
    page.locator("tbody th a").first.click()
    page.locator("#side summary", has_text="退回并说明").click()
    page.fill("#side [name=reason-this_month]", "与合同约定的付款节点不符，请附支付凭证。")
    walk.look(page, "review-return")
    page.locator("#side").get_by_role("button", name="退回", exact=True).click()
    page.get_by_text("已退回").first.wait_for()
    page.locator("tbody th a").first.click()
    page.locator("#side").get_by_role("button", name="审核通过").click()
    page.get_by_text("报上一级").first.wait_for()
    page.locator("[data-check-all]").check()
    page.get_by_role("button", name="批量通过").click()
    settle(page)
    walk.look(walk.at("zhuji.sh", f"/reporting/{MONTH}/standing/"), "standing")
    walk.look(walk.at("zhuji.sh", "/reporting/review/", "phone"), "review-phone")


@step("六、园区不重复计算")
def counted_once(walk: Walk) -> None:
    page = walk.at("yuecheng.sh", "/search/?q=店口镇")
    page.get_by_text("没有找到项目").wait_for()


@step("七、市级终审")
def last_word(walk: Walk) -> None:
    page = walk.at("bangongshi", "/reporting/review/")
    page.locator("[data-check-all]").check()
    page.get_by_role("button", name="批量通过").click()
    settle(page)
    while page.locator("tbody th a").count():
        page.locator("tbody th a").first.click()
        page.locator("#side").get_by_role("button", name="审核通过").click()
        settle(page)


@step("八、封账")
def freeze(walk: Walk) -> None:
    page = walk.at("bangongshi", "/snapshots/")
    page.locator("button[data-dialog=freeze]").click()
    walk.look(page, "freeze")
    page.locator("dialog[open] .btn-firm").click()
    page.get_by_text("2024年4月 r1").first.wait_for(timeout=60_000)
    page.get_by_role("button", name="校验全部封账数据").click()
    page.get_by_text("全部相符").wait_for(timeout=60_000)
    walk.look(page, "frozen")


@step("九、计分与晾晒")
def score(walk: Walk) -> None:
    page = walk.at("bangongshi", f"/scoring/?month={MONTH}")
    page.get_by_role("button", name="计分").first.click()
    page.wait_for_url("**/scoring/sheets/**")
    settle(page)
    walk.look(page, "scores")
    page.locator("a[href*='county_investment']").first.click()
    settle(page)
    walk.look(page, "figure")
    page = walk.at("bangongshi", f"/publishing/?month={MONTH}")
    page.get_by_role("button", name="起草发布稿").click()
    page.get_by_text("起草人不能审定自己的发布稿").wait_for()
    page = walk.at("lingdao")
    page.get_by_role("link", name="审定晾晒发布稿").first.click()
    settle(page)
    page.locator("button[data-dialog=approve]").click()
    walk.look(page, "approve")
    page.locator("dialog[open] button:not([type=button])").first.click()
    settle(page)
    page = walk.at("bangongshi", f"/publishing/?month={MONTH}")
    page.locator("button[data-dialog=finalise]").click()
    page.locator("dialog[open] .btn-firm").first.click()
    settle(page)
    walk.look(walk.at("bangongshi", f"/publishing/?month={MONTH}", "wide"), "scoreboard-wide")


@step("十、通报")
def bulletin(walk: Walk) -> None:
    page = walk.at("bangongshi", f"/publishing/?month={MONTH}")
    for _ in range(40):
        if page.get_by_text("推进情况通报.docx").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_text("推进情况通报.docx").first.scroll_into_view_if_needed()
    walk.look(page, "bulletin")
    page = walk.at("shenji", "/system/")
    page.get_by_role("button", name="校验记录与封账数据").click()
    page.get_by_text("全部一致").wait_for(timeout=90_000)
    walk.look(page, "verified")
    walk.look(walk.at("shenji", "/system/audit/"), "audit")
    walk.look(walk.at("guanliyuan", "/system/people/"), "people")
