"""The list of tasks (交办清单): one row a task, with its owner, its date and what shows it done."""

from yipanqi.packs.meeting.content import MeetingContent, Settled
from yipanqi.packs.meeting.notice import begun, wording
from yipanqi.packs.official import Align, Column, Imprint, Table, chinese_date


def tasks(content: MeetingContent) -> bytes:
    words = wording()
    say = words.say
    document = begun(content, words)
    title = say("tasks.title", series=content.series)
    document.title(title)
    document.blank_lines(1)
    document.table(
        Table(
            columns=(
                Column(say("tasks.number")),
                Column(say("tasks.text"), Align.LEFT, may_wrap=True),
                Column(say("tasks.lead"), may_wrap=True),
                Column(say("tasks.supports"), may_wrap=True),
                Column(say("tasks.due")),
                Column(say("tasks.acceptance"), Align.LEFT, may_wrap=True),
            ),
            rows=tuple(_row(n, one) for n, one in enumerate(content.tasks, 1)),
            notes=(
                say(
                    "tasks.source",
                    year=content.held_on.year,
                    number=content.number,
                    date=chinese_date(content.held_on),
                ),
                say("tasks.note"),
            ),
            when_empty=say("tasks.empty"),
        )
    )
    document.imprint(Imprint(content.agency, content.signed_on))
    return document.save(title=title, subject=say("tasks.subject"), dated=content.signed_on)


def _row(number: int, one: Settled) -> tuple[str, ...]:
    code = f"（{one.commitment}）" if one.commitment else ""
    return (
        str(number),
        one.text + code,
        one.lead_short or one.lead,
        "、".join(one.supports_short or one.supports) or "—",
        f"{one.due_on:%Y-%m-%d}" if one.due_on else "—",
        one.acceptance,
    )
