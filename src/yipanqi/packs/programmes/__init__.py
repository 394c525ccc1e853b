"""A programme's monthly report as an official document (.docx)."""

from dataclasses import dataclass
from datetime import date

from yipanqi.core.month import Month
from yipanqi.packs.official import OfficialDocument
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class ReportContent:
    """``paragraphs``: heading and text; ``recipients`` receive it."""

    programme: str
    month: Month
    agency: str
    recipients: tuple[str, ...]
    paragraphs: tuple[tuple[str, str], ...]
    dated: date
    is_signed: bool
    is_demonstration: bool = False


def render(content: ReportContent) -> bytes:
    words = Wording.shipped("yipanqi.packs.programmes", "wording.toml")
    mark = words.say("demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark, unbroken=(content.programme,))
    title = words.say(
        "title",
        programme=content.programme,
        year=content.month.year,
        month=content.month.number,
    )
    document.title(title)
    if content.recipients:
        document.recipients(content.recipients)
    if not content.is_signed:
        document.paragraph(words.say("draft_mark"))
    for heading, text in content.paragraphs:
        document.heading(1, heading)
        for line in text.splitlines():
            if line.strip():
                document.paragraph(line.strip())
    document.signature(content.agency, content.dated, sealed=False)
    return document.save(title=title, subject=words.say("subject"), dated=content.dated)
