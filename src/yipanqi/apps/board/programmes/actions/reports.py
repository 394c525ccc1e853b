"""The month's written report: drafted from the facts, edited, signed off, collected."""

from collections.abc import Mapping
from uuid import UUID

from yipanqi.apps.board.programmes.access import (
    charter_for,
    check_leads,
    check_office,
    check_works_on,
    report_for,
)
from yipanqi.apps.board.programmes.drafting import drafted, heading_of
from yipanqi.apps.board.programmes.models import Charter, ProgrammeReport
from yipanqi.apps.board.programmes.owed import deciding_units, signing_unit
from yipanqi.apps.board.programmes.reminders import report_notice
from yipanqi.apps.board.programmes.standings import ground
from yipanqi.apps.ledger.notices.actions import tell
from yipanqi.apps.meeting.meetings.actions import Wanted, add_item, hand_in
from yipanqi.apps.promises.commitments.access import doer_of
from yipanqi.core.ledgers.programmes import ReportState
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act, check_version

TEXT_MAX = 3_000


def draft_programme_report(
    *, viewer: Viewer, uid: str | UUID, month: Month, key: str | None = None
) -> ProgrammeReport:
    """The month's report from today's facts; a draft that stands is drafted anew.

    Raises ``programme.lead_only``, ``programme.future_month``, ``programme.month_outside``,
    ``programme.report_signed``.
    """
    with act(viewer, "draft_programme_report", key=key) as verb:
        row = charter_for(viewer, uid, locked=True)
        check_works_on(viewer, row)
        if verb.repeated:
            return report_for(viewer, verb.subject_uid)
        _check_month(row, month)
        found = ProgrammeReport.objects.visible_to(viewer).filter(charter=row, month=str(month))
        made = found.first() or ProgrammeReport(charter=row, month=str(month), version=0)
        _check_draft(made)
        facts = drafted(row, ground(month, [row]))
        made.facts = facts
        made.paragraphs = [
            {"key": f["key"], "heading": heading_of(f["key"]), "text": f["text"]} for f in facts
        ]
        made.state = ReportState.DRAFT
        made.drafted_on, made.recorded_at = clock.business_today(), clock.now()
        _touched(made, viewer)
        verb.record(
            made, after={"charter": row, "version": made.version}, unit=row.lead_unit, month=month
        )
        signs = signing_unit(row, deciding_units([row.lead_unit_id]))
        tell(report_notice(made, "notice.programme_report_to_sign", [signs], "to_sign"))
    return made


def _check_month(row: Charter, month: Month) -> None:
    if month > Month.of(clock.business_today()):
        raise Refusal("programme.future_month", field="month", month=month)
    over = row.ended_on or row.to_on
    if month.last < row.from_on or (over and month.first > over):
        raise Refusal("programme.month_outside", field="month", month=month)


def _check_draft(row: ProgrammeReport) -> None:
    if row.state == ReportState.SIGNED:
        raise Conflict("programme.report_signed", on=row.signed_on)


def _touched(row: ProgrammeReport, viewer: Viewer) -> None:
    row.edited_by_id, row.edited_names = viewer.user, sorted(doer_of(viewer).names)
    row.version += 1
    row.save()


def edit_programme_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    texts: Mapping[str, str],
    expected_version: int | None = None,
    key: str | None = None,
) -> ProgrammeReport:
    """``texts`` by paragraph key; the drafted facts stay beside.

    Raises ``programme.report_signed``, ``programme.report_text``.
    """
    with act(viewer, "edit_programme_report", key=key) as verb:
        row = report_for(viewer, report_uid, locked=True)
        check_works_on(viewer, row.charter)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_draft(row)
        before = {p["key"]: p["text"] for p in row.paragraphs}
        for paragraph in row.paragraphs:
            text = texts.get(paragraph["key"], paragraph["text"]).strip()
            if not text or len(text) > TEXT_MAX:
                raise Refusal("programme.report_text", field=paragraph["key"], limit=TEXT_MAX)
            paragraph["text"] = text
        _touched(row, viewer)
        after = {p["key"]: p["text"] for p in row.paragraphs}
        verb.record(row, before=before, after=after, unit=row.charter.lead_unit, month=row.month)
    return row


def sign_programme_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    expected_version: int | None = None,
    key: str | None = None,
) -> ProgrammeReport:
    """By a deciding post in the lead unit, other than who wrote it last.

    Raises ``programme.signers_only``, ``programme.own_report``, ``programme.report_signed``.
    """
    with act(viewer, "sign_programme_report", key=key) as verb:
        row = report_for(viewer, report_uid, locked=True)
        check_leads(viewer, row.charter)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_draft(row)
        same = viewer.user is not None and viewer.user == row.edited_by_id
        if same or not doer_of(viewer).names.isdisjoint(row.edited_names):
            raise Forbidden("programme.own_report")
        row.state, row.signed_on = ReportState.SIGNED, clock.business_today()
        row.signed_by_id = viewer.user
        row.version += 1
        row.save()
        verb.record(
            row, after={"signed_on": row.signed_on}, unit=row.charter.lead_unit, month=row.month
        )
    return row


def return_programme_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> ProgrammeReport:
    """The office sends a signed report back, until it is collected.

    Raises ``programme.not_signed``, ``programme.collected``.
    """
    check_office(viewer)
    if not reason.strip():
        raise Refusal("programme.words_needed", field="reason")
    with act(viewer, "return_programme_report", key=key) as verb:
        row = report_for(viewer, report_uid, locked=True)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_signed(row)
        row.state, row.signed_on, row.signed_by = ReportState.DRAFT, None, None
        row.version += 1
        row.save()
        verb.record(
            row,
            after={"state": row.state},
            reason=reason.strip()[:500],
            unit=row.charter.lead_unit,
            month=row.month,
        )
        if row.charter.lead_unit_id is not None:
            code, event = "notice.programme_report_returned", f"returned:{row.version}"
            words = reason.strip()[:200]
            tell(report_notice(row, code, [row.charter.lead_unit_id], event, reason=words))
    return row


def _check_signed(row: ProgrammeReport) -> None:
    if row.state != ReportState.SIGNED:
        raise Conflict("programme.not_signed")
    if row.item_uid is not None:
        raise Conflict("programme.collected", on=row.collected_on)


def collect_programme_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    meeting: str | UUID,
    kept: Kept,
    key: str | None = None,
) -> ProgrammeReport:
    """Onto a meeting's agenda as a written report, its paper handed in at once.

    ``kept`` is the report as a document. Raises ``programme.not_signed``, ``…collected`` and
    what the meeting says.
    """
    check_office(viewer)
    with act(viewer, "collect_programme_report", key=key) as verb:
        row = report_for(viewer, report_uid, locked=True)
        if verb.repeated:
            return row
        _check_signed(row)
        month = Month.parse(row.month)
        title = f"{row.charter.programme.name}{month.number}月工作报告"
        wanted = Wanted(
            title=title, kind=ItemKind.REPORT, form=ItemForm.WRITTEN, unit=row.charter.lead_unit_id
        )
        item = add_item(viewer=viewer, uid=meeting, wanted=wanted)
        hand_in(viewer=viewer, item=item.uid, kept=kept)
        row.item_uid, row.collected_on = item.uid, clock.business_today()
        row.version += 1
        row.save()
        verb.record(
            row,
            after={"item": item, "collected_on": row.collected_on},
            unit=row.charter.lead_unit,
            month=row.month,
        )
    return row
