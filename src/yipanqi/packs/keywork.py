"""The year's key work as the four-column progress table of a quarter, as .docx."""

from dataclasses import dataclass
from datetime import date

from yipanqi.packs.official import Align, Column, OfficialDocument, Table
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class KeyWorkRow:
    number: int
    content: str
    progress: str
    units: str


@dataclass(frozen=True, slots=True)
class KeyWorkContent:
    """``agency`` publishes the table on ``dated``."""

    year: int
    quarter: int
    agency: str
    rows: tuple[KeyWorkRow, ...]
    dated: date
    is_demonstration: bool = False


def render(content: KeyWorkContent) -> bytes:
    words = Wording.shipped("yipanqi.packs", "keywork.toml")
    mark = words.say("demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark)
    title = words.say(
        "title", year=content.year, quarter=words.words("quarters")[content.quarter - 1]
    )
    document.title(title)
    heads = words.words("columns")
    table = Table(
        columns=(
            Column(heads[0]),
            Column(heads[1], Align.LEFT, may_wrap=True),
            Column(heads[2], Align.LEFT, may_wrap=True),
            Column(heads[3], Align.CENTER, may_wrap=True),
        ),
        rows=tuple(
            (str(r.number), r.content, r.progress or words.say("silent"), r.units)
            for r in content.rows
        ),
        when_empty=words.say("empty"),
    )
    document.table(table)
    document.signature(content.agency, content.dated, sealed=False)
    return document.save(title=title, subject=words.say("subject"), dated=content.dated)
