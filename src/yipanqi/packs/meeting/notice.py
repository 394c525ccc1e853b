"""The notice of a meeting: time, venues, who comes, agenda, what is asked of them."""

from yipanqi.packs.meeting.content import MeetingContent
from yipanqi.packs.official import (
    Align,
    Column,
    DocumentNumber,
    Imprint,
    OfficialDocument,
    Table,
    chinese_date,
)
from yipanqi.packs.wording import Wording


def wording() -> Wording:
    return Wording.shipped("yipanqi.packs.meeting", "wording.toml")


def begun(content: MeetingContent, words: Wording) -> OfficialDocument:
    mark = words.say("document.demonstration") if content.is_demonstration else ""
    return OfficialDocument(page_mark=mark, unbroken=words.words("document.unbroken"))


def notice(content: MeetingContent) -> bytes:
    words = wording()
    say = words.say
    document = begun(content, words)
    document.red_head(
        say("notice.head", agency=content.agency),
        DocumentNumber(content.short, content.held_on.year, content.number),
    )
    title = say("notice.title", series=content.series)
    document.title(title)
    document.recipients(words.words("notice.recipients"))
    year, day = content.held_on.year, chinese_date(content.held_on)
    document.paragraph(
        say("notice.lead", date=day, series=content.series, year=year, number=content.number)
    )
    document.heading(1, say("notice.time_heading"))
    minutes = sum(line.minutes for line in content.agenda)
    document.paragraph(say("notice.time", date=day, begins_at=content.begins_at, minutes=minutes))
    document.heading(1, say("notice.place_heading"))
    venues = "、".join(content.venues)
    document.paragraph(
        say("notice.place", place=content.place, venues=venues, count=len(content.venues))
    )
    document.heading(1, say("notice.people_heading"))
    document.paragraph(say("notice.people"))
    document.heading(1, say("notice.agenda_heading"))
    document.paragraph(say("notice.agenda", chair=content.chair))
    document.heading(1, say("notice.demands_heading"))
    document.paragraph(say("notice.papers", date=chinese_date(content.papers_by)))
    document.paragraph(say("notice.test"))
    document.paragraph(
        say("notice.fallback", phone=content.phone)
        if content.phone
        else say("notice.fallback_bare")
    )
    annex = say("notice.annex_title", series=content.series)
    document.attachment_note([annex])
    document.signature(content.agency, content.signed_on)
    document.annex("附件", annex, agenda_table(content, words))
    document.imprint(Imprint(content.agency, content.signed_on))
    return document.save(title=title, subject=say("notice.subject"), dated=content.signed_on)


def agenda_table(content: MeetingContent, words: Wording) -> Table:
    say = words.say
    return Table(
        columns=(
            Column(say("agenda.number")),
            Column(say("agenda.item"), Align.LEFT, may_wrap=True),
            Column(say("agenda.form")),
            Column(say("agenda.speaker"), may_wrap=True),
            Column(say("agenda.minutes"), Align.RIGHT),
        ),
        rows=tuple(
            (
                str(line.number),
                line.title,
                line.form,
                line.speaker or say("agenda.written"),
                str(line.minutes) if line.minutes else say("agenda.written"),
            )
            for line in content.agenda
        ),
    )
