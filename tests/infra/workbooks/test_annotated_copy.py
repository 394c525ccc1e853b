"""The file goes back with its faults marked: cell, comment, and a first sheet that lists all."""

import io

import openpyxl
import pytest
from django.utils import translation

from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.extract import extract
from yipanqi.core.tables.matching import KnownProject, Register, identify
from yipanqi.core.tables.propose import propose
from yipanqi.infra.workbooks import read_workbook
from yipanqi.infra.workbooks.remarks import annotate_workbook, remarks_of

from . import bombs
from .truth import MONTH


def faulty() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "项目's 表"
    for row in (
        ("项目名称", "总投资（万元）", "计划开工时间"),
        ("甲", "约5000", "已开工"),
        ("=危险", "=1+1", "2024年3月"),
    ):
        sheet.append(row)
    sheet["A3"].data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_faults_are_coloured_commented_and_listed():
    content = faulty()
    read = read_workbook(content, "清单.xlsx")
    found = extract(read, propose(read, MONTH).tables)
    unknown = identify(found.rows, Register([KnownProject("u", "甲")])).unmatched
    with translation.override("zh-hans"):
        remarks = remarks_of(found.refused, unknown)
        copy = annotate_workbook(content, "清单.xlsx", remarks)
    assert [(r.cell, r.value) for r in remarks] == [
        ("B2", "约5000"), ("C2", "已开工"), ("B3", ""), ("A3", "=危险"),
    ]  # fmt: skip
    assert all(r.why.endswith("。") and r.remedy.endswith("。") for r in remarks)
    book = openpyxl.load_workbook(io.BytesIO(copy))
    assert book.sheetnames[0] == "导入结果"
    first = book["导入结果"]
    assert [first.cell(4, c).value for c in (1, 2, 3)] == ["项目's 表", "B2", "约5000"]
    assert first.cell(4, 2).hyperlink.location == "'项目''s 表'!B2"
    assert (first.cell(7, 3).data_type, first.cell(7, 3).quotePrefix) == ("s", True)
    marked = book["项目's 表"]["B2"]
    assert marked.fill.start_color.rgb == "FFFFC7CE"
    assert "约数" in marked.comment.text
    assert read_workbook(copy, "清单.xlsx").sheets[1].at(1, 1) == "约5000"


def test_what_may_not_be_read_may_not_be_annotated():
    with pytest.raises(Refusal, match=r"workbook\.macro"):
        annotate_workbook(bombs.plain_with("xl/vbaProject.bin"), "a.xlsx", [])
    with pytest.raises(Refusal, match=r"workbook\.cannot_annotate"):
        annotate_workbook(bombs.compound({"Workbook": b"x"}), "a.xls", [])
