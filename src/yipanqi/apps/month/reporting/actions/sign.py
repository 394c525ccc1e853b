"""Keep the scan of a signed sheet with the code of the figures it was signed for."""

from typing import Any
from uuid import UUID

from django.core.files.base import File

from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.models import SignedSheet
from yipanqi.apps.month.reporting.sheet import sheet
from yipanqi.apps.month.reporting.signing import SHOWN, code_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.reporting.reports import ReportVerb
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.verbs import act


def may_keep_signed(viewer: Viewer, unit: int) -> bool:
    """The unit's reporters; an office above it does it for a unit that has only paper."""
    return viewer.is_system or unit in viewer.units_as(Role.REPORTER, Role.OFFICE)


def keep_signed(
    *,
    viewer: Viewer,
    month: Month,
    unit_uid: str | UUID,
    file: "File[Any] | None",
    name: str,
    code: str,
    key: str | None = None,
) -> SignedSheet:
    """``code`` is what stands on the paper. Raises ``sign.code_differs`` where the figures are
    no longer those on the paper, ``sign.no_scan``, ``report.only_reporters``, ``evidence.…``.
    """
    page = sheet(viewer, window_of(month), str(unit_uid))
    if not may_keep_signed(viewer, page.unit.pk):
        raise Forbidden("report.only_reporters", verb=ReportVerb.SUBMIT)
    if file is None:
        raise Refusal("sign.no_scan", field="file")
    now = code_of(page)
    if code.strip().lower() != now[:SHOWN]:
        raise Refusal("sign.code_differs", field="code", code=code.strip()[:SHOWN])
    kept = evidence.keep(file, name, evidence.DOCUMENT)
    with act(viewer, "keep_signed", key=key) as verb:
        if verb.repeated:
            return SignedSheet.objects.get(uid=verb.subject_uid)
        row = SignedSheet.objects.create(
            window=page.window,
            unit_id=page.unit.pk,
            code=now,
            file=evidence.enter(kept, uploaded_by=viewer.uid or "system", unit_uid=page.unit.uid),
            by_id=viewer.user,
            kept_at=clock.now(),
        )
        verb.record(row, after={"code": now, "sha256": kept.sha256}, unit=page.unit, month=month)
    return row
