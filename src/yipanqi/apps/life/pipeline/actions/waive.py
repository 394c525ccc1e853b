"""Waive a light for an approved reason, until a day; end a waiver before its day."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.projects.access import locked, visible
from yipanqi.apps.life.pipeline.access import check_office
from yipanqi.apps.life.pipeline.models import LightWaiver
from yipanqi.core.light_rules import Dimension
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class WaiverOrder:
    """What is waived and on whose word; ``dimension`` None: all that can be waived."""

    reason: str
    approved_by: str
    until_on: date
    from_on: date | None = None  # default: today
    dimension: Dimension | None = None


def grant_waiver(
    *, viewer: Viewer, project_uid: str | UUID, order: WaiverOrder, key: str | None = None
) -> LightWaiver:
    """Raises ``lights.reason_missing``, ``lights.approver_missing``,
    ``lights.waiver_dates``, ``lights.waiver_too_long``, ``lights.already_waived`` or
    ``pipeline.office_only``.
    """
    project = visible(viewer, str(project_uid))
    check_office(viewer)
    from_on = order.from_on or clock.business_today()
    _check(order, from_on)
    with act(viewer, "grant_waiver", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return LightWaiver.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        kind = order.dimension.value if order.dimension else ""
        running = row.light_waivers.filter(
            dimension__in=["", kind] if kind else [""],
            ended_on=None,
            until_on__gte=from_on,
            from_on__lte=order.until_on,
        )
        if (same := running.first()) is not None:
            raise Refusal("lights.already_waived", field="until_on", until=same.until_on)
        waiver = LightWaiver.objects.create(
            project=row,
            dimension=kind,
            reason=order.reason.strip()[:300],
            approved_by=order.approved_by.strip()[:80],
            from_on=from_on,
            until_on=order.until_on,
            granted_at=clock.now(),
            granted_by_id=viewer.user,
        )
        verb.record(
            waiver,
            after={
                "project": row.uid,
                "dimension": kind or "all",
                "from_on": from_on,
                "until_on": order.until_on,
                "approved_by": waiver.approved_by,
            },
            reason=order.reason,
        )
    return waiver


def _check(order: WaiverOrder, from_on: date) -> None:
    if not order.reason.strip():
        raise Refusal("lights.reason_missing", field="reason")
    if not order.approved_by.strip():
        raise Refusal("lights.approver_missing", field="approved_by")
    if order.until_on < from_on:
        raise Refusal("lights.waiver_dates", field="until_on", from_on=from_on)
    if (order.until_on - from_on).days > LONGEST_DAYS:
        raise Refusal("lights.waiver_too_long", field="until_on", days=LONGEST_DAYS)


def end_waiver(
    *,
    viewer: Viewer,
    waiver_uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> LightWaiver:
    """From today on the light is lit again; earlier months keep what they showed.

    Raises ``lights.waiver_not_found``, ``lights.waiver_ended`` or ``lights.reason_missing``.
    """
    found = LightWaiver.objects.visible_to(viewer).filter(uid=waiver_uid).first()
    if found is None:
        raise Missing("lights.waiver_not_found")
    check_office(viewer)
    if not reason.strip():
        raise Refusal("lights.reason_missing", field="reason")
    with act(viewer, "end_waiver", key=key) as verb:
        rows = LightWaiver.objects.unscoped("checked above")
        row = rows.select_for_update().get(pk=found.pk)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        if row.ended_on is not None:
            raise Refusal("lights.waiver_ended", ended=row.ended_on)
        row.ended_on, row.ended_reason = clock.business_today(), reason.strip()[:300]
        row.version += 1
        row.save(update_fields=["ended_on", "ended_reason", "version"])
        verb.record(row, before={"ended_on": None}, after={"ended_on": row.ended_on}, reason=reason)
    return row
