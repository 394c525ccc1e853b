"""What offices with old machines send: .xls, .et, WPS's .xlsx with pictures in cells. Read, or
refused with the step that helps.
"""

import struct

import pytest

from infra.workbooks import bombs
from yipanqi.core.refusal import Refusal
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import read_workbook

IMAGES = (
    '<?xml version="1.0" encoding="UTF-8"?><etc:cellImages '
    'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>'
)
PICTURE = '<c r="{at}" t="str"><f>_xlfn.DISPIMG("ID_5F0C",1)</f><v>=DISPIMG("ID_5F0C",1)</v></c>'


def text(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def wps(rows: str) -> bytes:
    """As WPS writes it: cell pictures in a part of its own, their formula in the cells."""
    return bombs.packed(
        bombs.parts(bombs.sheet(rows))
        | {"xl/cellimages.xml": IMAGES, "xl/media/image1.png": b"\x89PNG\r\n\x1a\n"}
    )


def biff(name: str = "清单") -> bytes:
    """A workbook of Excel 97 to 2003: one sheet with a text and a number."""

    def bof(kind: int) -> bytes:
        return bombs.record(0x809, struct.pack("<HHHHII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))

    title = name.encode("utf-16-le")
    label = "项目".encode("utf-16-le")
    cells = bombs.record(0x204, struct.pack("<HHHHB", 0, 0, 0, 2, 1) + label)
    cells += bombs.record(0x203, struct.pack("<HHHd", 1, 0, 0, 820.5))
    sheet = bof(0x10) + cells + bombs.record(0x0A)
    end = bombs.record(0x0A)

    def bound(at: int) -> bytes:
        return bombs.record(0x85, struct.pack("<IBBBB", at, 0, 0, len(name), 1) + title)

    start = len(bof(5)) + len(bound(0)) + len(end)
    stream = bof(5) + bound(start) + end + sheet
    return bombs.compound({"Workbook": stream + bytes(max(0, 4096 - len(stream)))})


@pytest.mark.parametrize("name", ["台账.xls", "台账.et"])
def test_an_old_workbook_is_read_under_either_name(name):
    book = read_workbook(biff(), name)
    assert [s.name for s in book.sheets] == ["清单"]
    assert book.sheets[0].at(0, 0) == "项目"
    assert float(str(book.sheets[0].at(1, 0))) == 820.5


def test_a_new_workbook_under_an_old_name_is_read():
    rows = f'<row r="1">{text("A1", "项目名称")}</row>'
    for name in ("台账.et", "台账.xls"):
        assert read_workbook(wps(rows), name).sheets[0].at(0, 0) == "项目名称"


def test_pictures_in_cells_are_no_values():
    rows = (
        f'<row r="1">{text("A1", "项目名称")}{text("B1", "现场照片")}</row>'
        f'<row r="2">{text("A2", "快速路")}{PICTURE.format(at="B2")}</row>'
    )
    sheet = read_workbook(wps(rows), "月报.xlsx").sheets[0]
    assert sheet.at(1, 0) == "快速路"
    assert sheet.at(1, 1) is None


def test_a_sheet_of_pictures_only_is_refused_with_what_to_do():
    rows = f'<row r="1">{PICTURE.format(at="A1")}</row>'
    with pytest.raises(Refusal, match=r"workbook\.only_pictures") as refused:
        read_workbook(wps(rows), "月报.xlsx")
    assert "请上传原始表格" in say(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "step"),
    [
        ("月报.ods", b"PK\x03\x04", "另存为"),
        ("月报.csv", b"a,b", "另存为"),
        ("月报.et", b"not a workbook at all", "另存为"),
        ("月报.xlsm", b"PK\x03\x04", "另存为不含宏的"),
        ("月报.wps", b"\xd0\xcf\x11\xe0", "另存为"),
    ],
)
def test_what_is_not_read_is_refused_with_the_step(name, content, step):
    with pytest.raises(Refusal) as refused:
        read_workbook(content, name)
    assert step in say(refused.value)
