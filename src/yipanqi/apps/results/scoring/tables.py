"""A sheet as a table: unit × criterion, as far as the viewer may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.apps.results.scoring.access import Opening
from yipanqi.apps.results.scoring.figures import plain, signed
from yipanqi.apps.results.scoring.models import RankLine, ScoreSheet
from yipanqi.apps.results.scoring.queries import core_sheet, rank_lines, scheme_of
from yipanqi.core.rounding import rounded
from yipanqi.core.scheme import Cell
from yipanqi.core.scheme.month_scheme import MonthCriterion, at
from yipanqi.infra.texts import render

UNROUNDED = 4  # places shown of points that the scheme does not round


@dataclass(frozen=True, slots=True)
class Head:
    key: str
    title: str
    full: str
    is_part: bool


@dataclass(frozen=True, slots=True)
class TableCell:
    """``why`` says in words where the points did not come from a reported figure."""

    criterion: str
    points: str
    is_absent: bool
    why: str


@dataclass(frozen=True, slots=True)
class TableRow:
    unit: str
    name: str
    rank: int | None
    change: int | None
    tied: bool
    total: str
    cells: Sequence[TableCell]
    note: str


@dataclass(frozen=True, slots=True)
class LeagueTable:
    key: str
    title: str
    heads: Sequence[Head]
    rows: Sequence[TableRow]
    hidden: int


def sheet_leagues(row: ScoreSheet, seen: Opening) -> list[LeagueTable]:
    """Three queries for the sheet, whatever the number of units."""
    scheme, sheet = scheme_of(row.scheme), core_sheet(row)
    plan = at(scheme, sheet.month)
    cells = {(c.league, c.unit_uid, c.criterion): c for c in sheet.cells}
    lines = rank_lines(row)
    tables = []
    for league in scheme.leagues:
        criteria = plan.of_league(league.key)
        counted = {c.key for c in plan.in_total(league.key)}
        mine = [line for line in lines if line.league == league.key]
        shared = [line.rank for line in mine if line.rank is not None]
        rows = [
            TableRow(
                unit=line.unit_uid,
                name=line.unit_name,
                rank=line.rank,
                change=line.change,
                tied=line.rank is not None and shared.count(line.rank) > 1,
                total=_fixed(line.total, scheme.total.places),
                cells=[_cell(cells.get((league.key, line.unit_uid, c.key)), c) for c in criteria],
                note=_note(line, {v.key: v.title for v in scheme.vetoes}),
            )
            for line in mine
            if seen.shows(line.unit_uid)
        ]
        heads = [
            Head(
                c.key,
                c.rule.title,
                "" if c.weight is None else plain(c.weight),
                c.key not in counted,
            )
            for c in criteria
        ]
        tables.append(LeagueTable(league.key, league.title, heads, rows, len(mine) - len(rows)))
    return tables


def _cell(cell: Cell | None, criterion: MonthCriterion) -> TableCell:
    if cell is None:
        return TableCell(criterion.key, "—", True, "")
    places = criterion.rule.places
    exact = UNROUNDED if places is None else places
    points = "—" if cell.points is None else signed(f"{rounded(cell.points, exact):f}")
    usual = cell.reason in {"score.scored", "score.combined"}
    return TableCell(
        criterion.key, points, cell.points is None, "" if usual else render(cell.reason)
    )


def _fixed(text: str | None, places: int) -> str:
    return "—" if text is None else signed(f"{rounded(Decimal(text), places):f}")


def _note(line: RankLine, vetoes: dict[str, str]) -> str:
    held = [vetoes[key] for key in line.vetoes if key in vetoes]
    if held:
        return render("board.vetoed", {"vetoes": held})
    return "" if line.rank is not None else render(line.note["code"])
