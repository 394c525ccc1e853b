"""Who runs a programme: the office at the root opens it, its lead unit works on it."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from yipanqi.apps.board.programmes.models import (
    Charter,
    CharterMeasure,
    Participation,
    ProgrammeReport,
)
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING, is_root_office
from yipanqi.core.refusal import Conflict, Forbidden, Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra.inputs import identifier

Row = TypeVar("Row", bound=Model)


def charter_for(viewer: Viewer, uid: str | UUID, *, locked: bool = False) -> Charter:
    """Raises ``programme.not_found``."""
    rows = Charter.objects.visible_to(viewer).select_related("programme", "lead_unit", "parent")
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = _one(rows, uid)
    if found is None:
        raise Missing("programme.not_found")
    return found


def report_for(viewer: Viewer, uid: str | UUID, *, locked: bool = False) -> ProgrammeReport:
    """Raises ``programme.report_not_found``."""
    rows = ProgrammeReport.objects.visible_to(viewer).select_related("charter__programme")
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = _one(rows, uid)
    if found is None:
        raise Missing("programme.report_not_found")
    return found


def measure_for(viewer: Viewer, uid: str | UUID) -> CharterMeasure:
    """Raises ``programme.measure_not_found``."""
    rows = CharterMeasure.objects.filter(charter__in=Charter.objects.visible_to(viewer))
    found = _one(rows.select_related("charter"), uid)
    if found is None:
        raise Missing("programme.measure_not_found")
    return found


def participation_for(viewer: Viewer, uid: str | UUID) -> Participation:
    """Raises ``programme.participation_not_found``."""
    rows = Participation.objects.visible_to(viewer).select_related("charter", "file")
    found = _one(rows, uid)
    if found is None:
        raise Missing("programme.participation_not_found")
    return found


def _one(rows: "QuerySet[Row]", uid: str | UUID) -> Row | None:
    wanted = identifier(uid)
    return rows.filter(uid=wanted).first() if wanted else None


def works_on(viewer: Viewer, row: Charter) -> bool:
    """A working post in the lead unit, or the office at the root."""
    return (
        viewer.is_system or is_root_office(viewer) or row.lead_unit_id in viewer.posts_as(*WORKING)
    )


def check_works_on(viewer: Viewer, row: Charter) -> None:
    if not works_on(viewer, row):
        raise Forbidden("programme.lead_only", unit=name_of(row.lead_unit_id))


def leads(viewer: Viewer, row: Charter) -> bool:
    """A deciding post in the lead unit, or the office at the root."""
    return (
        viewer.is_system or is_root_office(viewer) or row.lead_unit_id in viewer.posts_as(*ORDERING)
    )


def check_leads(viewer: Viewer, row: Charter) -> None:
    if not leads(viewer, row):
        raise Forbidden("programme.signers_only", unit=name_of(row.lead_unit_id))


def orders(viewer: Viewer, row: Charter) -> bool:
    """Who may give it tasks: whoever leads it, and the city's own deciding posts."""
    return leads(viewer, row) or viewer.root in viewer.posts_as(*ORDERING)


def check_orders(viewer: Viewer, row: Charter) -> None:
    if not orders(viewer, row):
        raise Forbidden("programme.signers_only", unit=name_of(row.lead_unit_id))


def check_office(viewer: Viewer) -> None:
    if not viewer.is_system and not is_root_office(viewer):
        raise Forbidden("programme.office_only")


def check_running(row: Charter) -> None:
    if row.ended_on is not None:
        raise Conflict("programme.ended", name=row.programme.name, on=row.ended_on)


def name_of(unit: int | None) -> str:
    node = tree_on().nodes.get(unit) if unit is not None else None
    return node.name if node else ""
