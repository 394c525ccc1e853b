import io
import zipfile
from datetime import date
from decimal import Decimal

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st

from yipanqi.core.refusal import Refusal
from yipanqi.packs.official import (
    Align,
    Column,
    DocumentNumber,
    Imprint,
    OfficialDocument,
    Table,
    chinese_date,
)
from yipanqi.packs.official import measures as m
from yipanqi.packs.official.breaking import break_title, plain
from yipanqi.packs.official.document import head_type, heading_mark
from yipanqi.packs.official.numerals import chinese_numeral, width
from yipanqi.packs.official.page import type_width
from yipanqi.packs.official.readback import document_tables, numbers_in
from yipanqi.packs.official.signature import signature_lines
from yipanqi.packs.official.table import SIZES, column_widths, fits

DAY = date(2024, 3, 5)
OFFICE = "绍兴市重大项目建设领导小组办公室"


def narrow(rows: int) -> Table:
    columns = (Column("排名"), Column("单位", may_wrap=True), Column("总分", Align.RIGHT))
    return Table(
        columns, tuple((str(n), f"第{n}单位", f"{n}.00") for n in range(1, rows + 1)), unit="分"
    )


def wide() -> Table:
    columns = tuple(Column(f"第{n}项指标得分", Align.RIGHT) for n in range(1, 13))
    return Table(columns, (tuple("139.20" for _ in columns),))


def written(*tables: Table, mark: str = "", agency: str = OFFICE) -> bytes:
    made = OfficialDocument(page_mark=mark)
    made.red_head(f"{agency}文件", DocumentNumber("绍重办", 2024, 5))
    made.title("关于全市重大项目|推进情况的|通报")
    made.recipients(["各区、县（市）人民政府"])
    made.heading(1, "总体情况")
    made.section(2, "投资。", "正文")
    made.attachment_note([f"表{n}" for n, _ in enumerate(tables, start=1)])
    made.signature(agency, DAY)
    for number, table in enumerate(tables, start=1):
        made.annex(f"附件{number}", f"表{number}", table)
    made.imprint(Imprint(agency, DAY, ("市委办公室", "市政府办公室")))
    return made.save(title="关于|通报", subject="通报", dated=DAY)


def opened(made: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(made))


def test_type_area_is_156_by_225_mm() -> None:
    section = opened(written()).sections[0]
    margins = (
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    )
    assert [round_mm(v) for v in margins] == [37, 35, 28, 26]
    assert (round_mm(section.page_width), round_mm(section.page_height)) == (210, 297)


def round_mm(length: int) -> int:
    return (length + Mm(1) // 2) // Mm(1)


def test_grid_holds_22_lines_and_28_characters() -> None:
    assert 22 * m.LINE <= m.twips(m.TYPE_HEIGHT) < 23 * m.LINE
    assert 28 * m.PITCH_3 <= m.twips(m.TYPE_WIDTH) < 29 * m.PITCH_3
    grid = opened(written()).sections[0]._sectPr.find(qn("w:docGrid"))
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")


def test_every_run_names_its_east_asian_font() -> None:
    archive = zipfile.ZipFile(io.BytesIO(written(narrow(3), wide(), mark="演示数据")))
    known = {"仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"}
    seen = set()
    for name in archive.namelist():
        if name.startswith(("word/document", "word/header", "word/footer")):
            root = docx.oxml.parse_xml(archive.read(name))
            for run in root.iter(qn("w:r")):
                if run.find(qn("w:t")) is None and run.find(qn("w:instrText")) is None:
                    continue
                fonts = run.find(qn("w:rPr")).find(qn("w:rFonts"))
                seen.add(fonts.get(qn("w:eastAsia")))
                assert fonts.get(qn("w:eastAsia")) == fonts.get(qn("w:ascii"))
    assert seen == known


def test_heading_faces_by_level() -> None:
    made = OfficialDocument()
    for level in (1, 2, 3, 4):
        made.heading(level, "标题")
    texts = [p for p in opened(made.save(title="", subject="", dated=DAY)).paragraphs if p.text]
    assert [p.text for p in texts] == ["一、标题", "（一）标题", "1.标题", "（1）标题"]
    assert [p.runs[0].font.name for p in texts] == [
        "黑体",
        "楷体_GB2312",
        "仿宋_GB2312",
        "仿宋_GB2312",
    ]


def test_lower_levels_start_again_under_a_new_heading() -> None:
    made = OfficialDocument()
    for level in (1, 2, 2, 1, 2):
        made.heading(level, "题")
    texts = [p.text for p in opened(made.save(title="", subject="", dated=DAY)).paragraphs]
    assert [t for t in texts if t] == ["一、题", "（一）题", "（二）题", "二、题", "（一）题"]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (99, "九十九")]
)
def test_chinese_numeral(number: int, text: str) -> None:
    assert chinese_numeral(number) == text
    assert heading_mark(2, number) == f"（{text}）"


def test_document_number_has_hexagonal_brackets_and_no_leading_zero() -> None:
    assert str(DocumentNumber("绍重办", 2024, 5)) == "绍重办〔2024〕5号"
    with pytest.raises(Refusal, match=r"official\.bad_document_number"):
        DocumentNumber("绍重办", 2024, 0)


def test_date_has_no_leading_zeros() -> None:
    assert chinese_date(DAY) == "2024年3月5日"


def test_page_numbers_stand_outside() -> None:
    for section in opened(written(wide())).sections:
        odd = section.footer._element
        even = section.even_page_footer._element
        for footer, side in ((odd, "right"), (even, "left")):
            codes = [e.text.strip() for e in footer.iter(qn("w:instrText"))]
            assert codes == ["PAGE"]
            assert side in [e.get(qn("w:val")) for e in footer.iter(qn("w:jc"))]
    settings_ = opened(written()).settings.element
    assert settings_.find(qn("w:evenAndOddHeaders")) is not None


def test_wide_table_turns_the_page_and_the_imprint_stands_upright() -> None:
    sections = opened(written(narrow(2), wide())).sections
    assert [s.page_width > s.page_height for s in sections] == [False, True, False]
    turned = sections[1]
    assert round_mm(turned.top_margin) == 28
    assert round_mm(turned.left_margin) == 35


@pytest.mark.parametrize("rows", [0, 1, 30])
def test_table_repeats_its_head_and_keeps_its_rows_whole(rows: int) -> None:
    table = opened(written(narrow(rows))).tables[0]._tbl
    lines = table.findall(qn("w:tr"))
    assert len(lines) == rows + 1
    heads = [r for r in lines if r.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None]
    assert heads == lines[:1]
    assert all(r.find(qn("w:trPr")).find(qn("w:cantSplit")) is not None for r in lines)


def test_ragged_table_is_refused() -> None:
    with pytest.raises(Refusal, match=r"official\.ragged_table"):
        Table((Column("甲"), Column("乙")), (("1",),))


def test_imprint_is_the_last_table_between_three_rules() -> None:
    made = written(narrow(1))
    assert document_tables(made)[-1] == [
        ["抄送：市委办公室，市政府办公室。"],
        [f"{OFFICE}\t2024年3月5日印发"],
    ]
    borders = opened(made).tables[-1]._tbl.find(qn("w:tblPr")).find(qn("w:tblBorders"))
    assert {b.tag.split("}")[1]: b.get(qn("w:sz")) for b in borders} == {
        "top": "8",
        "bottom": "8",
        "insideH": "6",
    }


def test_same_document_gives_the_same_bytes_and_names_nobody() -> None:
    first, second = written(narrow(5), wide()), written(narrow(5), wide())
    assert first == second
    properties = opened(first).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (
        "关于通报",
        "",
        "",
    )
    assert properties.comments == ""


def test_package_holds_nothing_of_the_library_s_template() -> None:
    names = zipfile.ZipFile(io.BytesIO(written())).namelist()
    assert not [n for n in names if "thumbnail" in n or "custom" in n or "theme" in n]


def test_red_head_narrows_before_it_shrinks() -> None:
    assert head_type("绍兴市人民政府文件") == (Decimal(49), 100)
    assert head_type("市府") == (Decimal(60), 100)
    size, stretch = head_type("绍兴市重大项目建设领导小组办公室文件")
    assert (size, stretch < 100) == (Decimal(36), True)
    long_size, long_stretch = head_type("某" * 40 + "文件")
    assert long_size * 42 * long_stretch / 100 <= Decimal(m.twips(m.TYPE_WIDTH)) / 20


def test_control_characters_do_not_reach_the_file() -> None:
    made = OfficialDocument()
    made.paragraph("甲\x00\x0b乙")
    assert opened(made.save(title="", subject="", dated=DAY)).paragraphs[0].text == "甲乙"


# Breaking titles


def test_title_breaks_at_the_marks_in_a_trapezoid() -> None:
    lines = break_title("关于2024年1—4月|全市重大项目|推进情况的|通报", 20)
    assert lines == ["关于2024年1—4月", "全市重大项目推进情况的通报"]


def test_title_without_marks_keeps_numbers_and_words() -> None:
    lines = break_title("绍兴市人民政府关于2024年1—4月全市重大项目推进情况的通报", 20, ["重大项目"])
    assert any("2024年1—4月" in line for line in lines)
    assert any("重大项目" in line for line in lines)
    assert not any(line.startswith("的") for line in lines)


@settings(max_examples=60, deadline=None)
@given(st.text("绍兴市重大项目的、（）0123年—|", min_size=1, max_size=48), st.integers(12, 32))
def test_breaking_loses_nothing_and_fits(title: str, capacity: int) -> None:
    lines = break_title(title, capacity)
    assert "".join(lines) == plain(title)
    assert all(width(line) <= capacity for line in lines)


# Signature


def test_sealed_signature_is_centred_on_a_date_four_from_the_right() -> None:
    (name, name_right), (day, day_right) = signature_lines(
        "绍兴市政府", "2024年3月5日", sealed=True
    )
    assert day_right == 4
    assert name_right + width(name) / 2 == day_right + width(day) / 2


def test_unsealed_date_begins_two_right_of_the_agency() -> None:
    (name, name_right), (day, day_right) = signature_lines(OFFICE, "2024年3月5日", sealed=False)
    assert name_right == 2
    assert name_right + width(name) - (day_right + width(day)) == 2


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 60), st.booleans())
def test_signature_stays_on_the_page(length: int, sealed: bool) -> None:
    for line, right in signature_lines("局" * length, "2024年12月31日", sealed=sealed):
        assert right >= 0
        assert right + width(line) <= 28


# Table widths


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.text("甲乙1.", max_size=30), st.booleans()), min_size=1, max_size=14),
    st.sampled_from(SIZES),
)
def test_column_widths_fill_the_type_area(columns: list[tuple[str, bool]], size: Decimal) -> None:
    table = Table(
        tuple(Column("题", may_wrap=wraps) for _, wraps in columns), (tuple(t for t, _ in columns),)
    )
    widths = column_widths(table, type_width(landscape=False), size)
    assert sum(widths) == type_width(landscape=False)
    assert all(w > 0 for w in widths)


def test_very_long_names_do_not_turn_the_page() -> None:
    table = Table((Column("单位", may_wrap=True), Column("分")), (("某" * 60, "1"),))
    assert fits(table, type_width(landscape=False))


def test_numbers_in_text() -> None:
    text = "1.项目共348个，1—4月-3.2%，快照2024-04/r1，附件２。B2楼"
    found = ["1", "348", "1", "4", "-3.2", "2024-04/r1", "2", "B2"]
    assert list(numbers_in(text)) == found
