"""The elements of an official document, written in the order of the standard."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.core.rounding import half_up
from yipanqi.packs.official import measures as m
from yipanqi.packs.official import styles, terms
from yipanqi.packs.official.breaking import SOFT, break_title, plain
from yipanqi.packs.official.form import Box, form_xml
from yipanqi.packs.official.imprint import Imprint, imprint_xml
from yipanqi.packs.official.numerals import DocumentNumber, chinese_date, chinese_numeral, width
from yipanqi.packs.official.oxml import BODY, HEADING_1, SMALL, TITLE, Face
from yipanqi.packs.official.package import document_bytes
from yipanqi.packs.official.page import prepare_page, turn_page, type_width
from yipanqi.packs.official.paragraph import Paragraph
from yipanqi.packs.official.signature import signature_lines
from yipanqi.packs.official.styles import Style, blank_document
from yipanqi.packs.official.table import Table, fits, table_xml

_HEAD_LARGEST, _HEAD_SMALLEST = Decimal(60), Decimal(36)  # pt
_HEAD_LEAST_STRETCH = 66  # percent
_FIRST_INSET = Decimal("0.08")  # of an em: ink of a character begins below its box
_RED_RULE = 12  # eighths of a point
_RULE_SPACE = 6  # pt below the number's line; its own descent makes up the rest of 4 mm


class OfficialDocument:
    """A document under construction; ``save`` ends it.

    ``page_mark`` is printed at the head of every page if given (演示数据). ``unbroken``
    are words a title never breaks within.
    """

    def __init__(self, *, page_mark: str = "", unbroken: Sequence[str] = ()) -> None:
        self._document = blank_document()
        self._body = self._document.element.body
        prepare_page(self._document, page_mark)
        self._unbroken = tuple(unbroken)
        self._counts = [0, 0, 0, 0]
        self._landscape = False
        self._last: Paragraph | None = None

    # Head

    def red_head(
        self, name: str, number: DocumentNumber | str, *, marks: Sequence[str] = ()
    ) -> None:
        """份号, 密级, 紧急程度 (``marks``), 发文机关标志, 发文字号 and the red rule. Minutes
        (纪要) have their own head and count by issue instead: ``第5期``.
        """
        for mark in marks:
            self._paragraph(styles.ANNEX_MARK, mark, HEADING_1)
        size, stretch = head_type(name)
        gap = m.twips(m.HEAD_FROM_TOP) - len(marks) * m.LINE - int(size * 20 * _FIRST_INSET)
        face = replace(TITLE, size=size, stretch=stretch, color=m.RED)
        head = self._paragraph(styles.HEAD, name, face)
        line = int(size * 20)
        head.lead(before=max(gap, 0), line=line)
        self.blank_lines(2)
        made = self._paragraph(styles.NUMBER, str(number), BODY)
        made.border("bottom", size=_RED_RULE, space=_RULE_SPACE, color=m.RED)

    def title(self, text: str, *, below: int = 2) -> None:
        """Two lines below the rule, none on a form, which has no rule; ``|``: it may break."""
        self.blank_lines(below)
        self._title_lines(text)

    def recipients(self, names: Sequence[str]) -> None:
        """主送机关, one line below the title."""
        self.blank_lines(1)
        self._paragraph(styles.RECIPIENTS, "，".join(names) + terms.COLON, BODY)

    # Body

    def heading(self, level: int, text: str) -> None:
        """A heading of level 1 to 4 on its own line, numbered by the document."""
        self._numbered(level, text, "")

    def section(self, level: int, text: str, body: str) -> None:
        """A heading run into the paragraph it opens: ``（一）投资进度。截至……``."""
        self._numbered(level, text, body)

    def paragraph(self, text: str) -> None:
        self._paragraph(styles.TEXT, text, BODY)

    def people(self, label: str, names: Sequence[str]) -> None:
        """出席、请假、列席 of minutes: the label in 黑体, names hanging after the colon."""
        made = self._paragraph(styles.TEXT, label + terms.COLON, HEADING_1)
        made.write("、".join(names), BODY)
        hang = width(label) + 1
        made.indent(left=_chars(hang + 2), hanging=_chars(hang))

    def blank_lines(self, count: int) -> None:
        for _ in range(count):
            self._paragraph(styles.RECIPIENTS, "", BODY)

    def attachment_note(self, titles: Sequence[str]) -> None:
        """附件说明: one line below the body; later lines stand under the first name."""
        if not titles:
            return
        self._keep()
        self.blank_lines(1)
        lead = Decimal(width(terms.ATTACHMENT + terms.COLON))
        for index, title in enumerate(titles, start=1):
            self._keep()
            mark = f"{index}." if len(titles) > 1 else ""
            first = terms.ATTACHMENT + terms.COLON if index == 1 else ""
            start = 2 + (0 if index == 1 else lead)
            name_at = 2 + lead + (width(f"{len(titles)}.") if mark else 0)
            left, hang = _chars(name_at), _chars(name_at - start)
            tab = "\t" if mark else ""
            made = self._paragraph(styles.ATTACHED, f"{first}{mark}{tab}{plain(title)}", BODY)
            made.indent(left=left, hanging=hang)

    def signature(
        self, agency: str, day: date, *, sealed: bool = True, below_form: bool = False
    ) -> None:
        """署名 and 成文日期; ``sealed`` leaves room for the seal above them; a form ends with
        a line of its own already.
        """
        self._keep()
        for _ in range(2 if sealed and not below_form else 1):
            self.blank_lines(1)
            self._keep()
        for text, right in signature_lines(agency, chinese_date(day), sealed=sealed):
            self._keep()
            made = self._paragraph(styles.SIGNED, text, BODY)
            made.indent(right=_chars(right))

    def remark(self, text: str) -> None:
        """附注, in brackets on the line below the date."""
        self._keep()
        self._paragraph(styles.TEXT, f"（{text}）", BODY)

    # Annexes

    def annex(self, mark: str, title: str, table: Table | None = None) -> None:
        """A new page: ``附件1`` at its head, the title on the third line, then the table.

        The page is turned if the table's figures would not fit upright.
        """
        landscape = table is not None and not fits(table, type_width(landscape=False))
        if landscape or self._landscape:
            turn_page(self._document, landscape=landscape)
            self._landscape = landscape
            made = self._paragraph(styles.ANNEX_MARK, mark, HEADING_1)
        else:
            made = self._paragraph(styles.ANNEX_MARK, mark, HEADING_1)
            made.start_page()
        self.blank_lines(1)
        self._title_lines(title)
        if table is not None:
            self.table(table)

    def table(self, table: Table) -> None:
        available = type_width(landscape=self._landscape)
        if table.title:
            self._paragraph(styles.UNIT_LINE, table.title, HEADING_1).align("center")
        unit = self._paragraph(
            styles.UNIT_LINE, terms.UNIT + table.unit if table.unit else "", SMALL
        )
        unit.lead(before=120, after=40, line=400)
        self._append(table_xml(table, available))
        for index, note in enumerate(table.notes):
            self._note(note, index, len(table.notes), first=index == 0)

    def form(self, rows: Sequence[Sequence[Box]]) -> None:
        """A form of labels and values, in the place of a text."""
        self._paragraph(styles.RECIPIENTS, "", BODY).lead(line=200)
        self._append(form_xml(rows, type_width(landscape=self._landscape)))
        self._paragraph(styles.RECIPIENTS, "", BODY).lead(line=240)

    def _note(self, note: str, index: int, count: int, *, first: bool) -> None:
        face = Face(size=m.SIZE_4_SMALL)
        mark = f"{index + 1}." if count > 1 else ""
        lead = terms.NOTE if first else ""
        made = self._paragraph(styles.TABLE_NOTE, f"{lead}{mark}{note}", face)
        pitch = int(m.SIZE_4_SMALL * 20)
        left = width(terms.NOTE) + width(mark)
        hang = left if first else width(mark)
        made.indent(left=m.twips_of(left, pitch), hanging=m.twips_of(hang, pitch))

    def imprint(self, imprint: Imprint) -> None:
        """版记, the last element; a turned last page is followed by an upright one."""
        if self._landscape:
            turn_page(self._document, landscape=False)
            self._landscape = False
            self._paragraph(styles.RECIPIENTS, "", BODY).lead(line=20)
        self._append(imprint_xml(imprint, type_width(landscape=False)))
        anchor = self._paragraph(styles.RECIPIENTS, "", BODY)
        anchor.lead(line=20)

    def save(self, *, title: str, subject: str, dated: date) -> bytes:
        return document_bytes(self._document, title=plain(title), subject=subject, dated=dated)

    # Parts

    def _numbered(self, level: int, text: str, body: str) -> None:
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        mark = heading_mark(level, self._counts[level - 1])
        style = styles.LEVELS[level - 1]
        made = self._paragraph(style, mark + text, style.face)
        if body:
            made.may_leave_next().write(body, BODY)

    def _title_lines(self, text: str) -> None:
        capacity = Decimal(type_width(landscape=self._landscape)) / (TITLE.size * 20)
        for line in break_title(text, capacity, self._unbroken):
            self._paragraph(styles.TITLE_STYLE, line.replace(SOFT, ""), TITLE)

    def _paragraph(self, style: Style, text: str, face: Face) -> Paragraph:
        made = Paragraph(style.id).write(text, face)
        self._append(made.xml)
        self._last = made
        return made

    def _append(self, xml: Any) -> None:
        self._body.insert(len(self._body) - 1, xml)  # before the closing section properties

    def _keep(self) -> None:
        if self._last is not None:
            self._last.keep_with_next()


def heading_mark(level: int, number: int) -> str:
    """一、 （一） 1. （1）"""
    return (
        f"{chinese_numeral(number)}、",
        f"（{chinese_numeral(number)}）",
        f"{number}.",
        f"（{number}）",
    )[level - 1]


def head_type(name: str) -> tuple[Decimal, int]:
    """Size in points and width in percent so that the agency's name fills one line.

    A long name is narrowed before it is made small: it must outrank the title.
    """
    characters = max(width(name), Decimal(1))
    room = Decimal(m.twips(m.TYPE_WIDTH)) / 20
    size = min(_HEAD_LARGEST, half_up(room / characters - Decimal("0.05"), 1))
    if size >= _HEAD_SMALLEST:
        return _half_points(size), 100
    stretch = int(room / (characters * _HEAD_SMALLEST) * 100)
    if stretch >= _HEAD_LEAST_STRETCH:
        return _HEAD_SMALLEST, stretch
    narrowed = room / (characters * Decimal(_HEAD_LEAST_STRETCH) / 100)
    return _half_points(narrowed), _HEAD_LEAST_STRETCH


def _half_points(size: Decimal) -> Decimal:
    """Word sets type in half points; rounded down so that the line still fits."""
    return Decimal(int(size * 2)) / 2


def _chars(count: Decimal | int) -> int:
    return m.twips_of(count, m.PITCH_3)
