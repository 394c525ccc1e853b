"""Every number of a finished bulletin, traced to the content it was made from.

The publishing app refuses to issue a document that prints a number nobody can explain;
a sentence edited into the wording file with a figure of its own is seen here too.
"""

import dataclasses
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

from yipanqi.packs.bulletin.content import BulletinContent, OpeningFigures, ProgressRow
from yipanqi.packs.figures import fixed, percent_text, trimmed, yi_text
from yipanqi.packs.official.readback import FoundNumber, document_numbers, numbers_in
from yipanqi.packs.standings import Citation, League
from yipanqi.packs.wording import Wording

_MONEY = frozenset(
    {
        *("total_investment", "annual_plan", "year_to_date"),
        *("last_year_to_date", "statistics_counted"),
    }
)


def unexplained(document: bytes, content: BulletinContent, wording: Wording) -> list[FoundNumber]:
    """Numbers in ``document`` that neither ``content`` nor the count of its parts gives."""
    known = set(explained(content, wording))
    return [found for found in document_numbers(document) if found.text not in known]


def explained(content: BulletinContent, wording: Wording) -> Iterator[str]:
    """All numbers a bulletin of this content may print."""
    yield from _walk(content, wording)
    yield from _ordinals(content, wording)


def _walk(value: Any, wording: Wording) -> Iterator[str]:
    if isinstance(value, str):
        yield from numbers_in(value)
    elif isinstance(value, date):
        yield from (str(value.year), str(value.month), str(value.day))
    elif isinstance(value, int):
        yield str(abs(value))
    elif isinstance(value, tuple):
        yield from chain.from_iterable(_walk(item, wording) for item in value)
    elif dataclasses.is_dataclass(value):
        yield from _fields(value, wording)


def _fields(value: Any, wording: Wording) -> Iterator[str]:
    yield from _derived(value, wording)
    for field in dataclasses.fields(value):
        inner = getattr(value, field.name)
        if field.name in _MONEY:
            if inner is not None:
                yield yi_text(inner, int(wording.say("figures.money_places")))
        else:
            yield from _walk(inner, wording)


def _derived(value: Any, wording: Wording) -> Iterator[str]:
    """Figures a record implies but does not hold: shares, gaps, growth, rounded points."""
    places = int(wording.say("figures.percent_places"))
    if isinstance(value, OpeningFigures):
        for part in (value.share, value.pace_gap, value.growth):
            if part is not None:
                yield percent_text(abs(part), places)
    elif isinstance(value, ProgressRow):
        yield from (percent_text(p, places) for p in (value.share, value.pace_gap) if p is not None)
    elif isinstance(value, Citation):
        yield from (value.snapshot_mark, value.chain_mark)
    elif isinstance(value, League):
        yield from _league(value)


def _league(league: League) -> Iterator[str]:
    figures: list[Decimal | None] = [p for row in league.rows for p in (*row.points, row.total)]
    yield from (fixed(figure, league.places) for figure in figures if figure is not None)
    yield from (trimmed(c.full) for c in league.criteria if c.full is not None)
    yield str(sum(row.rank is not None for row in league.rows))


def _ordinals(content: BulletinContent, wording: Wording) -> Iterator[str]:
    """Numbers of annexes, problems, table rows and notes, and the wording's own."""
    attached = len(content.leagues) + len(content.progress)
    rows = max((len(table.rows) for table in content.progress), default=0)
    own_notes = [len(league.notes) for league in content.leagues]
    own_notes += [len(table.notes) for table in content.progress]
    notes = max(own_notes, default=0) + 2
    for number in range(1, max(attached, rows, notes, len(content.problems)) + 1):
        yield str(number)
    yield "1"  # periods begin in January
    yield wording.say("ranking.leaders_named")
