"""The circular of closure rates (督办事项销号情况通报) as .docx."""

from dataclasses import dataclass
from datetime import date

from yipanqi.packs.official import Align, Column, OfficialDocument, Table, chinese_date
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class Rates:
    """Ready texts of one unit, or of the whole."""

    name: str
    total: str
    closed: str
    rate: str
    on_time: str
    overdue: str


@dataclass(frozen=True, slots=True)
class ClosureContent:
    year: int
    agency: str
    dated: date
    whole: Rates
    units: tuple[Rates, ...]
    worst: tuple[tuple[str, str, str], ...]  # title, unit, why
    is_demonstration: bool = False


def render(content: ClosureContent) -> bytes:
    words = Wording.shipped("yipanqi.packs", "closure.toml")
    mark = words.say("demonstration") if content.is_demonstration else ""
    document = OfficialDocument(page_mark=mark)
    title = words.say("title", year=content.year)
    document.title(title)
    document.blank_lines(1)
    whole = content.whole
    document.paragraph(
        words.say(
            "opening",
            day=chinese_date(content.dated),
            year=content.year,
            total=whole.total,
            closed=whole.closed,
            rate=whole.rate,
            on_time=whole.on_time,
            overdue=whole.overdue,
        )
    )
    heads = words.words("columns")
    columns = (Column(heads[0], Align.LEFT), *(Column(head, Align.RIGHT) for head in heads[1:]))
    rows = tuple((r.name, r.total, r.closed, r.rate, r.on_time, r.overdue) for r in content.units)
    document.table(
        Table(columns=columns, rows=rows, title=words.say("table"), when_empty=words.say("none"))
    )
    document.heading(1, words.say("worst_heading"))
    for number, (name, unit, why) in enumerate(content.worst, start=1):
        document.paragraph(words.say("worst", number=number, title=name, unit=unit, why=why))
    if not content.worst:
        document.paragraph(words.say("none"))
    document.signature(content.agency, content.dated, sealed=False)
    return document.save(title=title, subject=words.say("subject"), dated=content.dated)
