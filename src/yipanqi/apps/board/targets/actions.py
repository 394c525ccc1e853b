"""Set a unit's annual target; every change is a further version, the earlier ones stay."""

from collections.abc import Sequence
from decimal import Decimal

from yipanqi.apps.board.targets.access import check_office
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.ledger.units.queries import node_by_uid
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.fields import scaled, unscaled
from yipanqi.infra.verbs import act

MONTHS = 12


def set_target(
    *,
    viewer: Viewer,
    unit_uid: str,
    measure_key: str,
    year: int,
    value: Decimal,
    curve: Sequence[Decimal],
    effective_month: Month,
    agreed_by: str,
    document_number: str = "",
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Target:
    """``value`` and the twelve cumulative amounts of ``curve`` in the measure's unit of account.

    ``expected_version`` 0: "I saw none". A later version needs a reason; months before its
    effective month keep the earlier one. Raises ``target.*`` and ``measure.too_fine``.
    """
    check_office(viewer)
    with act(viewer, "set_target", key=key) as verb:
        if verb.repeated:
            return Target.objects.get(uid=verb.subject_uid)
        measure = Measure.objects.filter(key=measure_key).first()
        if measure is None:
            raise Missing("observation.measure_not_found")
        unit = node_by_uid(unit_uid)
        earlier = Target.objects.select_for_update().filter(
            unit_id=unit.pk, measure=measure, year=year
        )
        last = earlier.order_by("-version").first()
        now = last.version if last else 0
        if expected_version is not None and expected_version != now:
            raise Conflict("form.changed_meanwhile", expected=expected_version, current=now)
        _check(year, value, curve, effective_month, agreed_by)
        _check_later(last, effective_month, reason)
        row = Target.objects.create(
            unit_id=unit.pk,
            measure=measure,
            year=year,
            version=now + 1,
            value_scaled=scaled(value, measure.decimals),
            curve=[scaled(amount, measure.decimals) for amount in curve],
            effective_month=str(effective_month),
            agreed_by=agreed_by.strip(),
            document_number=document_number.strip(),
            recorded_at=clock.now(),
        )
        verb.record(
            row,
            before={
                "value": unscaled(last.value_scaled, measure.decimals) if last else None,
                "curve": last.curve if last else None,
            },
            after={"value": value, "curve": row.curve, "measure": measure_key, "year": year},
            reason=reason.strip(),
            unit=unit,
            month=effective_month,
        )
    return row


def _check(
    year: int, value: Decimal, curve: Sequence[Decimal], effective_month: Month, agreed_by: str
) -> None:
    if not agreed_by.strip():
        raise Refusal("target.agreed_by_missing", field="agreed_by")
    if effective_month.year != year:
        raise Refusal("target.wrong_year", field="effective_month", year=year)
    if len(curve) != MONTHS:
        raise Refusal("target.twelve_months", field="m12")
    if curve[-1] != value:
        raise Refusal("target.curve_end", field="m12", end=curve[-1], value=value)


def _check_later(last: Target | None, effective_month: Month, reason: str) -> None:
    if last is None:
        return
    if not reason.strip():
        raise Refusal("target.reason_missing", field="reason")
    if str(effective_month) < last.effective_month:
        raise Refusal(
            "target.effective_before_earlier",
            field="effective_month",
            month=Month.parse(last.effective_month),
        )
