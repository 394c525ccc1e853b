"""The bulletin's annexes: a ranking per league, then progress tables."""

from collections.abc import Iterator
from decimal import Decimal

from yipanqi.packs.bulletin.content import BulletinContent, ProgressRow, ProgressTable
from yipanqi.packs.figures import fixed, percent_text, period_text, trimmed, yi_text
from yipanqi.packs.official import Align, Column, Table, chinese_date
from yipanqi.packs.standings import Criterion, League, LeagueRow
from yipanqi.packs.wording import Wording


def annexes(content: BulletinContent, wording: Wording) -> Iterator[tuple[str, Table]]:
    """Titles with their tables, in the order they are numbered."""
    for league in content.leagues:
        title = wording.say(
            "annex.ranking",
            year=content.month.year,
            period=period_text(content.month),
            league=league.title,
        )
        yield title, ranking_table(league, content, wording)
    for progress in content.progress:
        yield progress.title, progress_table(progress, content, wording)


def ranking_table(league: League, content: BulletinContent, wording: Wording) -> Table:
    say = wording.say
    has_notes = any(row.note for row in league.rows)
    columns = [Column(say("table.rank")), Column(say("table.unit"), may_wrap=True)]
    columns += [Column(_criterion(c, wording), Align.RIGHT) for c in league.criteria]
    columns += [Column(say("table.total"), Align.RIGHT), Column(say("table.change"))]
    if has_notes:
        columns.append(Column(say("table.note"), Align.LEFT, may_wrap=True))
    return Table(
        tuple(columns),
        tuple(_ranking_row(row, league, wording, has_notes=has_notes) for row in league.rows),
        unit=say("table.points_unit"),
        notes=(*_citation_notes(content, wording), say("notes.change"), *league.notes),
        when_empty=say("table.empty"),
    )


def _criterion(criterion: Criterion, wording: Wording) -> str:
    if criterion.full is None:
        return wording.say("table.criterion_unbounded", title=criterion.title)
    return wording.say("table.criterion", title=criterion.title, full=trimmed(criterion.full))


def _ranking_row(
    row: LeagueRow, league: League, wording: Wording, *, has_notes: bool
) -> tuple[str, ...]:
    missing = wording.say("table.no_points")
    figures = [
        missing if value is None else fixed(value, league.places)
        for value in (*row.points, row.total)
    ]
    rank = wording.say("table.no_rank") if row.rank is None else str(row.rank)
    note = [row.note] if has_notes else []
    return (rank, row.unit, *figures, change_text(row.change, wording), *note)


def change_text(change: int | None, wording: Wording) -> str:
    if change is None:
        return wording.say("table.not_comparable")
    if change == 0:
        return wording.say("table.same")
    return wording.say("table.up" if change > 0 else "table.down", places=abs(change))


def _citation_notes(content: BulletinContent, wording: Wording) -> list[str]:
    citation = content.citation
    note = wording.say(
        "notes.snapshot",
        month=_month(content, wording),
        snapshot=citation.snapshot,
        digest=citation.snapshot_mark,
        scheme=citation.scheme_title,
        version=citation.scheme_version,
    )
    if citation.chain_head:
        note += wording.say("notes.chain", chain=citation.chain_mark)
    return [note]


def _month(content: BulletinContent, wording: Wording) -> str:
    return wording.say("figures.month", year=content.month.year, month=content.month.number)


def progress_table(progress: ProgressTable, content: BulletinContent, wording: Wording) -> Table:
    say = wording.say
    columns = (
        Column(say("progress.number")),
        Column(say("progress.unit"), may_wrap=True),
        Column(say("progress.projects"), Align.RIGHT),
        Column(say("progress.plan"), Align.RIGHT),
        Column(say("progress.done", period=period_text(content.month)), Align.RIGHT),
        *(Column(say(f"progress.{k}"), Align.RIGHT) for k in _RIGHT_COLUMNS),
    )
    rows = []
    number = 0
    for row in progress.rows:
        number += not row.is_of_which
        mark = "" if row.is_of_which else str(number)
        name = say("progress.of_which", unit=row.unit) if row.is_of_which else row.unit
        rows.append((mark, name, *_progress_figures(row, wording)))
    if progress.total is not None:
        rows.append(("", say("progress.total"), *_progress_figures(progress.total, wording)))
    data = say(
        "notes.data",
        month=_month(content, wording),
        snapshot=content.citation.snapshot,
        digest=content.citation.snapshot_mark,
        cut_off=chinese_date(content.cut_off),
    )
    return Table(
        columns,
        tuple(rows),
        unit=say("progress.units"),
        notes=(data, say("notes.rounding"), *progress.notes),
        total_rows=0 if progress.total is None else 1,
        when_empty=say("progress.empty"),
    )


_RIGHT_COLUMNS = ("share", "gap", "due", "started", "late")


def _progress_figures(row: ProgressRow, wording: Wording) -> tuple[str, ...]:
    money = int(wording.say("figures.money_places"))
    places = int(wording.say("figures.percent_places"))

    def percent(value: Decimal | None) -> str:
        return wording.say("progress.none") if value is None else percent_text(value, places)

    return (
        str(row.projects),
        yi_text(row.annual_plan, money),
        yi_text(row.year_to_date, money),
        percent(row.share),
        percent(row.pace_gap),
        str(row.starts_due),
        str(row.started),
        str(row.due_not_started),
    )
