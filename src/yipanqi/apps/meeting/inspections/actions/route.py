"""Plan the inspection and its route."""

from dataclasses import dataclass
from datetime import date

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.meeting.inspections.actions._common import locked_inspection, words
from yipanqi.apps.meeting.inspections.models import Inspection, Stop
from yipanqi.apps.meeting.inspections.queries import inspection_for
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

STOPS_MOST = 60


@dataclass(frozen=True, slots=True)
class StopWish:
    """A place to call on; the point is taken from the project where none is given."""

    unit: int
    place: str
    project: Project | None = None
    longitude_e6: int | None = None
    latitude_e6: int | None = None


def plan_inspection(
    *,
    viewer: Viewer,
    title: str,
    planned_on: date,
    task: str = "",
    team: str = "",
    key: str | None = None,
) -> Inspection:
    """Nobody outside the root learns of it: no notice goes out."""
    check_office(viewer)
    with act(viewer, "plan_inspection", key=key) as verb:
        if verb.repeated:
            return inspection_for(viewer, verb.subject_uid)
        rows = Inspection.objects.unscoped("the next number").select_for_update()
        year = planned_on.year
        row = Inspection.objects.create(
            year=year,
            number=len(rows.filter(year=year)) + 1,
            title=words(title, "title", 120),
            task=task.strip()[:2_000],
            team=team.strip()[:120],
            planned_on=planned_on,
            recorded_at=clock.now(),
        )
        verb.record(row, after={"title": row.title, "planned_on": planned_on})
    return row


def add_stop(
    *, viewer: Viewer, inspection: object, wanted: StopWish, key: str | None = None
) -> Stop:
    """At the end of the route. Raises ``inspection.route_full``."""
    with act(viewer, "add_stop", key=key) as verb:
        row = locked_inspection(viewer, inspection)
        if verb.repeated:
            return Stop.objects.get(uid=verb.subject_uid)
        if row.stops.count() >= STOPS_MOST:
            raise Refusal("inspection.route_full", limit=STOPS_MOST)
        current = wanted.project.current if wanted.project else None
        point = (wanted.longitude_e6, wanted.latitude_e6)
        if None in point and current is not None:
            point = (current.longitude_e6, current.latitude_e6)
        made = Stop.objects.create(
            inspection=row,
            position=row.stops.count(),
            unit_id=wanted.unit,
            project=wanted.project,
            place=words(wanted.place, "place", 80),
            longitude_e6=point[0],
            latitude_e6=point[1],
        )
        verb.record(made, after={"place": made.place})
    return made


def drop_stop(*, viewer: Viewer, stop: object, key: str | None = None) -> Stop:
    """Off the route. Raises ``inspection.stop_has_findings``."""
    with act(viewer, "drop_stop", key=key) as verb:
        found = Stop.objects.filter(uid=str(stop)).select_related("inspection").first()
        if found is None:
            check_office(viewer)
            raise Missing("inspection.no_stop")
        locked_inspection(viewer, found.inspection.uid)
        if verb.repeated:
            return found
        if found.findings.filter(dropped_at=None).exists():
            raise Refusal("inspection.stop_has_findings", place=found.place)
        found.dropped_at = clock.now()
        found.save(update_fields=["dropped_at"])
        verb.record(found, after={"dropped": True})
    return found


def finish_inspection(
    *,
    viewer: Viewer,
    inspection: object,
    expected_version: int | None = None,
    key: str | None = None,
) -> Inspection:
    """Back from the route; findings may still be added and changed until they are shown."""
    with act(viewer, "finish_inspection", key=key) as verb:
        row = locked_inspection(viewer, inspection, None if verb.repeated else expected_version)
        if verb.repeated:
            return row
        row.state, row.done_on = Inspection.State.DONE, clock.business_today()
        row.version += 1
        row.save()
        verb.record(row, after={"state": row.state})
    return row
