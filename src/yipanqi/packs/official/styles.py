"""The named styles an office finds in Word's style list, and the empty package around them.

python-docx starts from a template of its own (English styles, an author, a thumbnail);
only its machinery is kept, its contents are replaced here.
"""

from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from yipanqi.packs.official import terms
from yipanqi.packs.official.measures import LINE, PITCH_3, PITCH_4
from yipanqi.packs.official.oxml import (
    BODY,
    HEADING_1,
    HEADING_2,
    PAGE_NUMBER,
    SMALL,
    TITLE,
    Face,
    run_properties,
)

TITLE_LINE = 640  # twips: 2号 type needs more than the body's line


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style: id in the file, name in Word, face, and its paragraph properties."""

    id: str
    name: str
    face: Face
    align: str = "both"
    indent: str = ""  # attributes of w:ind
    line: int = LINE
    level: int | None = None  # outline level, for the navigation pane
    keep: bool = False  # with the next paragraph
    on_grid: bool = True  # whether its lines fall on the page's grid

    def xml(self) -> str:
        level = "" if self.level is None else f'<w:outlineLvl w:val="{self.level}"/>'
        return (
            f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{self.id}">'
            f'<w:name w:val={quoteattr(self.name)}/><w:basedOn w:val="Normal"/><w:qFormat/>'
            f"<w:pPr>{'<w:keepNext/>' if self.keep else ''}"
            f"{'' if self.on_grid else _OFF_GRID}"
            f'<w:spacing w:before="0" w:after="0" w:line="{self.line}" w:lineRule="exact"/>'
            f'{f"<w:ind {self.indent}/>" if self.indent else ""}<w:jc w:val="{self.align}"/>{level}'
            f"</w:pPr>{_plain_xml(self.face)}</w:style>"
        )


_OFF_GRID = '<w:snapToGrid w:val="0"/>'


def _plain_xml(face: Face) -> str:
    return str(run_properties(face).xml)


_INDENT_2 = f'w:firstLineChars="200" w:firstLine="{2 * PITCH_3}"'
_INSET_1 = f'w:left="{PITCH_4}" w:right="{PITCH_4}"'

HEAD = Style("GwHead", "公文发文机关标志", TITLE, "center", on_grid=False)
NUMBER = Style("GwNumber", "公文发文字号", BODY, "center")
TITLE_STYLE = Style(
    "GwTitle", "公文标题", TITLE, "center", line=TITLE_LINE, keep=True, on_grid=False
)
RECIPIENTS = Style("GwRecipients", "公文主送机关", BODY)
TEXT = Style("GwText", "公文正文", BODY, indent=_INDENT_2)
LEVEL_1 = Style("GwLevel1", "公文一级标题", HEADING_1, indent=_INDENT_2, level=0, keep=True)
LEVEL_2 = Style("GwLevel2", "公文二级标题", HEADING_2, indent=_INDENT_2, level=1, keep=True)
LEVEL_3 = Style("GwLevel3", "公文三级标题", BODY, indent=_INDENT_2, level=2)
LEVEL_4 = Style("GwLevel4", "公文四级标题", BODY, indent=_INDENT_2, level=3)
ATTACHED = Style("GwAttached", "公文附件说明", BODY, "left")
SIGNED = Style("GwSigned", "公文署名日期", BODY, "right")
ANNEX_MARK = Style("GwAnnexMark", "公文附件标识", HEADING_1, "left", keep=True)
UNIT_LINE = Style("GwUnit", "公文表格单位", SMALL, "right", line=400, keep=True, on_grid=False)
CELL = Style("GwCell", "公文表格", SMALL, "center", line=320, on_grid=False)
TABLE_NOTE = Style("GwTableNote", "公文表注", SMALL, "left", line=360, on_grid=False)
IMPRINT = Style("GwImprint", "公文版记", SMALL, "both", _INSET_1, line=440, on_grid=False)
FOOT = Style("GwFoot", "公文页码", PAGE_NUMBER, "left", line=280, on_grid=False)
TOP_MARK = Style("GwTopMark", "公文页眉", SMALL, "right", line=320, on_grid=False)

LEVELS = (LEVEL_1, LEVEL_2, LEVEL_3, LEVEL_4)
STYLES = (
    *(HEAD, NUMBER, TITLE_STYLE, RECIPIENTS, TEXT, *LEVELS, ATTACHED, SIGNED, ANNEX_MARK),
    *(UNIT_LINE, CELL, TABLE_NOTE, IMPRINT, FOOT, TOP_MARK),
)

_DEFAULTS = """<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault><w:pPrDefault><w:pPr>
<w:kinsoku/><w:overflowPunct/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>
<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/></w:pPr></w:pPrDefault>
</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">
<w:name w:val="Normal"/><w:qFormat/></w:style>
<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>
<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="57" w:type="dxa"/>
<w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>"""

_SETTINGS = """<w:settings {ns}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/>
<w:evenAndOddHeaders/><w:drawingGridVerticalSpacing w:val="{line}"/>
<w:characterSpacingControl w:val="doNotCompress"/>
<w:noLineBreaksAfter w:lang="zh-CN" w:val="{not_last}"/>
<w:noLineBreaksBefore w:lang="zh-CN" w:val="{not_first}"/><w:compat>
<w:balanceSingleByteDoubleByteWidth/><w:useFELayout/>
<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"
 w:val="15"/></w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/></w:settings>"""

_APP = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    'extended-properties"><DocSecurity>0</DocSecurity></Properties>'
)

_DROPPED = ("stylesWithEffects", "customXml", "numbering", "webSettings", "thumbnail", "theme")


def blank_document() -> Document:
    """An empty document holding our styles and nothing of the template's."""
    document = docx.Document()
    package = document.part.package
    for rels in (document.part.rels, package.rels):
        for key in [k for k, rel in rels.items() if rel.reltype.rsplit("/", 1)[-1] in _DROPPED]:
            del rels[key]
    _replace(document.styles.element, _styles_xml())
    _replace(document.settings.element, _settings_xml())
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = _APP.encode()
        if part.partname == "/word/fontTable.xml":
            part._blob = _fonts_xml().encode()
    return document


def _replace(old: object, xml: str) -> None:
    new = parse_xml(xml)
    for child in list(old):  # type: ignore[call-overload]
        old.remove(child)  # type: ignore[attr-defined]
    for child in list(new):
        old.append(child)  # type: ignore[attr-defined]


def _settings_xml() -> str:
    return _SETTINGS.format(
        ns=nsdecls("w"),
        line=LINE,
        not_last=terms.NEVER_LAST,
        not_first=terms.NEVER_FIRST,
    )


def _styles_xml() -> str:
    defaults = _DEFAULTS.format(run=_default_run(), line=LINE)
    return f"<w:styles {nsdecls('w')}>{defaults}{''.join(s.xml() for s in STYLES)}</w:styles>"


def _default_run() -> str:
    lang = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
    return _plain_xml(Face()).replace("</w:rPr>", lang)


def _fonts_xml() -> str:
    fonts = "".join(
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(','.join(others))}/>"
        '<w:charset w:val="86"/><w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in terms.ALSO_KNOWN_AS.items()
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}<w:fonts {nsdecls('w')}>{fonts}</w:fonts>"
