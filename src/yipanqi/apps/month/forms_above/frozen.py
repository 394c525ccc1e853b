"""The frozen months a form is read from, and a blank form's places with what may stand there."""

from collections.abc import Iterable
from typing import Any

from django.core.files.storage import default_storage

from yipanqi.apps.ledger.shares.wording import leads_by_uid
from yipanqi.apps.ledger.units.names import unit_names
from yipanqi.apps.month.forms_above.models import FormVersion
from yipanqi.apps.month.forms_above.rankings import leagues_of
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.forms_above.grids import Place, places, sheet_of
from yipanqi.core.forms_above.mapping import Figure, Over, Period, Repeat
from yipanqi.core.forms_above.ranking import RANK
from yipanqi.core.forms_above.reading import FrozenMonth, Ground
from yipanqi.core.forms_above.suggest import declared_of, recognise, suggest
from yipanqi.core.month import Month
from yipanqi.core.units.kinds import COUNTY_LEVEL, VIEWS
from yipanqi.infra import evidence
from yipanqi.infra.forms import child
from yipanqi.infra.models import EvidenceFile

TABLES = (
    "units", "unit_paths", "project_months", "project_shares", "observations", "targets",
)  # fmt: skip


def snapshot_of(month: Month) -> Snapshot | None:
    return Snapshot.objects.filter(month=str(month)).order_by("-revision").first()


def ground_of(
    month: Month, figures: Iterable[Figure], repeats: Iterable[Repeat] = ()
) -> Ground | None:
    """None where the month itself is not frozen; other months are read where they are."""
    figures = list(figures)
    wanted = {month}
    for figure in figures:
        if figure.period is Period.PREVIOUS:
            wanted.add(month.previous)
        if figure.period is Period.LAST_YEAR or figure.measure == "growth":
            wanted.add(month.plus(-12))
    found = {m: s for m in wanted if (s := snapshot_of(m)) is not None}
    if month not in found:
        return None
    scored = any(f.measure.startswith(RANK) for f in figures)
    scored = scored or any(r.over is Over.RANKED for r in repeats)
    return Ground(month, {m: frozen(m, s, scored=scored) for m, s in found.items()})


def frozen(month: Month, snapshot: Snapshot, *, scored: bool = False) -> FrozenMonth:
    tables = {name: table(snapshot, name) for name in TABLES}
    leagues = leagues_of(snapshot) if scored else {}
    names = {unit["uid"]: unit["name"] for unit in tables["units"]}
    rows = tables["project_months"]
    mains = {r["project_uid"]: names.get(r["lead_unit_uid"], "") for r in rows}
    leads = leads_by_uid(month.last, mains)
    return FrozenMonth(month, str(snapshot), snapshot.rows_hash, tables, leagues, leads)


def content_of(file: EvidenceFile) -> bytes:
    with default_storage.open(evidence.place(file.sha256)) as stored:
        content: bytes = stored.read()
    return content


def opened(version: FormVersion) -> dict[str, Any]:
    return child.opened(content_of(version.file), version.file.name)


def places_of(told: dict[str, Any], month: Month) -> dict[str, Place]:
    return places(told, month)


def suggestions(told: dict[str, Any], month: Month) -> dict[str, Figure]:
    """By the words of heads and rows; for a bulletin also by last month's own figures."""
    found = places_of(told, month)
    names = unit_names()

    def find(text: str) -> str | None:
        nodes = names.find(text)
        if len(nodes) > 1:  # 柯桥 is a district and one of its streets: forms mean the district
            nodes = tuple(n for n in nodes if n.kind in COUNTY_LEVEL | VIEWS)
        return nodes[0].uid if len(nodes) == 1 else None

    if told["kind"] == "xlsx":
        declared = {s["name"]: declared_of(_texts(s)) for s in told["sheets"]}
        return suggest(found, month, find, declared)
    proposed = suggest(found, month, find, {})
    last = ground_of(month, [Figure("growth")])
    if last is not None:
        regions = [n for _d, n in names.tree.walk() if n.kind in COUNTY_LEVEL | VIEWS]
        by_name = {name: n.uid for n in regions for name in (n.name, n.short_name)}
        proposed = recognise(found, last, by_name) | proposed
    return proposed


def _texts(told: dict[str, Any]) -> list[str]:
    sheet = sheet_of(told)
    return [cell for row in sheet.rows[:8] for cell in row if isinstance(cell, str)]
