"""Every code that cells, rows, mappings and sheets can carry has its sentence in Chinese."""

import re
from pathlib import Path

import pytest
from django.utils import translation

import yipanqi
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.mapping import Confidence
from yipanqi.core.tables.matching import By
from yipanqi.core.tables.rows import RowKind
from yipanqi.infra.texts import label, render

TABLES = Path(yipanqi.__file__).parent / "core" / "tables"
CODES = sorted(
    {
        code
        for path in TABLES.glob("*.py")
        for code in re.findall(r'"((?:cell|row|mapping|sheet|table)\.[a-z_]+)"', path.read_text())
    }
    | {"date.month_only", "date.ten_days_only"}
)
PARAMS = dict.fromkeys(
    ("value", "unit", "sheet", "row", "rows", "name", "candidate", "column", "head"), "甲"
)


@pytest.mark.parametrize("code", CODES)
def test_code_has_a_sentence(code: str):
    with translation.override("zh-hans"):
        sentence = render(code, PARAMS)
    assert re.search(r"[一-鿿]", sentence)
    if code.startswith(("cell.", "row.")):
        assert sentence.count("。") == 2, "first why, then what to do"


@pytest.mark.parametrize("member", [*TableField, *Confidence, *By, *RowKind], ids=repr)
def test_member_has_a_word(member):
    with translation.override("zh-hans"):
        assert re.search(r"[一-鿿]", label(member))
