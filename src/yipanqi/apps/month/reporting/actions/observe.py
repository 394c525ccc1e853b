"""Enter a unit's figure of a measure for a month; a correction is a new revision."""

from decimal import Decimal

from yipanqi.apps.ledger.units.queries import node_by_uid
from yipanqi.apps.month.reporting.access import may_observe
from yipanqi.apps.month.reporting.models import Measure, MonthWindow, Observation
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.fields import scaled, unscaled
from yipanqi.infra.verbs import act


def record_observation(
    *,
    viewer: Viewer,
    unit_uid: str,
    month: Month,
    measure_key: str,
    value: Decimal,
    reason: str = "",
    expected_revision: int | None = None,
    key: str | None = None,
) -> Observation:
    """``value`` in the measure's unit of account, with no more decimals than it keeps.

    The owner of the measure enters it for every unit; a measure without owner is entered by
    the unit's reporter; the office may enter any. ``expected_revision`` 0: "I saw none".
    Raises ``observation.reason_needed`` for a correction without one, ``measure.too_fine``.
    """
    with act(viewer, "record_observation", key=key) as verb:
        if verb.repeated:
            return Observation.objects.get(uid=verb.subject_uid)
        _lock_month(month)
        measure = Measure.objects.filter(key=measure_key).first()
        if measure is None:
            raise Missing("observation.measure_not_found")
        unit = node_by_uid(unit_uid)
        _require_entry(viewer, unit.pk, measure)
        last = _last(unit.pk, month, measure)
        now = last.revision if last else 0
        if expected_revision is not None and expected_revision != now:
            raise Conflict("form.changed_meanwhile", expected=expected_revision, current=now)
        if last and not reason.strip():
            raise Refusal("observation.reason_needed", field="reason")
        row = Observation.objects.create(
            unit_id=unit.pk,
            month=str(month),
            measure=measure,
            value_scaled=scaled(value, measure.decimals),
            revision=now + 1,
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
            reason=reason.strip()[:300],
        )
        was = unscaled(last.value_scaled, measure.decimals) if last else None
        verb.record(
            row,
            before={"value": was},
            after={"value": value, "measure": measure_key},
            reason=row.reason,
            unit=unit,
            month=month,
        )
    return row


def _lock_month(month: Month) -> None:
    window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
    if window is None:
        raise Missing("report.month_not_found", month=month)
    if window.is_closed:
        raise Refusal("report.month_frozen", month=month)


def _require_entry(viewer: Viewer, unit: int, measure: Measure) -> None:
    if may_observe(viewer, unit, measure):
        return
    if unit not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    raise Forbidden("observation.not_yours")


def _last(unit: int, month: Month, measure: Measure) -> Observation | None:
    rows = Observation.objects.filter(unit=unit, month=str(month), measure=measure)
    return rows.order_by("revision").last()
