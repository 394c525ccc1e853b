"""The pack of a frozen month, for a meeting or by itself: bulletin, slides, tables, one PDF for
reading, posters for big screens.

Nothing is kept that prints a number which the snapshot's content does not give.
"""

import io
import zipfile
from pathlib import Path
from typing import Any

from django.conf import settings

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.apps.meeting.meetings.ground import heard_boards
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.results.publishing.actions import keep_document
from yipanqi.apps.results.publishing.actions.documents import PACK
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.publishing.queries import publication_for
from yipanqi.apps.results.returned.queries import template_in_force
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import evidence
from yipanqi.infra.jobs import Progress, handler
from yipanqi.packs.bulletin import render, shipped_wording, unexplained
from yipanqi.packs.figures import period_text
from yipanqi.packs.pack import AgendaEntry, PackContent, strangers
from yipanqi.packs.posters import poster_numbers, posters, render_posters
from yipanqi.packs.reading import reading, reading_numbers, render_reading
from yipanqi.packs.slides import render_slides, slide_numbers
from yipanqi.packs.tables.month import render_month_tables, table_numbers
from yipanqi.web.documents import DOCX, XLSX, bulletin_content

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF, ZIP = "application/pdf", "application/zip"
STAMP = (2000, 1, 1, 0, 0, 0)  # of every part: the same posters give the same bytes
Made = tuple[str, bytes, str, str]  # kind, content, file name, media type


def city_template() -> Path | None:
    """The city's own slides master: adopted on its page, or laid into its data folder."""
    from yipanqi.web.packing.film_content import stored

    adopted = template_in_force()
    if adopted is not None:
        return stored(adopted.file)
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
    """Bulletin, slides, tables, reading and posters. Raises ``pack.unexplained_numbers``."""
    bulletin = _bulletin(content)
    slides = render_slides(content, city_template())
    tables = render_month_tables(content)
    told, boards = reading(content), posters(content)
    found = {
        "slides": strangers(slide_numbers(slides), content),
        "tables": strangers(table_numbers(tables), content),
        "reading": strangers(reading_numbers(told), content),
        "posters": strangers(poster_numbers(boards), content),
    }
    for kind, numbers in found.items():
        if numbers:
            raise Refusal("pack.unexplained_numbers", file=kind, numbers=numbers)
    return [
        ("bulletin", bulletin, f"{name}通报.docx", DOCX),
        ("slides", slides, f"{name}演示稿.pptx", PPTX),
        ("tables", tables, f"{name}数据表.xlsx", XLSX),
        ("reading", render_reading(content), f"{name}阅读材料.pdf", PDF),
        ("posters", zipped(render_posters(boards)), f"{name}晾晒海报.zip", ZIP),
    ]


def _bulletin(content: PackContent) -> bytes:
    wording = shipped_wording()
    made = render(content.bulletin, wording)
    if found := unexplained(made, content.bulletin, wording):
        numbers = sorted({number.text for number in found})
        raise Refusal("bulletin.unexplained_numbers", numbers=numbers)
    return made


def zipped(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        for name, content in files.items():
            parts.writestr(zipfile.ZipInfo(name, STAMP), content)
    return made.getvalue()


def unzipped(content: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return [(name, parts.read(name)) for name in parts.namelist()]


def pack_documents(meeting: Meeting) -> list[Made]:
    """The pack of a meeting, from the newest published month it hears. Raises
    ``pack.nothing_published``.
    """
    content, _publication = meeting_pack(meeting)
    return make_pack(content, f"{meeting.held_on.month}月{meeting.held_on.day}日例会")


def meeting_pack(meeting: Meeting) -> tuple[PackContent, Publication]:
    """Raises ``pack.nothing_published``."""
    from yipanqi.web.meeting_documents import agenda_of

    boards = heard_boards(meeting)
    if not boards:
        raise Refusal("pack.nothing_published", month=meeting.heard)
    agenda = tuple(
        AgendaEntry(line.number, line.title, line.form, line.speaker, line.minutes)
        for line in agenda_of(meeting)
    )
    return pack_content(boards[0], meeting.title, agenda), boards[0]


@handler(PACK)
def make_month_pack(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """The pack of a publication; run again after a crash it keeps each file once."""
    job = progress.job
    person = User.objects.filter(uid=job.requested_by).first() if job.requested_by else None
    viewer = viewer_for(person) if person else Viewer.system(PACK)
    publication = publication_for(Viewer.system(PACK), args["publication"])
    made = make_pack(pack_content(publication), pack_name(publication))
    kept = {}
    for number, (kind, content, name, media_type) in enumerate(made, 1):
        document = keep_document(
            viewer=viewer,
            publication=publication,
            kind=kind,
            kept=evidence.keep_made(content, name, media_type),
            key=f"{job.uid}:{kind}",
        )
        kept[kind] = str(document.uid)
        progress(number, len(made))
    return kept


def pack_name(publication: Publication) -> str:
    draft = "" if publication.state == Publication.State.FINAL else "（发布稿）"
    return f"{publication.month}重大项目{draft}"
