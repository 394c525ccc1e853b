"""What the daily sweep tells of programmes' monthly reports: due, late, waiting to be signed."""

from collections.abc import Iterator
from datetime import date

from yipanqi.apps.board.programmes.models import Charter, ProgrammeReport
from yipanqi.apps.board.programmes.owed import (
    Owed,
    ReportStep,
    deciding_units,
    month_owed,
    owed,
    signing_unit,
)
from yipanqi.apps.ledger.notices.actions import Told
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments.pressure import reminder_due, verifier_reminder_due
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.month import Month
from yipanqi.infra.templatetags.figures import day_short


def remind(day: date) -> Iterator[Told]:
    """Of the month that is over, and of the one that runs where its day comes early."""
    for month in (month_owed(day), Month.of(day)):
        rows = [row for row in owed(month) if row.step.is_owed]
        deciding = deciding_units(row.charter.lead_unit_id for row in rows)
        for row in rows:
            yield from _due(row, day)
            if row.report is not None and row.step is ReportStep.TO_SIGN:
                yield from _waits(row.report, signing_unit(row.charter, deciding), day)


def _due(row: Owed, day: date) -> Iterator[Told]:
    kept, lead = rules(), row.charter.lead_unit_id
    if lead is None:
        return
    left = reminder_due(kept.pressure, CommitmentState.OPEN, row.due_on, day, kept.calendar)
    if left is not None:
        code = "notice.programme_report_soon" if left else "notice.programme_report_today"
        yield _told(row, code, [lead], f"remind:{left}", days=left)
    elif day > row.due_on:
        yield _told(row, "notice.programme_report_late", [lead, tree_on().root.pk], "late")


def _told(row: Owed, code: str, units: list[int], event: str, **params: int) -> Told:
    key = f"{row.charter.uid}:{row.month}:{row.due_on}:{event}"
    page, uid = "programmes:record", row.charter.uid
    if row.report is not None:
        page, uid = "programmes:report", row.report.uid
    return Told(
        units=sorted(set(units)),
        code=code,
        key=key,
        params=_words(row.charter, row.month) | {"due_on": day_short(row.due_on)} | params,
        url_name=page,
        subject_uid=str(uid),
    )


def _waits(report: ProgrammeReport, unit: int, day: date) -> Iterator[Told]:
    """A draft has lain as long as a verifier may take."""
    kept = rules()
    if verifier_reminder_due(
        kept.pressure, CommitmentState.REPORTED_DONE, report.drafted_on, day, kept.calendar
    ):
        waited = kept.pressure.verify_within
        event = f"waits:{report.drafted_on}"
        yield report_notice(report, "notice.programme_report_waits", [unit], event, days=waited)


def report_notice(
    report: ProgrammeReport, code: str, units: list[int], event: str, **params: object
) -> Told:
    return Told(
        units=units,
        code=code,
        key=f"{report.uid}:{event}",
        params=_words(report.charter, Month.parse(report.month)) | params,
        url_name="programmes:report",
        subject_uid=str(report.uid),
    )


def _words(charter: Charter, month: Month) -> dict[str, str]:
    return {"programme": charter.programme.name, "month": f"{month.number}月"}
