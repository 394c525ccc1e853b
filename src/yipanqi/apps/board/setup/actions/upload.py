"""Take a table in, settle its columns, answer its questions: nothing of the city changes."""

import json
from collections.abc import Iterable, Mapping
from uuid import UUID

from django.core.files.base import ContentFile

from yipanqi.apps.board.setup.access import loadable, require_loader
from yipanqi.apps.board.setup.models import HeadMapping, Load
from yipanqi.apps.board.setup.stored import kind_of, lacking, read_as
from yipanqi.apps.board.setup.wording import field_name, state_name
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.actions.mapping import refuse_unmapped
from yipanqi.apps.month.imports.books import book_from, book_of
from yipanqi.apps.month.imports.reading import Reading, TableChoice
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.kinds import TableKind
from yipanqi.core.tables.mapping import remember
from yipanqi.infra import clock, evidence
from yipanqi.infra.verbs import act, check_version

EXCLUDED = "excluded"


def upload_table(
    *,
    viewer: Viewer,
    kind: str,
    month: Month,
    content: bytes,
    name: str,
    terms: Mapping[str, str] | None = None,
    key: str | None = None,
) -> Load:
    """``month`` is what “this year” and “to date” mean in the table.

    Raises ``workbook.…``, ``setup.no_table`` naming what was looked for.
    """
    require_loader(viewer, kind)
    load = Load(kind=kind, month=str(month))
    reading = read_as(load, book_from(content, name))
    if not reading.tables:
        sheets = [sheet.name for sheet in reading.book.sheets if not sheet.hidden]
        raise Refusal(
            "setup.no_table", field="file", name=name, sheets=sheets[:8],
            wanted=needed_words(kind_of(load)),
        )  # fmt: skip
    kept = evidence.keep(ContentFile(content), name, evidence.WORKBOOK)
    with act(viewer, "upload_table", key=key) as verb:
        if verb.repeated:
            return Load.objects.get(uid=verb.subject_uid)
        unit = tree_on().root
        load.file = evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid=unit.uid)
        load.uploaded_by_id = viewer.user
        load.uploaded_at = clock.now()
        load.terms = {k: v.strip()[:80] for k, v in (terms or {}).items()}
        load.save()
        verb.record(
            load, after={"kind": kind, "file": kept.name, "sha256": kept.sha256}, month=month
        )
    return load


def needed_words(kind: TableKind) -> list[str]:
    """The columns without which no row can be read, as a person says them."""
    return ["或".join(sorted(field_name(kind.key, of) for of in group)) for group in kind.needed]


def confirm_columns(
    *,
    viewer: Viewer,
    uid: str | UUID,
    tables: Mapping[str, TableChoice],
    expected_version: int | None = None,
    key: str | None = None,
) -> Load:
    """Raises ``import.no_table_chosen``, ``import.mapping_open``, ``setup.column_missing``."""
    stored = loadable(viewer, uid)
    reading = read_as(stored, book_of(stored.file), dict(tables))
    refuse_unmapped(reading)
    _refuse_incomplete(reading, kind_of(stored))
    with act(viewer, "confirm_columns", key=key) as verb:
        if verb.repeated:
            return stored
        load = _previewed(stored, expected_version)
        settled = {t.key: tables[t.key].as_json() for t in reading.tables if t.key in tables}
        before = {"mapping": load.mapping}
        load.mapping = {"confirmed": True, "tables": settled}
        load.answers = {k: v for k, v in load.answers.items() if k != EXCLUDED}
        load.version += 1
        load.save()
        _remember(viewer, load, reading)
        verb.record(load, before=before, after={"mapping": load.mapping}, month=load.month)
    return load


def _refuse_incomplete(reading: Reading, kind: TableKind) -> None:
    for sheet, wanted in lacking(reading, kind):
        raise Refusal("setup.column_missing", sheet=sheet, column=wanted)


def _remember(viewer: Viewer, load: Load, reading: Reading) -> None:
    for table in reading.used:
        kept = remember(table, Month.parse(load.month))
        HeadMapping.objects.update_or_create(
            kind=load.kind,
            signature=table.signature,
            defaults={
                "mapping": json.loads(kept.to_json()),
                "confirmed_by_id": viewer.user,
                "confirmed_at": clock.now(),
            },
        )


def settle_load(
    *,
    viewer: Viewer,
    uid: str | UUID,
    answers: Mapping[str, str],
    excluded: Iterable[str] = (),
    expected_version: int | None = None,
    key: str | None = None,
) -> Load:
    """Keep what a person answered, and the rows they leave out."""
    stored = loadable(viewer, uid)
    with act(viewer, "settle_load", key=key) as verb:
        if verb.repeated:
            return stored
        load = _previewed(stored, expected_version)
        before = {"answers": load.answers}
        given = {k: v for k, v in answers.items() if v}
        load.answers = load.answers | given | {EXCLUDED: sorted(set(excluded))}
        load.version += 1
        load.save()
        verb.record(load, before=before, after={"answers": load.answers}, month=load.month)
    return load


def _previewed(stored: Load, expected_version: int | None) -> Load:
    load = Load.objects.select_for_update().get(pk=stored.pk)
    if load.state != Load.State.PREVIEWED:
        raise Conflict("setup.not_open", name=load.file.name, state=state_name(load.state))
    check_version(load, expected_version)
    return load
