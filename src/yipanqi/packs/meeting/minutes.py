"""Minutes (会议纪要): no seal, an issue of their own; what was heard, settled, and who came."""

from yipanqi.packs.meeting.content import MeetingContent, Settled
from yipanqi.packs.meeting.notice import begun, wording
from yipanqi.packs.official import Imprint, chinese_date
from yipanqi.packs.official.document import OfficialDocument
from yipanqi.packs.wording import Wording

CLOSED = "closed"
SPEAKERS_NAMED = 5


def minutes(content: MeetingContent) -> bytes:
    words = wording()
    say = words.say
    document = begun(content, words)
    year = content.held_on.year
    document.red_head(
        say("minutes.head", series=content.series),
        say("minutes.issue", year=year, number=content.number),
    )
    title = say("minutes.title", series=content.series, year=year, number=content.number)
    document.title(title)
    document.blank_lines(1)
    document.paragraph(
        say(
            "minutes.lead" if content.venues else "minutes.lead_single",
            date=chinese_date(content.held_on),
            chair=content.chair,
            place=content.place,
            series=content.series,
            year=year,
            number=content.number,
            **({"count": len(content.venues)} if content.venues else {}),
        )
    )
    _follow_up(document, content, words)
    _heard(document, content, words)
    _decided(document, content, words)
    if content.tasks:
        document.attachment_note([say("minutes.attached", series=content.series)])
    document.blank_lines(1)
    for label, names in (
        ("minutes.present", content.people.present),
        ("minutes.leave", content.people.leave),
        ("minutes.observing", content.people.observing),
    ):
        if names:
            document.people(say(label), names)
    document.imprint(Imprint(content.agency, content.signed_on, words.words("minutes.copies")))
    return document.save(title=title, subject=say("minutes.subject"), dated=content.signed_on)


def _follow_up(document: OfficialDocument, content: MeetingContent, words: Wording) -> None:
    document.heading(1, words.say("minutes.follow_heading"))
    total = len(content.promises)
    over = sum(p.standing == CLOSED for p in content.promises)
    if total:
        document.paragraph(words.say("minutes.follow", total=total, over=over))
    else:
        document.paragraph(words.say("minutes.follow_none"))


def _heard(document: OfficialDocument, content: MeetingContent, words: Wording) -> None:
    spoken = [line.speaker for line in content.agenda if line.speaker and line.minutes]
    written = [line for line in content.agenda if line.speaker and not line.minutes]
    document.heading(1, words.say("minutes.heard_heading"))
    if not spoken:
        document.paragraph(words.say("minutes.heard_none"))
        return
    document.paragraph(
        words.say(
            "minutes.heard",
            shown=words.say("minutes.heard_shown"),
            oral="、".join(dict.fromkeys(spoken[:SPEAKERS_NAMED])),
            count=len(set(spoken)),
            written=len(written),
        )
    )


def _decided(document: OfficialDocument, content: MeetingContent, words: Wording) -> None:
    document.heading(1, words.say("minutes.decided_heading"))
    binding = [s for s in content.settled if s.kind != "information"]
    for one in binding:
        document.section(2, one.text.rstrip("。") + "。", _task(one, words))
    if not binding:
        document.paragraph(words.say("minutes.nothing"))
    noted = [s for s in content.settled if s.kind == "information"]
    if noted:
        document.heading(1, words.say("minutes.noted_heading"))
        for one in noted:
            document.paragraph(one.text)


def _task(one: Settled, words: Wording) -> str:
    if one.kind != "task" or one.due_on is None:
        return ""
    supports = "、".join(one.supports)
    return words.say(
        "minutes.task",
        lead=one.lead,
        supports=words.say("minutes.supports", supports=supports) if supports else "",
        due=chinese_date(one.due_on),
        acceptance=one.acceptance.rstrip("。") + "。",
    )
