"""Compute every stored sheet again from its snapshots and its scheme, and say what differs."""

from collections.abc import Iterator
from dataclasses import dataclass

from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.apps.results.scoring.queries import rank_lines, scheme_of, snapshots_read
from yipanqi.apps.results.scoring.sheets import (
    compared_with,
    inputs_hash,
    rebuilt,
    sheet_hash,
)
from yipanqi.core.facts.current import TABLES
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import Scheme, evaluate, fingerprint, rank
from yipanqi.core.scheme import ScoreSheet as CoreSheet
from yipanqi.infra import parquet
from yipanqi.infra.score import duck


@dataclass(frozen=True, slots=True)
class Fault:
    """A claim of a sheet that does not hold; unit and criterion where it is one cell."""

    code: str
    sheet: str
    league: str = ""
    unit: str = ""
    criterion: str = ""
    stored: str = ""
    found: str = ""


def verify_sheets(month: str | None = None, *, reference: bool = False) -> Iterator[Fault]:
    """Faults of every sheet (or of one month's). ``reference``: by the Decimal evaluator
    instead of the engine.
    """
    rows = ScoreSheet.objects.select_related("scheme", "snapshot", "previous__scheme")
    for row in rows.order_by("id") if month is None else rows.filter(month=month).order_by("id"):
        yield from verify_sheet(row, reference=reference)


def verify_sheet(row: ScoreSheet, *, reference: bool = False) -> Iterator[Fault]:
    place = str(row)
    if fingerprint(row.scheme.text) != row.scheme_hash or row.scheme.hash != row.scheme_hash:
        yield Fault("verify.scheme_changed", place)
        return
    snapshots = snapshots_read(row)
    if inputs_hash(snapshots) != row.inputs_hash or len(snapshots) != len(row.inputs):
        yield Fault("verify.inputs_differ", place)
        return
    damaged = [str(s) for s in snapshots if not _is_intact(s)]
    if damaged:  # nothing read from it could be believed, if it can be read at all
        yield Fault("verify.snapshot_damaged", place, found="、".join(damaged))
        return
    scheme = scheme_of(row.scheme)
    try:
        fresh = _computed(scheme, snapshots, reference=reference)
    except Refusal as refusal:
        yield Fault("verify.sheet_not_computable", place, found=refusal.code)
        return
    names = {u["uid"]: u["name"] for u in table(snapshots[-1], "units")}
    stored = rebuilt(row, scheme)
    yield from _cells(place, stored, fresh, names)
    yield from _totals(place, stored, fresh, names)
    yield from _ranks(place, row, scheme, fresh, names)
    if stored.figures != fresh.figures:
        yield Fault("verify.figures_differ", place)
    before = row.previous if compared_with(fresh.month) else None
    earlier = rebuilt(before, scheme_of(before.scheme)) if before else None
    if sheet_hash(fresh, rank(scheme, fresh, earlier)) != row.sheet_hash:
        yield Fault("verify.sheet_hash_differs", place)


def _is_intact(snapshot: Snapshot) -> bool:
    """Whether every table's file has the bytes that the manifest vouches for."""
    claims = snapshot.manifest["tables"]
    try:
        return all(
            parquet.file_digest(folders.table_file(snapshot, name)) == claims[name]["file_sha256"]
            for name in folders.tables_held(snapshot)
        )
    except (OSError, KeyError):
        return False


def _computed(scheme: Scheme, snapshots: list[Snapshot], *, reference: bool) -> CoreSheet:
    month, ids = snapshots[-1].window.value, [str(s) for s in snapshots]
    if not reference:
        return duck.score(scheme, [folders.folder_of(s) for s in snapshots], month, ids)
    facts = {name: [r for s in snapshots for r in table(s, name)] for name in TABLES}
    return evaluate(scheme, facts, month, ids)


def _cells(
    place: str, stored: CoreSheet, fresh: CoreSheet, names: dict[str, str]
) -> Iterator[Fault]:
    kept = {(c.league, c.unit_uid, c.criterion): c for c in stored.cells}
    made = {(c.league, c.unit_uid, c.criterion): c for c in fresh.cells}
    for key in dict.fromkeys((*made, *kept)):
        old, new = kept.get(key), made.get(key)
        if old != new:
            yield Fault(
                "verify.cell_differs",
                place,
                key[0],
                names.get(key[1], key[1]),
                key[2],
                str(old.points) if old else "",
                str(new.points) if new else "",
            )


def _totals(
    place: str, stored: CoreSheet, fresh: CoreSheet, names: dict[str, str]
) -> Iterator[Fault]:
    kept = {(t.league, t.unit_uid): t for t in stored.totals}
    for new in fresh.totals:
        old = kept.get((new.league, new.unit_uid))
        if old != new:
            yield Fault(
                "verify.total_differs",
                place,
                new.league,
                names.get(new.unit_uid, new.unit_uid),
                stored=str(old.points) if old else "",
                found=str(new.points),
            )


def _ranks(
    place: str, row: ScoreSheet, scheme: Scheme, fresh: CoreSheet, names: dict[str, str]
) -> Iterator[Fault]:
    made = {(g.league, r.unit_uid): r.rank for g in rank(scheme, fresh) for r in g.rows}
    for line in rank_lines(row):
        new = made.get((line.league, line.unit_uid))
        if line.rank != new or line.unit_name != names.get(line.unit_uid):
            yield Fault(
                "verify.rank_differs",
                place,
                line.league,
                names.get(line.unit_uid, line.unit_uid),
                stored=str(line.rank),
                found=str(new),
            )
