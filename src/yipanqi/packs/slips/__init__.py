"""Supervision notice (督办单) and reply (回复单) as .docx: a form, signed by hand."""

from dataclasses import dataclass
from datetime import date

from yipanqi.packs.official import Box, OfficialDocument, chinese_date
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class SlipContent:
    """What the two forms print; dates are dates, units are names."""

    number: str
    colour: str
    issued_on: date
    rectify_by: date
    reason: str  # "" where the rule issued it
    agency: str
    matter: str
    matter_number: str
    source: str
    requirement: str
    lead: str
    supports: tuple[str, ...]
    contact: str
    sponsor: str
    due_on: date
    days_overdue: int  # working days, on the day of issue
    answer: str = ""
    answered_on: date | None = None
    result: str = ""
    is_demonstration: bool = False


def wording() -> Wording:
    return Wording.shipped("yipanqi.packs.slips", "wording.toml")


def notice(content: SlipContent) -> bytes:
    """The notice: what is demanded of whom until when; room for feedback and verdict."""
    words = wording()
    document, title = _begun(content, words, f"notice.title_{content.colour}")
    why = content.reason or words.say("notice.by_rule")
    if content.days_overdue > 0:
        due = chinese_date(content.due_on)
        why = words.say("notice.overdue", due_on=due, days=content.days_overdue) + why
    demand = words.say("notice.demand", rectify_by=chinese_date(content.rectify_by))
    label = _labels(words)
    document.form(
        [
            [
                Box(label["number"], content.number),
                Box(label["issued_on"], chinese_date(content.issued_on)),
            ],
            [Box(label["matter"], f"{content.matter}\n（{content.matter_number}）")],
            [Box(label["source"], content.source or label["none"])],
            [
                Box(label["lead"], content.lead),
                Box(label["supports"], "、".join(content.supports) or label["none"]),
            ],
            [
                Box(label["due_on"], chinese_date(content.due_on)),
                Box(label["rectify_by"], chinese_date(content.rectify_by)),
            ],
            [Box(label["why"], why)],
            [Box(label["requirement"], "\n".join(filter(None, (content.requirement, demand))))],
            [
                Box(label["contact"], content.contact, lines=2),
                Box(label["signer"], content.sponsor),
            ],
            [Box(label["feedback"], lines=2)],
            [Box(label["verdict"], lines=2)],
        ]
    )
    document.signature(content.agency, content.issued_on, below_form=True)
    return document.save(
        title=title, subject=words.say("document.subject"), dated=content.issued_on
    )


def reply(content: SlipContent) -> bytes:
    """The doer's reply, for the head of the unit to sign."""
    words = wording()
    document, title = _begun(content, words, "reply.title")
    label = _labels(words)
    day = content.answered_on or content.issued_on
    document.form(
        [
            [Box(label["slip"], content.number), Box(label["answered_on"], chinese_date(day))],
            [Box(label["matter"], f"{content.matter}\n（{content.matter_number}）")],
            [
                Box(label["rectify_by"], chinese_date(content.rectify_by)),
                Box(label["supports"], "、".join(content.supports) or label["none"]),
            ],
            [Box(label["answer"], content.answer, lines=5)],
            [Box(label["result"], content.result, lines=3)],
            [Box(label["contact"], content.contact, lines=2), Box(label["sign"], lines=2)],
        ]
    )
    document.signature(content.lead, day, below_form=True)
    return document.save(title=title, subject=words.say("document.subject"), dated=day)


def _begun(content: SlipContent, words: Wording, title: str) -> tuple[OfficialDocument, str]:
    mark = words.say("document.demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark)
    text = words.say(title)
    document.title(text, below=0)
    return document, text


def _labels(words: Wording) -> dict[str, str]:
    prefix = "label."
    return {
        key.removeprefix(prefix): words.say(key)
        for key in words.sentences
        if key.startswith(prefix)
    }
