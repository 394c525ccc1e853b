"""What the verbs share: locked rows of the office, words, places."""

from typing import Any

from yipanqi.apps.meeting.inspections.models import Finding, Inspection
from yipanqi.apps.meeting.inspections.queries import finding_for, inspection_for
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import Point, metres_between
from yipanqi.infra.verbs import check_version


def locked_inspection(
    viewer: Viewer, uid: object, expected_version: int | None = None
) -> Inspection:
    found = inspection_for(viewer, uid)
    check_office(viewer)
    row = Inspection.objects.unscoped("seen above").select_for_update().get(pk=found.pk)
    check_version(row, expected_version)
    return row


def locked_finding(viewer: Viewer, uid: object, expected_version: int | None = None) -> Finding:
    found = finding_for(viewer, uid)
    check_office(viewer)
    rows = Finding.objects.unscoped("seen above").select_for_update(of=("self",))
    row = rows.select_related("inspection", "stop", "project__current").get(pk=found.pk)
    check_version(row, expected_version)
    if row.dropped_at is not None:
        raise Conflict("inspection.finding_dropped", title=row.title)
    return row


def not_shown(row: Finding) -> None:
    if row.shown_at is not None:
        raise Conflict("inspection.finding_shown", title=row.title)


def words(text: str, field: str, limit: int) -> str:
    """Raises ``inspection.words_needed`` or ``inspection.words_too_long``."""
    said = text.strip()
    if not said:
        raise Refusal("inspection.words_needed", field=field)
    if len(said) > limit:
        raise Refusal("inspection.words_too_long", field=field, limit=limit, length=len(said))
    return said


def metres_off(row: Finding, longitude_e6: int | None, latitude_e6: int | None) -> int | None:
    """From the picture's own place to the stop's, else the project's."""
    if longitude_e6 is None or latitude_e6 is None:
        return None
    current = row.project.current if row.project else None
    for place in (row.stop, current):
        if place is not None and place.longitude_e6 is not None and place.latitude_e6 is not None:
            there = Point.of_e6(place.longitude_e6, place.latitude_e6)
            return metres_between(Point.of_e6(longitude_e6, latitude_e6), there)
    return None


def said(row: Finding) -> dict[str, Any]:
    names = ("title", "detail", "demand", "due_on", "unit_id")
    return {name: getattr(row, name) for name in names}
