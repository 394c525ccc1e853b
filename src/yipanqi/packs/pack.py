"""The pack of a meeting: what its three files share, and the check of their every number."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from yipanqi.core.money import wan
from yipanqi.packs.bulletin import shipped_wording
from yipanqi.packs.bulletin.content import BulletinContent
from yipanqi.packs.bulletin.trace import explained
from yipanqi.packs.figures import yi_text
from yipanqi.packs.official.readback import numbers_in


@dataclass(frozen=True, slots=True)
class AgendaEntry:
    number: int
    title: str
    form: str
    speaker: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class PackContent:
    """The frozen month as its bulletin knows it, and the agenda where it is for a meeting."""

    city: str
    title: str  # of the meeting, or of the month
    bulletin: BulletinContent
    agenda: tuple[AgendaEntry, ...] = ()


def strangers(found: Iterable[str], content: PackContent) -> list[str]:
    """Numbers and codes in ``found`` that the content does not give."""
    known = {plain_number(text) for text in known_numbers(content)}
    return sorted({text for text in found if plain_number(text) not in known})


def known_numbers(content: PackContent) -> Iterator[str]:
    """What the pack may print: what its bulletin may, money in 万元 too, and the agenda's own."""
    bulletin = content.bulletin
    yield from explained(bulletin, shipped_wording())
    yield from numbers_in(content.title)
    rows = [row for table in bulletin.progress for row in (*table.rows, table.total) if row]
    for row in rows:
        for yuan in (row.annual_plan, row.year_to_date):
            yield from (f"{wan(yuan):f}", yi_text(yuan))
        if row.pace is not None:
            yield f"{row.pace * 100:.1f}"
    opening = bulletin.opening
    for amount in (opening.annual_plan, opening.year_to_date, opening.total_investment):
        if amount is not None:
            yield f"{wan(amount):f}"
    yield str(len(rows))
    for entry in content.agenda:
        yield from (str(entry.number), str(entry.minutes))
        yield from numbers_in(entry.title)
        yield from numbers_in(entry.speaker)
    for league in bulletin.leagues:
        yield from (str(n) for n in range(len(league.rows) + 1))  # pages of a long league


def plain_number(text: str) -> str:
    """``12.50`` and ``12.5`` are one number; a code stays itself."""
    try:
        return f"{Decimal(text).normalize():f}".lstrip("-")
    except InvalidOperation:
        return text
