"""A county's shortfall list (短板清单) of a month, on one printed page (.docx)."""

from dataclasses import dataclass
from datetime import date

from yipanqi.core.month import Month
from yipanqi.packs.official import Align, Column, OfficialDocument, Table
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class ShortfallContent:
    """``rows``: title, how far, what would close it."""

    unit: str
    month: Month
    agency: str
    dated: date
    rows: tuple[tuple[str, str, str], ...]
    sheets: tuple[str, ...]
    revision: int
    is_demonstration: bool = False


def render(content: ShortfallContent) -> bytes:
    words = Wording.shipped("yipanqi.packs", "shortfalls.toml")
    mark = words.say("demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark, unbroken=(content.unit,))
    month = content.month
    title = words.say("title", unit=content.unit, year=month.year, month=month.number)
    document.title(title)
    heads = words.words("columns")
    document.table(
        Table(
            columns=(
                Column(heads[0]),
                Column(heads[1], Align.LEFT, may_wrap=True),
                Column(heads[2], Align.LEFT, may_wrap=True),
                Column(heads[3], Align.LEFT, may_wrap=True),
            ),
            rows=tuple((str(n), *row) for n, row in enumerate(content.rows, start=1)),
            when_empty=words.say("empty"),
            notes=(
                words.say(
                    "source",
                    month=f"{month.year}年{month.number}月",
                    revision=content.revision,
                    sheets="、".join(content.sheets) or "—",
                ),
                words.say("rule"),
            ),
        )
    )
    document.signature(content.agency, content.dated, sealed=False)
    return document.save(title=title, subject=words.say("subject"), dated=content.dated)
