import io
import zipfile
from dataclasses import replace

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from packs.april import APRIL, CITATION, DEPARTMENTS, DISTRICTS
from yipanqi.packs.standings import League
from yipanqi.packs.tables import ScoreboardWorkbook, render_scoreboard
from yipanqi.packs.tables.names import sheet_names

BOARD = ScoreboardWorkbook(
    "2024年4月重大项目推进晾晒榜", APRIL, CITATION, (DISTRICTS, DEPARTMENTS), is_demonstration=True
)


def opened(board: ScoreboardWorkbook) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(render_scoreboard(board)))


def test_a_sheet_per_league_with_figures_as_numbers() -> None:
    book = opened(BOARD)
    assert book.sheetnames == ["区、县（市）组", "市级部门组"]
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "2024年4月重大项目推进晾晒榜（区、县（市）组）"
    assert sheet["A2"].value == "演示数据"
    assert [c.value for c in sheet[5]][:4] == [1, "诸暨市", 28.5, 27.43]
    assert sheet["C5"].number_format == "0.00"


def test_no_data_is_said_in_words() -> None:
    last = [c.value for c in opened(BOARD).worksheets[1][9]]
    assert last == ["不参加排名", "市机关事务管理局", *["无数据"] * 4, "—", "无考核项目"]


def test_what_it_rests_on_stands_below() -> None:
    texts = [c.value for c in opened(BOARD).worksheets[0]["A"] if isinstance(c.value, str)]
    assert any("2024-04/r1" in t and "3f9a17c05be2" in t for t in texts)
    assert any("2024年度重大项目推进考核办法" in t for t in texts)


def test_head_stays_and_prints_on_every_page() -> None:
    sheet = opened(BOARD).worksheets[0]
    assert sheet.freeze_panes == "C5"
    assert sheet.print_title_rows == "$4:$4"
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.page_setup.orientation == "landscape"


def test_text_is_never_a_formula() -> None:
    bad = replace(DISTRICTS.rows[0], unit='=HYPERLINK("x")', note="@SUM(A1)")
    board = replace(BOARD, leagues=(replace(DISTRICTS, rows=(bad,)),))
    made = render_scoreboard(board)
    cell = opened(board).worksheets[0]["B5"]
    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("x")')
    assert cell.style is not None
    assert cell.quotePrefix
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(made)).read("xl/worksheets/sheet1.xml")


def test_empty_league_and_no_league() -> None:
    empty = League("空组", DISTRICTS.criteria, ())
    assert (
        opened(replace(BOARD, leagues=(empty,))).worksheets[0]["A5"].value == "本月无单位参加排名"
    )
    assert len(opened(replace(BOARD, leagues=())).worksheets) == 1


def test_same_board_same_bytes() -> None:
    assert render_scoreboard(BOARD) == render_scoreboard(BOARD)


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), max_size=8))
def test_sheet_names_are_valid_and_distinct(titles: list[str]) -> None:
    names = sheet_names(titles)
    assert len({n.casefold() for n in names}) == len(titles)
    assert all(0 < len(n) <= 31 and not set(n) & set("[]:*?/\\") for n in names)
