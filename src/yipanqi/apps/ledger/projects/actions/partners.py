"""Who supports a project, which programmes it belongs to: dated facts, never deleted."""

from collections.abc import Collection
from datetime import date

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.models import Programme, ProgrammeProject, Project, Support
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version


def set_supports(
    *,
    viewer: Viewer,
    project: Project,
    units: Collection[Unit],
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """From today the project is supported by exactly these units.

    Raises ``project.lead_supports`` and ``project.nothing_changed``.
    """
    with act(viewer, "set_supports", key=key) as verb:
        row = _opened(verb, viewer, project, expected_version)
        if verb.repeated:
            return row
        wanted = {unit.pk: unit for unit in units}
        if row.current.lead_unit_id in wanted:  # type: ignore[union-attr]
            raise Refusal("project.lead_supports", field="units")
        today = clock.business_today()
        held = list(Support.objects.filter(project=row, to_on=None).select_related("unit"))
        _check_change({s.unit_id for s in held}, set(wanted))
        for support in held:
            if support.unit_id not in wanted:
                support.to_on = today
                support.save(update_fields=["to_on"])
        here = {s.unit_id for s in held}
        Support.objects.bulk_create(
            Support(project=row, unit=unit, from_on=today, recorded_at=clock.now())
            for pk, unit in wanted.items()
            if pk not in here
        )
        _saved(row)
        verb.record(
            row,
            before={"supports": sorted(str(s.unit.uid) for s in held)},
            after={"supports": sorted(str(unit.uid) for unit in units)},
            reason=reason.strip(),
        )
    return row


def set_programmes(
    *,
    viewer: Viewer,
    project: Project,
    programmes: Collection[Programme],
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Project:
    """From today the project belongs to exactly these programmes.

    Raises ``project.nothing_changed``.
    """
    with act(viewer, "set_programmes", key=key) as verb:
        row = _opened(verb, viewer, project, expected_version)
        if verb.repeated:
            return row
        today = clock.business_today()
        held = list(row.programmes.filter(to_on=None).select_related("programme"))
        wanted = {programme.pk for programme in programmes}
        _check_change({m.programme_id for m in held}, wanted)
        for membership in held:
            if membership.programme_id not in wanted:
                membership.to_on = today
                membership.save(update_fields=["to_on"])
        here = {m.programme_id for m in held}
        for programme in programmes:
            if programme.pk not in here:
                _join(row, programme, today)
        _saved(row)
        verb.record(
            row,
            before={"programmes": sorted(m.programme.key for m in held)},
            after={"programmes": sorted(programme.key for programme in programmes)},
            reason=reason.strip(),
        )
    return row


def _opened(verb: Verb, viewer: Viewer, project: Project, expected_version: int | None) -> Project:
    row = locked(viewer, project)
    check_keeper(viewer, row.current.counting_unit_id)  # type: ignore[union-attr]
    if not verb.repeated:
        check_version(row, expected_version)
    return row


def _check_change(held: set[int], wanted: set[int]) -> None:
    if held == wanted:
        raise Refusal("project.nothing_changed")


def _join(row: Project, programme: Programme, today: date) -> None:
    """Left and joined again on one day is one membership."""
    ProgrammeProject.objects.update_or_create(
        programme=programme, project=row, from_on=today, defaults={"to_on": None}
    )


def _saved(row: Project) -> None:
    row.version += 1
    row.save(update_fields=["version"])
