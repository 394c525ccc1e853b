"""A core score sheet as rows, and back: exact, so that a stored sheet can be computed again."""

import hashlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.results.scoring.models import RankLine, ScoreLine, ScoreSheet
from yipanqi.core.audit import canonical
from yipanqi.core.month import Month
from yipanqi.core.scheme import Cell, Figure, LeagueRanking, Scheme, Total
from yipanqi.core.scheme import ScoreSheet as CoreSheet


def as_text(value: Decimal | None) -> str | None:
    """One spelling for one number: ``12.50`` and ``12.5`` are the same figure."""
    if value is None:
        return None
    return f"{value.normalize():f}" if value else "0"


def as_number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def inputs_of(snapshots: Sequence[Snapshot]) -> list[dict[str, Any]]:
    return [{"month": s.month, "revision": s.revision, "hash": s.manifest_hash} for s in snapshots]


def inputs_hash(snapshots: Sequence[Snapshot]) -> str:
    """Of the snapshots read, in order."""
    return hashlib.sha256(canonical(inputs_of(snapshots))).hexdigest()


def compared_with(month: Month) -> Month | None:
    """The month a rank is compared with. January starts a new year's count."""
    return None if month.number == 1 else month.previous


def sheet_hash(sheet: CoreSheet, ranking: Sequence[LeagueRanking]) -> str:
    """Of everything the sheet says, independent of how a number is spelt."""
    return hashlib.sha256(
        canonical(
            {
                "scheme": sheet.scheme_hash,
                "rules": sheet.rules_version,
                "month": str(sheet.month),
                "inputs": list(sheet.inputs),
                "cells": [_cell(c) for c in sheet.cells],
                "totals": [_total(t) for t in sheet.totals],
                "figures": [
                    [f.unit_uid, f.measure, as_text(f.reported), as_text(f.no_progress)]
                    for f in sheet.figures
                ],
                "ranks": [[g.league, r.unit_uid, r.rank] for g in ranking for r in g.rows],
            }
        )
    ).hexdigest()


def _cell(cell: Cell) -> list[Any]:
    params = {k: as_text(v) for k, v in cell.params.items()}
    figures = [as_text(cell.value), as_text(cell.points)]
    return [cell.league, cell.unit_uid, cell.criterion, *figures, cell.reason, params]


def _total(total: Total) -> list[Any]:
    figures = [as_text(total.points), as_text(total.unrounded)]
    return [total.league, total.unit_uid, *figures, total.reason, list(total.vetoes)]


def kept_lines(row: ScoreSheet, sheet: CoreSheet) -> list[ScoreLine]:
    return [
        ScoreLine(
            sheet=row,
            league=c.league,
            unit_uid=c.unit_uid,
            criterion=c.criterion,
            value=as_text(c.value),
            points=as_text(c.points),
            reason={"code": c.reason, "params": {k: as_text(v) for k, v in c.params.items()}},
            sort=number,
        )
        for number, c in enumerate(sheet.cells)
    ]


def kept_ranks(
    row: ScoreSheet,
    sheet: CoreSheet,
    ranking: Sequence[LeagueRanking],
    names: Mapping[str, str],
) -> list[RankLine]:
    """In order of league and rank; ``names`` are those of the month."""
    totals = {(t.league, t.unit_uid): t for t in sheet.totals}
    lines: list[RankLine] = []
    for league in ranking:
        for standing in league.rows:
            total = totals[league.league, standing.unit_uid]
            lines.append(
                RankLine(
                    sheet=row,
                    league=league.league,
                    unit_uid=standing.unit_uid,
                    unit_name=names.get(standing.unit_uid, ""),
                    total=as_text(total.points),
                    unrounded=as_text(total.unrounded),
                    vetoes=list(total.vetoes),
                    rank=standing.rank,
                    change=standing.change,
                    note={"code": total.reason, "params": {"standing": standing.reason}},
                    sort=len(lines),
                )
            )
    return lines


def rebuilt(row: ScoreSheet, scheme: Scheme) -> CoreSheet:
    """The core sheet that ``row`` and its lines keep. Three queries at most."""
    lines = sorted(row.lines.all(), key=lambda line: line.sort)
    ranks = {(r.league, r.unit_uid): r for r in row.ranks.all()}
    order = dict.fromkeys((line.league, line.unit_uid) for line in lines)
    return CoreSheet(
        scheme_key=scheme.key,
        scheme_version=scheme.version,
        scheme_hash=row.scheme_hash,
        rules_version=row.rules_version,
        month=Month.parse(row.month),
        inputs=tuple(f"{i['month']}/r{i['revision']}" for i in row.inputs),
        cells=tuple(_kept_cell(line) for line in lines),
        totals=tuple(_kept_total(ranks[place]) for place in order if place in ranks),
        figures=tuple(
            Figure(unit, measure, as_number(reported), as_number(assumed))
            for unit, measure, reported, assumed in row.figures
        ),
    )


def _kept_cell(line: ScoreLine) -> Cell:
    return Cell(
        unit_uid=line.unit_uid,
        league=line.league,
        criterion=line.criterion,
        value=as_number(line.value),
        points=as_number(line.points),
        reason=line.reason["code"],
        params={k: as_number(v) for k, v in line.reason["params"].items()},
    )


def _kept_total(line: RankLine) -> Total:
    return Total(
        unit_uid=line.unit_uid,
        league=line.league,
        points=as_number(line.total),
        unrounded=as_number(line.unrounded),
        reason=line.note["code"],
        vetoes=tuple(line.vetoes),
    )
