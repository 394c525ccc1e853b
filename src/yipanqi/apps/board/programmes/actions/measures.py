"""What a programme must reach, and what its lead office counts each month."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from yipanqi.apps.board.programmes.access import (
    charter_for,
    check_office,
    check_running,
    check_works_on,
    measure_for,
)
from yipanqi.apps.board.programmes.models import Charter, CharterMeasure, CountedFigure
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.ledgers.programmes import MeasureSource
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.fields import scaled
from yipanqi.infra.verbs import act

MEASURES_MAX = 20


@dataclass(frozen=True, slots=True)
class MeasureWish:
    """``measure_key`` names a measure of the targets; ``target`` only where it is counted."""

    name: str
    source: str
    unit_of_account: str = ""
    decimals: int = 0
    target: Decimal | None = None
    measure_key: str = ""


def add_programme_measure(
    *, viewer: Viewer, uid: str | UUID, wish: MeasureWish, key: str | None = None
) -> CharterMeasure:
    """Raises ``programme.office_only``, ``programme.measure_source``, ``…measure_name``,
    ``…measure_target``, ``…measure_unknown``, ``…too_many_measures``.
    """
    check_office(viewer)
    kept = _measure(wish)
    with act(viewer, "add_programme_measure", key=key) as verb:
        if verb.repeated:
            return measure_for(viewer, verb.subject_uid)
        row = charter_for(viewer, uid, locked=True)
        check_running(row)
        if row.measures.filter(ended_on=None).count() >= MEASURES_MAX:
            raise Refusal("programme.too_many_measures", limit=MEASURES_MAX)
        kept.charter, kept.recorded_at = row, clock.now()
        kept.save()
        verb.record(
            kept,
            after={"name": kept.name, "source": kept.source, "target": kept.target_scaled},
            unit=row.lead_unit,
        )
    return kept


def _measure(wish: MeasureWish) -> CharterMeasure:
    if wish.source not in set(MeasureSource):
        raise Refusal("programme.measure_source", field="source")
    if not wish.name.strip() or len(wish.name.strip()) > 60:
        raise Refusal("programme.measure_name", field="name", limit=60)
    made = CharterMeasure(name=wish.name.strip(), source=wish.source)
    if wish.source == MeasureSource.TARGET:
        found = Measure.objects.filter(key=wish.measure_key).first()
        if found is None:
            raise Refusal("programme.measure_unknown", field="measure_key")
        made.measure, made.unit_of_account = found, found.unit_of_account
        made.decimals = found.decimals
    elif wish.source == MeasureSource.COUNTED:
        _counted(made, wish)
    return made


def _counted(made: CharterMeasure, wish: MeasureWish) -> None:
    if wish.target is None or wish.target <= 0 or not wish.unit_of_account.strip():
        raise Refusal("programme.measure_target", field="target")
    if not 0 <= wish.decimals <= 4:
        raise Refusal("programme.measure_decimals", field="decimals")
    made.unit_of_account = wish.unit_of_account.strip()[:12]
    made.decimals = wish.decimals
    made.target_scaled = scaled(wish.target, wish.decimals)


def end_programme_measure(
    *, viewer: Viewer, measure_uid: str | UUID, reason: str, key: str | None = None
) -> CharterMeasure:
    """It is followed no longer; its figures stay. Raises ``programme.words_needed``."""
    check_office(viewer)
    if not reason.strip():
        raise Refusal("programme.words_needed", field="reason")
    with act(viewer, "end_programme_measure", key=key) as verb:
        row = measure_for(viewer, measure_uid)
        if verb.repeated:
            return row
        if row.ended_on is not None:
            raise Conflict("programme.measure_ended", name=row.name)
        row.ended_on = clock.business_today()
        row.save(update_fields=["ended_on"])
        verb.record(
            row,
            after={"ended_on": row.ended_on},
            reason=reason.strip()[:500],
            unit=row.charter.lead_unit,
        )
    return row


def record_programme_figure(
    *,
    viewer: Viewer,
    measure_uid: str | UUID,
    month: Month,
    value: Decimal,
    key: str | None = None,
) -> CountedFigure:
    """The figure reached by the month's end, a new revision each time.

    Raises ``programme.lead_only``, ``programme.not_counted``, ``programme.future_month``.
    """
    with act(viewer, "record_programme_figure", key=key) as verb:
        row = measure_for(viewer, measure_uid)
        check_works_on(viewer, row.charter)
        if verb.repeated:
            return row.figures.get(uid=verb.subject_uid)
        _check_figure(row, month)
        Charter.objects.unscoped("found above").select_for_update().get(pk=row.charter_id)
        last = row.figures.filter(month=str(month)).order_by("-revision").first()
        made = CountedFigure.objects.create(
            measure=row,
            month=str(month),
            revision=last.revision + 1 if last else 1,
            value_scaled=scaled(value, row.decimals),
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
        )
        verb.record(
            made,
            before={"value": last.value_scaled} if last else {},
            after={"measure": row, "value": made.value_scaled},
            unit=row.charter.lead_unit,
            month=made.month,
        )
    return made


def _check_figure(row: CharterMeasure, month: Month) -> None:
    check_running(row.charter)
    if row.source != MeasureSource.COUNTED or row.ended_on is not None:
        raise Refusal("programme.not_counted", field="measure", name=row.name)
    if month > Month.of(clock.business_today()):
        raise Refusal("programme.future_month", field="month", month=month)
