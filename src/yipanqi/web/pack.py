"""The pack of a frozen month, for a meeting or by itself: slides, tables, one PDF.

Nothing is kept that prints a number which the snapshot's content does not give.
"""

from pathlib import Path

from django.conf import settings

from yipanqi.apps.meetings.ground import heard_boards
from yipanqi.apps.meetings.models import Meeting
from yipanqi.apps.publishing.models import Publication
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.packs.figures import period_text
from yipanqi.packs.pack import AgendaEntry, PackContent, strangers
from yipanqi.packs.reading import reading, reading_numbers, render_reading
from yipanqi.packs.slides import render_slides, slide_numbers
from yipanqi.packs.tables.month import render_month_tables, table_numbers
from yipanqi.web.documents import XLSX, bulletin_content

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
Made = tuple[str, bytes, str, str]  # kind, content, file name, media type


def city_template() -> Path | None:
    """The city's own slides master, where it keeps one in its data folder."""
    own = Path(settings.YIPANQI_DATA) / "slides-template.pptx"
    return own if own.exists() else None


def pack_content(
    publication: Publication, title: str = "", agenda: tuple[AgendaEntry, ...] = ()
) -> PackContent:
    month = Month.parse(publication.month)
    usual = f"{month.year}年{period_text(month)}月全市重大项目推进情况"
    return PackContent(
        city=tree_on().root.name,
        title=title or usual,
        bulletin=bulletin_content(publication),
        agenda=agenda,
    )


def make_pack(content: PackContent, name: str) -> list[Made]:
    """All three files. Raises ``pack.unexplained_numbers``."""
    slides = render_slides(content, city_template())
    tables = render_month_tables(content)
    told = reading(content)
    found = {
        "slides": strangers(slide_numbers(slides), content),
        "tables": strangers(table_numbers(tables), content),
        "reading": strangers(reading_numbers(told), content),
    }
    for kind, numbers in found.items():
        if numbers:
            raise Refusal("pack.unexplained_numbers", file=kind, numbers=numbers)
    return [
        ("slides", slides, f"{name}演示稿.pptx", PPTX),
        ("tables", tables, f"{name}数据表.xlsx", XLSX),
        ("reading", render_reading(content), f"{name}阅读材料.pdf", PDF),
    ]


def pack_documents(meeting: Meeting) -> list[Made]:
    """The pack of a meeting, from the newest published month it hears. Raises
    ``pack.nothing_published``.
    """
    from yipanqi.web.meeting_documents import agenda_of

    boards = heard_boards(meeting)
    if not boards:
        raise Refusal("pack.nothing_published", month=meeting.heard)
    agenda = tuple(
        AgendaEntry(line.number, line.title, line.form, line.speaker, line.minutes)
        for line in agenda_of(meeting)
    )
    content = pack_content(boards[0], meeting.title, agenda)
    return make_pack(content, f"{meeting.held_on.month}月{meeting.held_on.day}日例会")
