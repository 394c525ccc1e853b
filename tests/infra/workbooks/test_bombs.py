"""No macro, link, formula or bomb gets through; each is one sentence, none a traceback."""

import io
import struct

import pytest
import xlsxwriter
from django.utils import translation

from yipanqi.core.refusal import Refusal
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import read_workbook

from . import bombs


def refused(content: bytes, name: str = "月报.xlsx") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_workbook(content, name)
    with translation.override("zh-hans"):
        sentence = say(caught.value)
    assert name in sentence
    assert sentence.endswith("。")
    return caught.value


def test_a_plain_workbook_made_the_same_way_is_read():
    book = read_workbook(bombs.packed(bombs.parts()), "月报.xlsx")
    assert [(s.name, s.rows) for s in book.sheets] == [("月报", ((1,),))]


@pytest.mark.parametrize(
    ("part", "code"),
    [
        ("xl/vbaProject.bin", "workbook.macro"),
        ("xl/macrosheets/sheet1.xml", "workbook.macro"),
        ("xl/activeX/activeX1.bin", "workbook.macro"),
        ("xl/externalLinks/externalLink1.xml", "workbook.external_link"),
        ("xl/connections.xml", "workbook.connection"),
        ("xl/embeddings/oleObject1.bin", "workbook.embedded_object"),
        ("../../etc/cron.d/x", "workbook.path_in_archive"),
        ("xl\\..\\..\\x.xml", "workbook.path_in_archive"),
        ("C:/x.xml", "workbook.path_in_archive"),
    ],
)
def test_parts_that_may_not_be_there(part, code):
    assert refused(bombs.plain_with(part)).code == code


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("月报.xlsm", bombs.packed(bombs.parts()), "workbook.macro"),
        ("月报.xlsx", b"MZ\x90\x00" + bytes(500), "workbook.not_a_workbook"),
        ("月报.exe", b"MZ\x90\x00" + bytes(500), "workbook.extension"),
        ("月报.xls", b"<html><table><tr><td>1</td></tr></table></html>", "workbook.web_page"),
        ("月报.png", b"\x89PNG\r\n\x1a\n", "workbook.picture"),
        ("月报.xlsx", b"\x89PNG\r\n\x1a\n", "workbook.picture"),
        ("月报.pdf", b"%PDF-1.7", "workbook.picture"),
        ("月报.xlsx", b"", "workbook.empty_file"),
        ("月报.xlsx", bombs.packed({"word/document.xml": "<x/>"}), "workbook.not_a_workbook"),
        ("月报.xlsx", bombs.packed(bombs.parts())[:-30], "workbook.damaged"),
        ("月报.xlsx", b"PK\x03\x04" + bytes(200), "workbook.damaged"),
        ("月报.csv", b"a,b", "workbook.extension"),
    ],
)
def test_files_that_are_something_else(name, content, code):
    assert refused(content, name).code == code


def test_a_far_cell_is_named_by_sheet_row_and_column():
    far = bombs.sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="ALL200000"><v>1</v></c></row>'
    )
    refusal = refused(bombs.packed(bombs.parts(far)))
    assert refusal.code == "workbook.far_cell"
    assert (refusal.params["sheet"], refusal.params["row"], refusal.params["column"]) == (
        "月报", 200_000, "ALL",
    )  # fmt: skip


@pytest.mark.parametrize(
    "reference", ['r="&#65;LL200000"', "r='ALL200000'", 'r = "ALL200000"', 'r="all200000"']
)
def test_a_far_cell_does_not_hide_behind_spelling(reference):
    far = bombs.sheet(
        f'<row r="1"><c r="A1"><v>1</v></c></row><row><c {reference}><v>1</v></c></row>'
    )
    assert refused(bombs.packed(bombs.parts(far))).code in ("workbook.far_cell", "workbook.damaged")


def test_formatted_blank_cells_far_away_are_no_reason():
    blank = bombs.sheet(
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert read_workbook(bombs.packed(bombs.parts(blank)), "月报.xlsx").sheets[0].rows == ((1,),)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_document_types_are_refused(part):
    evil = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + bombs.ONE_CELL
    assert refused(bombs.packed({**bombs.parts(), part: evil})).code == "workbook.doctype"


def test_utf16_does_not_hide_a_document_type():
    evil = ("<!DOCTYPE x []>" + bombs.ONE_CELL).encode("utf-16")
    refusal = refused(bombs.packed({**bombs.parts(), "xl/worksheets/sheet1.xml": evil}))
    assert refusal.code == "workbook.damaged"


def test_a_gigabyte_of_shared_strings():
    content = bombs.huge_member("xl/sharedStrings.xml", 1024)
    assert len(content) < 6 * 2**20
    assert refused(content).code == "workbook.zip_bomb"


def test_a_size_that_lies():
    content = bombs.huge_member("xl/worksheets/sheet1.xml", 40)
    lying = bombs.understated(content, "xl/worksheets/sheet1.xml", 1000)
    assert refused(lying).code in ("workbook.zip_bomb", "workbook.damaged")


def test_too_many_parts():
    members = bombs.parts() | {f"xl/media/{n}.txt": "" for n in range(2500)}
    assert refused(bombs.packed(members)).code == "workbook.zip_bomb"


def test_only_pictures():
    members = bombs.parts(bombs.sheet("")) | {"xl/media/image1.png": b"\x89PNG"}
    assert refused(bombs.packed(members)).code == "workbook.only_pictures"


def test_one_long_text_referred_to_many_times_costs_one_worker():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 20_001))
    text = f'<sst xmlns="{bombs.MAIN}"><si><t>{"长" * 300_000}</t></si></sst>'
    members = bombs.parts(bombs.sheet(rows)) | {
        "xl/sharedStrings.xml": text,
        "xl/_rels/workbook.xml.rels": bombs.BOOK_RELATIONS.replace(
            "</Relationships>",
            f'<Relationship Id="rId2" Type="{bombs.OFFICE}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        ),
    }
    assert refused(bombs.packed(members)).code == "workbook.too_demanding"
    assert read_workbook(bombs.packed(bombs.parts()), "好.xlsx").sheets


def test_merges_laid_over_each_other_are_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 501))
    merges = "".join(f'<mergeCell ref="A{n}:XFD1048576"/>' for n in range(1, 501))
    sheet = bombs.sheet(rows).replace(
        "</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>"
    )
    assert refused(bombs.packed(bombs.parts(sheet))).code == "workbook.damaged"


def test_a_large_sheet_is_measured_in_pieces():
    rows = "".join(
        f'<row r="{n}">' + "".join(f'<c r="{c}{n}"><v>1.25</v></c>' for c in "ABCDEFGH") + "</row>"
        for n in range(1, 20_001)
    )
    book = read_workbook(bombs.packed(bombs.parts(bombs.sheet(rows))), "月报.xlsx")
    assert (len(book.sheets[0].rows), len(book.sheets[0].rows[-1])) == (20_000, 8)


def test_formula_cells_are_known_and_keep_their_shown_value():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet("月报")
    sheet.write(0, 0, 5)
    sheet.write_formula(1, 1, "=A1*2", None, 10)
    book.close()
    read = read_workbook(out.getvalue(), "月报.xlsx").sheets[0]
    assert read.formula_cells == {(1, 1)}
    assert read.at(1, 1) == 10


@pytest.mark.parametrize(
    ("container", "code"),
    [
        (bombs.compound({"EncryptedPackage": b"x"}), "workbook.encrypted"),
        (
            bombs.compound({"Workbook": bombs.record(0x809, bytes(16))}, ("_VBA_PROJECT_CUR",)),
            "workbook.macro",
        ),
        (
            bombs.compound({"Workbook": bombs.record(0x809, bytes(16)) + bombs.record(0x2F, b"1")}),
            "workbook.encrypted",
        ),
        (
            bombs.compound({"Workbook": bombs.record(0x1AE, b"\x01\x00\x05\x00\x00evil")}),
            "workbook.external_link",
        ),
        (
            bombs.compound(
                {"Workbook": bombs.record(0x203, struct.pack("<HHHd", 65535, 255, 0, 1))}
            ),
            "workbook.far_cell",
        ),
        (bombs.compound({"WordDocument": b"x"}), "workbook.not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook.damaged"),
    ],
)
def test_old_workbooks(container, code):
    assert refused(container, "月报.xls").code == code


def test_spreadsheetml_is_read_and_its_bombs_are_not():
    ns = "urn:schemas-microsoft-com:office:spreadsheet"
    body = (
        f'<Workbook xmlns="{ns}" xmlns:ss="{ns}"><Worksheet ss:Name="月报"><Table>'
        '<Row ss:Index="2"><Cell ss:Index="2"><Data ss:Type="Number">5</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    book = read_workbook(body.encode(), "月报.xml")
    assert book.sheets[0].at(1, 1) == 5
    evil = "<!DOCTYPE x>" + body
    assert refused(evil.encode(), "月报.xml").code == "workbook.doctype"
    far = body.replace('ss:Index="2">', 'ss:Index="900000">', 1)
    assert refused(far.encode(), "月报.xml").code == "workbook.far_cell"
    assert refused(body.encode()[:-20], "月报.xml").code == "workbook.damaged"
