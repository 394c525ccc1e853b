"""Say which project a doubtful row is about, and which rows stay out of the import."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from yipanqi.apps.month.imports.actions._rows import locked_import, require_previewed
from yipanqi.apps.month.imports.actions.apply import Told
from yipanqi.apps.month.imports.actions.upload import INFORMANT_MAX
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.stored import importable
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.corrections import LONGEST, MOST
from yipanqi.infra.verbs import act


def settle_rows(
    *,
    viewer: Viewer,
    uid: str | UUID,
    chosen: Mapping[str, str],
    excluded: Iterable[str],
    corrected: Mapping[str, str] | None = None,
    informant: str = "",
    told: Told | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Import:
    """``chosen``: row key → project uid, ``excluded``: row keys, ``corrected``: cell key → what
    is read there instead of the file's word. The file and the month do not change.
    Who told the figures and how stays with the workbook until it is imported.

    A project outside what the viewer may write is never taken: the plan looks it up again.
    """
    importable(viewer, uid)
    with act(viewer, "settle_import_rows", key=key) as verb:
        found = locked_import(viewer, uid, expected_version)
        if verb.repeated:
            return found
        require_previewed(found)
        before = dict(found.preview)
        picked = {row: project for row, project in chosen.items() if project}
        found.preview = {"chosen": picked, "excluded": sorted(set(excluded))}
        if words := {cell: word.strip() for cell, word in (corrected or {}).items()}:
            found.preview["corrected"] = _kept(words)
        found.informant = informant.strip()[:INFORMANT_MAX] or found.informant
        if told:
            found.preview["told"] = told.as_json()
        found.version += 1
        found.save()
        month = found.window.value
        verb.record(
            found,
            before={**before, "version": found.version - 1},
            after={**found.preview, "version": found.version},
            unit=found.unit,
            month=month,
        )
    return found


def _kept(words: Mapping[str, str]) -> dict[str, str]:
    """Raises ``import.too_many_corrections``, ``import.correction_too_long``."""
    if len(words) > MOST:
        raise Refusal("import.too_many_corrections", limit=MOST)
    for cell, word in words.items():
        if len(word) > LONGEST:
            raise Refusal("import.correction_too_long", cell=cell[:80], limit=LONGEST)
    return {cell: word for cell, word in words.items() if word}
