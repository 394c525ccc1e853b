"""Entries of the bonus and deduction ledgers, and judges' marks."""

from datetime import date
from decimal import Decimal

from yipanqi.apps.snapshots.models import Adjustment, Mark
from yipanqi.apps.units.models import Unit
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.fields import scaled
from yipanqi.infra.verbs import act

POINT_DECIMALS = 2
MARK_DECIMALS = 2


def _office_only(viewer: Viewer) -> None:
    if not viewer.is_system and not viewer.posts_as(Role.OFFICE):
        raise Forbidden("ledger.office_only")


def record_adjustment(
    *,
    viewer: Viewer,
    unit: Unit,
    ledger: str,
    points: Decimal,
    happened_on: date,
    reason: str,
    decided_by: str,
    key: str | None = None,
) -> Adjustment:
    """Add an entry: signed points with two decimals, who decided and why.

    Raises ``ledger.reason_missing``, ``ledger.in_the_future``, ``ledger.zero_points``.
    """
    _office_only(viewer)
    if not reason.strip() or not decided_by.strip():
        raise Refusal("ledger.reason_missing", field="reason")
    if happened_on > clock.business_today():
        raise Refusal("ledger.in_the_future", field="happened_on", day=happened_on)
    if points == 0:
        raise Refusal("ledger.zero_points", field="points")
    with act(viewer, "record_adjustment", key=key) as verb:
        if verb.repeated:
            return Adjustment.objects.get(uid=verb.subject_uid)
        row = Adjustment.objects.create(
            unit=unit,
            ledger=ledger,
            points_scaled=scaled(points, POINT_DECIMALS),
            happened_on=happened_on,
            reason=reason.strip(),
            decided_by=decided_by.strip(),
            recorded_at=clock.now(),
        )
        verb.record(
            row,
            after={"ledger": ledger, "points": points, "happened_on": happened_on},
            reason=row.reason,
            unit=unit,
        )
    return row


def void_adjustment(
    *, viewer: Viewer, adjustment: Adjustment, reason: str, key: str | None = None
) -> Adjustment:
    """Take an entry back from now on; frozen months keep it until they are restated."""
    _office_only(viewer)
    if not reason.strip():
        raise Refusal("ledger.reason_missing", field="reason")
    with act(viewer, "void_adjustment", key=key) as verb:
        row = Adjustment.objects.select_for_update().get(pk=adjustment.pk)
        if verb.repeated:
            return row
        if row.voided_at is not None:
            raise Refusal("ledger.already_voided")
        row.voided_at, row.voided_reason = clock.now(), reason.strip()
        row.save()
        verb.record(row, after={"voided": True}, reason=reason, unit=row.unit)
    return row


def record_mark(
    *,
    viewer: Viewer,
    unit: Unit,
    month: Month,
    measure: str,
    judge: str,
    value: Decimal,
    key: str | None = None,
) -> Mark:
    """Record one judge's mark (two decimals)."""
    _office_only(viewer)
    with act(viewer, "record_mark", key=key) as verb:
        if verb.repeated:
            return Mark.objects.get(uid=verb.subject_uid)
        row = Mark.objects.create(
            unit=unit,
            month=str(month),
            measure=measure,
            judge=judge,
            value_scaled=scaled(value, MARK_DECIMALS),
            decimals=MARK_DECIMALS,
            recorded_at=clock.now(),
        )
        verb.record(row, after={"measure": measure, "value": value}, unit=unit, month=month)
    return row
