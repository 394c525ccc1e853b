"""Take a workbook in: read it whole in the limited worker, keep it, show what it holds."""

from uuid import UUID

from django.core.files.base import ContentFile

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.imports.access import importing_unit
from yipanqi.apps.month.imports.books import book_from
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.reading import (
    Reading,
    TableChoice,
    memory_of,
    read_tables,
    refuse_without_table,
)
from yipanqi.apps.month.reporting.access import locked_window, window_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.own import OwnTemplate
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock, evidence
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.verbs import act

INFORMANT_MAX = 80


def upload_workbook(
    *,
    viewer: Viewer,
    month: Month,
    unit_uid: str | UUID,
    content: bytes,
    name: str,
    informant: str = "",
    key: str | None = None,
) -> Import:
    """Nothing of the month changes yet; a file that can't be read is not kept.

    Raises ``workbook.…``, ``import.no_table``, ``import.other_month``, ``import.other_unit``.
    """
    unit = importing_unit(viewer, unit_uid)
    refuse_closed(month)
    reading = read_content(content, name, month, unit)
    failpoint("import.parsed")
    kept = evidence.keep(ContentFile(content), name, evidence.WORKBOOK)
    failpoint("import.stored")
    with act(viewer, "upload_workbook", key=key) as verb:
        if verb.repeated:
            return Import.objects.get(uid=verb.subject_uid)
        window = locked_window(month)
        file = evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid=unit.uid)
        found = Import.objects.create(
            unit_id=unit.pk,
            window=window,
            file=file,
            uploaded_by_id=viewer.user,
            uploaded_at=clock.now(),
            informant=informant.strip()[:INFORMANT_MAX],
            mapping=own_mapping(reading),
        )
        after = {"file": kept.name, "sha256": kept.sha256, "informant": found.informant}
        verb.record(found, after=after, unit=unit, month=month)
    return found


def refuse_closed(month: Month) -> None:
    """Said before a long reading; the lock inside the verb says it again."""
    window = window_of(month)
    if window.is_closed:
        raise Refusal("report.month_frozen", month=month)
    if clock.business_today() < window.opens_on:
        raise Refusal("report.month_not_open", month=month, opens_on=window.opens_on)


def read_content(content: bytes, name: str, month: Month, unit: Node) -> Reading:
    """The file as it is recognised for this unit and month, or why not."""
    reading = read_tables(book_from(content, name), month, memory_of(unit.pk))
    refuse_without_table(reading)
    if reading.own is not None:
        _refuse_misplaced(reading.own, month, unit, name)
    return reading


def _refuse_misplaced(own: OwnTemplate, month: Month, unit: Node, name: str) -> None:
    if own.month != str(month):
        written = Month.parse(own.month)
        raise Refusal("import.other_month", name=name, written=written, month=month)
    node = tree_on().by_uid.get(own.unit)
    if node is None or node.pk not in tree_on().under(unit.pk):
        other = node.name if node else "—"
        raise Refusal("import.other_unit", name=name, other=other, unit=unit.name)


def own_mapping(reading: Reading) -> dict[str, object]:
    """Our own template needs no confirmation; of a stranger's file nothing is settled yet."""
    if reading.own is None:
        return {}
    tables = {t.key: TableChoice(t.use, {}).as_json() for t in reading.tables}
    return {"confirmed": True, "tables": tables}
