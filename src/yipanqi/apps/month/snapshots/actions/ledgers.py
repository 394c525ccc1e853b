"""Entries of the bonus and deduction ledgers, and judges' marks."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.models import Adjustment, Mark
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.fields import scaled
from yipanqi.infra.verbs import act

SIGNS = {"bonus": 1, "deduction": -1}  # a ledger's first word says which way its points go
POINT_DECIMALS = 2
MARK_DECIMALS = 2


def _office_only(viewer: Viewer) -> None:
    if not viewer.is_root_office:
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
    file: "File[Any] | None" = None,
    key: str | None = None,
) -> Adjustment:
    """Add an entry: signed points with two decimals, who decided and why, with its evidence.

    Raises ``ledger.reason_missing``, ``ledger.in_the_future``, ``ledger.zero_points``,
    ``ledger.wrong_sign`` and what ``evidence.keep`` raises.
    """
    _office_only(viewer)
    if not reason.strip() or not decided_by.strip():
        raise Refusal("ledger.reason_missing", field="reason")
    if happened_on > clock.business_today():
        raise Refusal("ledger.in_the_future", field="happened_on", day=happened_on)
    if points == 0:
        raise Refusal("ledger.zero_points", field="points")
    if SIGNS.get(ledger.partition(".")[0], points) * points < 0:
        raise Refusal("ledger.wrong_sign", field="points", points=points)
    kept = evidence.keep(file, file.name or "", evidence.DOCUMENT) if file else None
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
            evidence=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=str(unit.uid))
            if kept
            else None,
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
    """Record one judge's mark (two decimals); a wrong one is voided first.

    Raises ``ledger.mark_twice``, ``ledger.month_frozen``.
    """
    _office_only(viewer)
    with act(viewer, "record_mark", key=key) as verb:
        if verb.repeated:
            return Mark.objects.get(uid=verb.subject_uid)
        _open_month(month)
        same = Mark.objects.filter(
            unit=unit, month=str(month), measure=measure, judge=judge, voided_at=None
        )
        if same.exists():
            raise Refusal("ledger.mark_twice", judge=judge)
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


def void_mark(*, viewer: Viewer, mark: Mark, reason: str, key: str | None = None) -> Mark:
    """Take a mark back, so that the judge's right one can be recorded."""
    _office_only(viewer)
    if not reason.strip():
        raise Refusal("ledger.reason_missing", field="reason")
    with act(viewer, "void_mark", key=key) as verb:
        row = Mark.objects.select_for_update().get(pk=mark.pk)
        if verb.repeated:
            return row
        if row.voided_at is not None:
            raise Refusal("ledger.already_voided")
        _open_month(Month.parse(row.month))
        row.voided_at, row.voided_reason = clock.now(), reason.strip()[:300]
        row.save(update_fields=["voided_at", "voided_reason"])
        verb.record(row, after={"voided": True}, reason=reason, unit=row.unit, month=row.month)
    return row


def _open_month(month: Month) -> None:
    """Judges mark what has not been frozen; locks the month's row."""
    window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
    if window is not None and window.is_closed:
        raise Refusal("ledger.month_frozen", month=month)
