"""A bulletin's content as a .docx in official form."""

from yipanqi.core.month import Month
from yipanqi.packs.bulletin.annexes import annexes
from yipanqi.packs.bulletin.content import BulletinContent
from yipanqi.packs.bulletin.prose import Block, body
from yipanqi.packs.figures import period_text
from yipanqi.packs.official import Imprint, OfficialDocument
from yipanqi.packs.wording import Wording


def shipped_wording() -> Wording:
    return Wording.shipped("yipanqi.packs.bulletin", "wording/default.toml")


def draft_title(month: Month, wording: Wording | None = None) -> str:
    """The title a bulletin of ``month`` starts with; ``|`` marks where it may break."""
    wording = wording or shipped_wording()
    return wording.say("document.title", year=month.year, period=period_text(month))


def render(content: BulletinContent, wording: Wording | None = None) -> bytes:
    """The finished file; the same content and wording give the same bytes."""
    wording = wording or shipped_wording()
    mark = wording.say("document.demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark, unbroken=wording.words("document.unbroken"))
    document.red_head(content.head, content.number)
    document.title(content.title)
    document.recipients(content.recipients)
    for block in body(content, wording):
        _write(document, block)
    attached = list(annexes(content, wording))
    document.attachment_note([title for title, _ in attached])
    document.signature(content.agency, content.signed_on, sealed=content.is_sealed)
    if content.remark:
        document.remark(content.remark)
    for number, (title, table) in enumerate(attached, start=1):
        key = "annex.mark" if len(attached) > 1 else "annex.mark_single"
        document.annex(wording.say(key, number=number), title, table)
    printed_on = content.printed_on or content.signed_on
    document.imprint(Imprint(content.agency, printed_on, content.copies_to))
    subject = mark or wording.say("document.subject")
    return document.save(title=content.title, subject=subject, dated=content.signed_on)


def _write(document: OfficialDocument, block: Block) -> None:
    if block.level == 0:
        document.paragraph(block.text)
    elif block.text:
        document.section(block.level, block.heading, block.text)
    else:
        document.heading(block.level, block.heading)
