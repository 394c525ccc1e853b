"""Confirm what each column means; remembered for the unit's next file of that shape."""

import json
from collections.abc import Mapping
from uuid import UUID

from yipanqi.apps.month.imports.actions._rows import locked_import, require_previewed
from yipanqi.apps.month.imports.books import book_of
from yipanqi.apps.month.imports.carried import CARRIED
from yipanqi.apps.month.imports.models import Import, RememberedMapping
from yipanqi.apps.month.imports.reading import Reading, TableChoice, memory_of, read_tables
from yipanqi.apps.month.imports.stored import importable
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.mapping import remember
from yipanqi.infra import clock
from yipanqi.infra.texts import say
from yipanqi.infra.verbs import act


def confirm_mapping(
    *,
    viewer: Viewer,
    uid: str | UUID,
    tables: Mapping[str, TableChoice],
    expected_version: int | None = None,
    key: str | None = None,
) -> Import:
    """``tables`` by table key; rows settled under another mapping are asked anew.

    Raises ``import.no_table_chosen``, ``import.no_figures`` or ``import.mapping_open``.
    """
    stored = importable(viewer, uid)
    month = stored.window.value
    reading = read_tables(book_of(stored.file), month, memory_of(stored.unit_id), tables)
    refuse_open(reading)
    with act(viewer, "confirm_mapping", key=key) as verb:
        if verb.repeated:
            return stored
        found = locked_import(viewer, uid, expected_version)
        require_previewed(found)
        before = {"mapping": found.mapping}
        settled = {t.key: tables[t.key].as_json() for t in reading.tables if t.key in tables}
        found.mapping = {"confirmed": True, "tables": settled}
        found.preview, found.version = {}, found.version + 1
        found.save()
        _remember(viewer, found, reading)
        after = {"mapping": found.mapping}
        verb.record(found, before=before, after=after, unit=found.unit, month=month)
    return found


def refuse_open(reading: Reading) -> None:
    """Nothing is read while a column may mean several things, or where no figure stands."""
    refuse_unmapped(reading)
    for table in reading.used:
        if not any(c.field in CARRIED for c in table.columns):
            raise Refusal("import.no_figures", sheet=table.sheet)


def refuse_unmapped(reading: Reading) -> None:
    """Raises ``import.no_table_chosen``, ``import.mapping_open``."""
    if not reading.used:
        raise Refusal("import.no_table_chosen", name=reading.book.name)
    if reading.questions:
        first = say(reading.questions[0])
        raise Refusal("import.mapping_open", count=len(reading.questions), first=first)


def _remember(viewer: Viewer, found: Import, reading: Reading) -> None:
    if reading.own is not None:
        return
    for table in reading.used:
        kept = remember(table, found.window.value)
        RememberedMapping.objects.update_or_create(
            unit_id=found.unit_id,
            signature=table.signature,
            defaults={
                "mapping": json.loads(kept.to_json()),
                "confirmed_by_id": viewer.user,
                "confirmed_at": clock.now(),
            },
        )
