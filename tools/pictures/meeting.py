"""Before and after the meeting: agenda, breakdown, inspections, pack, film, what came back."""

from docx import Document

from pictures.walk import FROZEN, Walk, chapter, settle

STEPS, step = chapter()
OFFICE = "bangongshi"


@step("例会：议程")
def agenda(walk: Walk) -> None:
    page = walk.follow(walk.at(OFFICE, "/meetings/"), "/meetings/0")
    page.get_by_role("link", name="编辑议程").click()
    settle(page)
    walk.look(page, "agenda")


@step("例会：任务分解")
def breakdown(walk: Walk) -> None:
    page = walk.at(OFFICE, "/meetings/")
    page.locator("main tbody a").first.click()
    settle(page)
    page.get_by_role("link", name="议定事项与纪要").first.click()
    settle(page)
    page = walk.follow(page, "/breakdowns/meeting/", "/breakdowns/0")
    walk.look(page, "breakdown")


@step("例会：暗访")
def inspection(walk: Walk) -> None:
    page = walk.follow(walk.at(OFFICE, "/inspections/"), "/inspections/0", "/findings/0")
    walk.look(page, "finding")


@step("例会：材料与专题片")
def pack(walk: Walk) -> None:
    page = walk.at(OFFICE, f"/pack/?month={FROZEN}")
    page = walk.follow(page, "/film/0")
    page.mouse.wheel(0, 460)
    walk.look(page, "film")


@step("例会：外部改过的文件")
def returned(walk: Walk) -> None:
    page = walk.at(OFFICE, f"/pack/?month={FROZEN}")
    with page.expect_download() as download:
        page.locator("a[href*='/documents/']", has_text=".docx").first.click()
    path = walk.scratch / "通报（已修改）.docx"
    download.value.save_as(path)
    edited = Document(str(path))
    told = [line for line in edited.paragraphs if "亿元" in line.text]
    for run in told[0].runs:
        run.text = run.text.replace("亿元", "1亿元", 1)
    edited.save(str(path))
    page.set_input_files("form[action*='/bring/'] input[type=file]", str(path))
    page.get_by_role("button", name="回传并核对").click()
    page.wait_for_url("**/returned/**")
    walk.look(page, "returned-file")
