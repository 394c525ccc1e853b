"""Two forms of a superior: a province's table with formulas and a bulletin with places to fill,
mapped by what is proposed and filled for the last frozen month.
"""

import io
from datetime import datetime

import docx
import xlsxwriter

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, viewer_for
from yipanqi.apps.month.forms_above import actions
from yipanqi.apps.month.forms_above.frozen import opened, places_of, suggestions
from yipanqi.apps.month.forms_above.models import FormVersion
from yipanqi.core.forms_above.suggest import proposed_repeats
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import LAST
from yipanqi.infra import clock
from yipanqi.infra.uid import seeded
from yipanqi.packs.official.package import repacked

OFFICE = "bangongshi"
STAMP = datetime(2024, 1, 2)  # noqa: DTZ001  (a property of a file, without a zone)
TABLE, PAPER = "全省重大项目推进情况月报表（演示数据）", "重大项目推进情况专报（演示数据）"


def build_forms() -> None:
    """Call when March is frozen."""
    keep_trees()
    filled = LAST.previous
    try:
        with seeded(f"{SEED}:forms"), clock.at(LAST.last):
            office = viewer_for(User.objects.get(username=OFFICE))
            for name, issued_by, file, content in (
                (TABLE, "省重大项目工作专班", "省表.xlsx", _table()),
                (PAPER, "市重大项目推进办", "专报.docx", _paper()),
            ):
                version = actions.add_form(
                    viewer=office,
                    name=name,
                    issued_by=issued_by,
                    month=filled,
                    content=content,
                    file_name=file,
                )
                _map(office, version, filled)
                actions.fill_form(viewer=office, uid=version.form.uid, month=filled)
    finally:
        forget_trees()


def _map(office: Viewer, version: FormVersion, month: Month) -> None:
    told = opened(version)
    proposed = suggestions(told, month)
    actions.map_places(
        viewer=office, uid=version.uid, figures={at: f.as_json() for at, f in proposed.items()}
    )
    for repeat in proposed_repeats(places_of(told, month), proposed):
        actions.repeat_row(
            viewer=office,
            uid=version.uid,
            sheet=repeat.sheet,
            row=repeat.row,
            repeat=repeat.as_json() | {"only": "list_level=provincial"},
        )


def _table() -> bytes:
    """By county with a total, and one blank row for the projects of the province's list."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"title": TABLE, "created": STAMP})
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True})
    cell = book.add_format({"border": 1})
    money = book.add_format({"border": 1, "num_format": "#,##0.00"})
    share = book.add_format({"border": 1, "num_format": "0.0%"})
    sheet = book.add_worksheet("分地区")
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 5, 16)
    sheet.merge_range("A1:F1", TABLE, title)
    sheet.write("F2", "单位：亿元")
    heads = ("地区", "项目个数", "年度计划投资", "累计完成投资", "年度计划完成率", "已开工项目")
    sheet.write_row("A3", heads, head)
    names = [county.name for county in places.counties()]
    for at, name in enumerate([*names, "合计"], 4):
        sheet.write(f"A{at}", name, cell)
        sheet.write_blank(f"B{at}", None, cell)
        for column in "CD":
            sheet.write_blank(f"{column}{at}", None, money)
        sheet.write_formula(f"E{at}", f'=IF(C{at}=0,"",D{at}/C{at})', share)
        sheet.write_blank(f"F{at}", None, cell)
    last = 3 + len(names)
    sheet.write_formula(f"C{last + 1}", f"=SUM(C4:C{last})", money)
    sheet.write_formula(f"D{last + 1}", f"=SUM(D4:D{last})", money)
    listed = book.add_worksheet("省重点项目")
    listed.set_column(1, 1, 40)
    listed.set_column(2, 6, 16)
    listed.merge_range("A1:G1", "省重点项目推进情况（演示数据）", title)
    wanted = (
        "序号",
        "项目名称",
        "建设性质",
        "年度计划（万元）",
        "累计完成投资（万元）",
        "完成率",
        "形象进度",
    )
    listed.write_row("A2", wanted, head)
    for column, look in zip("ABCDEFG", (cell, cell, cell, money, money, share, cell), strict=True):
        listed.write_blank(f"{column}3", None, look)
    listed.write_formula("F3", '=IF(D3=0,"",E3/D3)', share)
    listed.write_row("A4", ("合计", "", ""), cell)
    listed.write_formula("D4", "=SUM(D3:D3)", money)
    listed.write_formula("E4", "=SUM(E3:E3)", money)
    book.close()
    return repacked(out.getvalue())


def _paper() -> bytes:
    paper = docx.Document()
    paper.core_properties.created = paper.core_properties.modified = STAMP
    paper.core_properties.author = ""
    paper.add_heading(PAPER, 1)
    paper.add_paragraph(
        "截至{{报告期}}末，全市{{项目个数}}个重大项目累计完成投资{{累计完成投资（亿元）}}亿元，"
        "完成年度计划的{{完成率}}%，序时进度为{{序时进度}}%；应开工项目{{应开工项目}}个，"
        "已开工{{已开工项目}}个，应开工未开工{{未开工项目}}个。"
    )
    sentence = paper.add_paragraph("分地区看：")
    for county in places.counties()[:3]:
        sentence.add_run(
            f"{county.name}累计完成投资{{{{{county.name}累计完成投资（亿元）}}}}亿元，"
            f"完成年度计划的{{{{{county.name}完成率}}}}%；"
        )
    paper.add_paragraph("数据出处：{{数据来源}}。")
    out = io.BytesIO()
    paper.save(out)
    return repacked(out.getvalue())
