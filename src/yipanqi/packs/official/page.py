"""Pages: type area, grid, page numbers outside on odd and even pages, turned pages.

A page for a wide table (A4横排) is the portrait page turned a quarter left: its left edge
is the portrait page's bottom, so the page number stands there, turned with the paper.
"""

from typing import Any

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section, _Footer, _Header
from docx.shared import Mm

from yipanqi.packs.official import measures as m
from yipanqi.packs.official.oxml import SMALL, element, page_number_runs, run
from yipanqi.packs.official.styles import FOOT, TOP_MARK

_HALF_DIGIT = m.SIZE_4 / 2 / 72 * 254 / 10  # mm from the dash to the foot of its line
_EMU = 36000  # per mm
_BOX = 8  # mm across the turned page number's strip


def prepare_page(document: Document, mark: str) -> None:
    """The first section; ``mark`` is printed at the head of every page (演示数据) if not empty."""
    section = document.sections[0]
    _geometry(section, landscape=False)
    _headers(section, mark)
    _portrait_footers(section)


def turn_page(document: Document, *, landscape: bool) -> Section:
    """A new section on a new page, upright or turned."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    _geometry(section, landscape=landscape)
    for footer in (section.footer, section.even_page_footer):
        footer.is_linked_to_previous = False
    if landscape:
        _turned_footers(section)
    else:
        _portrait_footers(section)
    return section


def _geometry(section: Section, *, landscape: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    wide, high = (m.PAPER_HEIGHT, m.PAPER_WIDTH) if landscape else (m.PAPER_WIDTH, m.PAPER_HEIGHT)
    section.page_width, section.page_height = Mm(wide), Mm(high)
    top, right, bottom, left = (
        (m.LEFT, m.TOP, m.RIGHT, m.BOTTOM) if landscape else (m.TOP, m.RIGHT, m.BOTTOM, m.LEFT)
    )
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.gutter = Mm(0)
    section.header_distance = Mm(18 if not landscape else 14)
    section.footer_distance = Mm(m.BOTTOM - m.PAGE_NUMBER_BELOW - float(_HALF_DIGIT))
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(element("docGrid", type="lines", linePitch=m.LINE))


def _headers(section: Section, mark: str) -> None:
    for header in (section.header, section.even_page_header):
        paragraph = _only_paragraph(header, TOP_MARK.id)
        if mark:
            paragraph.append(run(mark, SMALL))


def _portrait_footers(section: Section) -> None:
    for footer, is_odd in ((section.footer, True), (section.even_page_footer, False)):
        paragraph = _only_paragraph(footer, FOOT.id)
        _outside(paragraph.get_or_add_pPr(), is_odd=is_odd)
        paragraph.extend(page_number_runs())


def _turned_footers(section: Section) -> None:
    for footer, is_odd in ((section.footer, True), (section.even_page_footer, False)):
        paragraph = _only_paragraph(footer, FOOT.id)
        paragraph.append(_turned_number(is_odd=is_odd))


def _only_paragraph(part: _Header | _Footer, style: str) -> Any:
    part.is_linked_to_previous = False
    paragraph = part.paragraphs[0]._p
    for child in list(paragraph):
        paragraph.remove(child)
    paragraph.get_or_add_pPr().append(element("pStyle", val=style))
    return paragraph


def _outside(properties: Any, *, is_odd: bool) -> None:
    """Odd pages: right, one character in; even pages: left, one character in."""
    side = "right" if is_odd else "left"
    properties.append(element("ind", **{side: m.PITCH_4, f"{side}Chars": 100}))
    properties.append(element("jc", val=side))


_ANCHOR = """<w:r {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"
 xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1"
 behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1">
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/>
<wp:docPr id="{id}" name="{name}"/><wp:cNvGraphicFramePr/>
<a:graphic><a:graphicData
 uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/>
<a:ext cx="{wide}" cy="{high}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
<a:noFill/><a:ln><a:noFill/></a:ln></wps:spPr><wps:txbx><w:txbxContent><w:p/></w:txbxContent>
</wps:txbx><wps:bodyPr vert="vert" wrap="square" lIns="0" tIns="0" rIns="0" bIns="0"
 anchor="ctr"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>
</mc:AlternateContent></w:r>"""


def _turned_number(*, is_odd: bool) -> Any:
    from_left = m.BOTTOM - m.PAGE_NUMBER_BELOW - _BOX / 2
    made = parse_xml(
        _ANCHOR.format(
            ns=nsdecls("w", "wp", "a"),
            x=int(from_left * _EMU),
            y=m.LEFT * _EMU,
            wide=_BOX * _EMU,
            high=m.TYPE_WIDTH * _EMU,
            id=901 if is_odd else 902,
            name="页码",
        )
    )
    paragraph = next(made.iter(qn("w:p")))
    properties = element("pPr", element("pStyle", val=FOOT.id))
    _outside(properties, is_odd=is_odd)
    paragraph.append(properties)
    paragraph.extend(page_number_runs())
    return made


def type_width(*, landscape: bool) -> int:
    """Twips a table may take."""
    return m.twips(m.TYPE_HEIGHT if landscape else m.TYPE_WIDTH)
