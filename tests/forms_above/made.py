"""Made forms: a provincial table with a repeated row and formulas, a bulletin's paragraph."""

import io

import docx
import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation


def table() -> bytes:
    """Counties by name with a formula each, a total, a chart, a rule for input, a second sheet
    with one blank row for projects.
    """
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "汇总表"
    sheet["A1"] = "全省重大项目推进情况表"
    sheet.merge_cells("A1:E1")
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"] = "单位：万元"
    sheet.append(["地区", "年度计划投资", "累计完成投资", "完成率(%)", "项目个数"])
    for name in ("东山区", "西河县", "南浦市", "北岭县"):
        row = sheet.max_row + 1
        sheet.append([name, None, None, f"=C{row}/B{row}*100", None])
    sheet.append(["合计", None, "=SUM(C4:C7)", "=C8/B8*100", None])
    thin = Side(style="thin")
    for row in sheet["B4:E8"]:
        for cell in row:
            cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
            cell.fill = PatternFill("solid", start_color="FFFFF2CC")
            cell.number_format = "#,##0.00"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=7), titles_from_data=True)
    sheet.add_chart(chart, "G3")
    rule = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0")
    rule.add("B4:C7")
    sheet.add_data_validation(rule)
    second = book.create_sheet("项目表")
    second.append(["序号", "项目名称", "年度计划（亿元）", "累计完成投资（亿元）", "完成率"])
    second.append([None, None, None, None, None])
    second.append(["合计", None, "=SUM(C2:C2)", "=SUM(D2:D2)", "=D3/C3"])
    second["E2"].number_format = "0.0%"
    second["E3"].number_format = "0.0%"
    second["A5"] = "填表说明：本表由系统填写"
    second.merge_cells("A5:E5")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def bulletin() -> bytes:
    paper = docx.Document()
    paper.add_heading("重大项目推进情况通报", 1)
    paragraph = paper.add_paragraph("截至")
    paragraph.add_run("{{报告期}}").bold = True
    paragraph.add_run("，全市累计完成投资{{累计完成投资（亿元）}}亿元，其中东山区")
    paragraph.add_run("{{东山区累计完成投资（亿元）}}").italic = True
    paragraph.add_run("亿元，完成年度计划的{{完成率}}%。")
    grid = paper.add_table(rows=2, cols=3)
    for cell, text in zip(
        grid.rows[0].cells, ("地区", "年度计划（亿元）", "序时进度（%）"), strict=True
    ):
        cell.text = text
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def cells(content: bytes, sheet: str) -> list[list[object]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [list(row) for row in book[sheet].iter_rows(values_only=True)]


def words(content: bytes) -> str:
    return "\n".join(p.text for p in docx.Document(io.BytesIO(content)).paragraphs)
