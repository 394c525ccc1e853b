"""A hand-over list to print and sign (.docx)."""

from dataclasses import dataclass
from datetime import date

from yipanqi.packs.official import Align, Box, Column, OfficialDocument, Table, chinese_date
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class HandOverContent:
    """``rows``: kind, title, due."""

    leaver: str
    successor: str
    reason: str
    dated: date
    posts: tuple[str, ...]
    rows: tuple[tuple[str, str, str], ...]
    is_demonstration: bool = False


def render(content: HandOverContent) -> bytes:
    words = Wording.shipped("yipanqi.packs", "handover.toml")
    mark = words.say("demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark)
    title = words.say("title")
    document.title(title)
    document.blank_lines(1)
    document.paragraph(
        words.say(
            "opening",
            leaver=content.leaver,
            successor=content.successor,
            day=chinese_date(content.dated),
            reason=content.reason,
        )
    )
    document.paragraph(words.say("posts", posts="、".join(content.posts)))
    heads = words.words("columns")
    document.table(
        Table(
            columns=(
                Column(heads[0]),
                Column(heads[1], Align.LEFT),
                Column(heads[2], Align.LEFT, may_wrap=True),
                Column(heads[3], Align.CENTER),
            ),
            rows=tuple((str(n), *row) for n, row in enumerate(content.rows, start=1)),
            when_empty=words.say("empty"),
        )
    )
    document.form([[Box(label, lines=2)] for label in words.words("signs")])
    return document.save(title=title, subject=words.say("subject"), dated=content.dated)
