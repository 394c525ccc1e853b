"""Hand in: one report, or everything of a unit that can be handed in; take it back."""

from dataclasses import dataclass
from uuid import UUID

from yipanqi.apps.ledger.projects.queries import reported_by
from yipanqi.apps.ledger.units.queries import node_by_uid, tree_on
from yipanqi.apps.month.reporting.access import (
    is_entered_for,
    locked_report,
    locked_window,
    require,
    review_chain,
    visible_project,
)
from yipanqi.apps.month.reporting.actions._revisions import audited, write_revision
from yipanqi.apps.month.reporting.models import MonthReport, ReportRevision
from yipanqi.apps.month.reporting.remarks import last_returns
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Finding, Forbidden, Missing, Refusal
from yipanqi.core.reporting.reports import ReportPlace, ReportState, ReportVerb, moved, next_level
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version

Event = ReportRevision.Event
REVIEWED = (Event.PASSED, Event.APPROVED, Event.RETURNED)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not handed in, and what stands in its way.

    Without findings: nothing is filled in, or it was sent back and not touched since.
    """

    project_uid: str
    project: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Submission:
    submitted: tuple[MonthReport, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def submit_report(
    *,
    viewer: Viewer,
    month: Month,
    project_uid: str | UUID,
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Raises ``report.hard_findings`` or ``report.unexplained`` where a finding is open."""
    with act(viewer, "submit_report", key=key) as verb:
        if verb.repeated:
            return MonthReport.objects.get(uid=verb.subject_uid)
        window = locked_window(month)
        project = visible_project(viewer, project_uid)
        row = next(iter(report_rows(window, [project.pk])), None)
        if row is None:
            raise Missing("report.project_not_found")
        chain = review_chain(row.facts.reporting_unit)
        require(ReportVerb.SUBMIT, viewer, ReportPlace(row.facts.reporting_unit, chain))
        if row.report is None:
            raise Refusal("report.nothing_filled", project=row.facts.name, month=month)
        check_version(row.report, expected_version)
        _refuse_open(row)
        return _submit(verb, viewer, row, row.report, chain)


def _refuse_open(row: ReportRow) -> None:
    if row.hard:
        raise Refusal(
            "report.hard_findings",
            field=row.hard[0].field,
            project=row.facts.name,
            count=len(row.hard),
        )
    if row.unexplained:
        raise Refusal(
            "report.unexplained",
            field=row.unexplained[0].field,
            project=row.facts.name,
            count=len(row.unexplained),
        )


def submit_unit(
    *, viewer: Viewer, month: Month, unit_uid: str, key: str | None = None
) -> Submission:
    """Hand in every row of the unit (and of units under it that the viewer reports for)
    that can be handed in. A hard finding blocks only its own row; the rows left out are named.

    Raises ``report.nothing_to_submit`` where no row can go.
    """
    with act(viewer, "submit_unit", key=key) as verb:
        if verb.repeated:
            return Submission()
        window = locked_window(month)
        unit = reporting_unit(viewer, unit_uid)
        units = tree_on().under(unit.pk) & viewer.units_as(Role.REPORTER)
        waiting = [
            row
            for row in report_rows(window, reported_by(units))
            if row.facts.reporting_unit in units
            and row.state not in {ReportState.SUBMITTED, ReportState.APPROVED}
        ]
        ready, others = _parted(waiting)
        left = tuple(LeftOut(r.facts.project_uid, r.facts.name, r.blocking) for r in others)
        if not ready:
            raise Refusal("report.nothing_to_submit", unit=unit.name, count=len(left))
        chains = {pk: review_chain(pk) for pk in {row.facts.reporting_unit for row in ready}}
        done = tuple(
            _submit(verb, viewer, row, row.report, chains[row.facts.reporting_unit])
            for row in ready
            if row.report is not None
        )
    return Submission(done, left)


def _parted(waiting: list[ReportRow]) -> tuple[list[ReportRow], list[ReportRow]]:
    """(can go, cannot go). What was sent back goes in bulk only after somebody touched it:
    a reviewer's reasons are not to be answered by pressing one button.
    """
    returned = last_returns(row.report for row in waiting if row.report is not None)
    ready: list[ReportRow] = []
    others: list[ReportRow] = []
    for row in waiting:
        back = returned.get(row.report.pk) if row.report else None
        is_unanswered = row.state is ReportState.RETURNED and not (back and back.is_answered)
        goes = row.report is not None and not row.blocking and not is_unanswered
        (ready if goes else others).append(row)
    return ready, others


def reporting_unit(viewer: Viewer, unit_uid: str) -> Node:
    """A unit the viewer reports for. Outsiders learn nothing of it."""
    unit = node_by_uid(unit_uid)
    if unit.pk not in viewer.units and not viewer.whole_tree:
        raise Missing("unit.not_found")
    if unit.pk not in viewer.units_as(Role.REPORTER):
        raise Forbidden("report.only_reporters", verb=ReportVerb.SUBMIT)
    return unit


def _submit(
    verb: Verb, viewer: Viewer, row: ReportRow, report: MonthReport, chain: tuple[int, ...]
) -> MonthReport:
    if not chain:
        raise Refusal("report.no_reviewer", project=row.facts.name)
    unit = tree_on().nodes.get(row.facts.reporting_unit)
    if is_entered_for(viewer, row.facts.reporting_unit) and not report.informant:
        raise Refusal("report.informant_needed", field="informant", unit=unit.name if unit else "")
    before = audited(report)
    report.state = moved(ReportState(report.state), ReportVerb.SUBMIT).value
    report.waiting_unit_id = next_level(chain, None)
    report.waiting_since = clock.now()
    if report.first_submitted_on is None:
        report.first_submitted_on = clock.business_today()
        report.first_submitted_at = clock.now()
    report.version += 1
    report.save()
    write_revision(
        report,
        Event.SUBMITTED,
        viewer=viewer,
        by_unit=row.facts.reporting_unit,
        soft_findings=len(row.soft),
    )
    verb.record(report, before=before, after=audited(report), unit=unit, month=row.month)
    return report


def withdraw_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Take a submission back before anybody has reviewed it.

    A first submission taken back was none: timeliness is judged on the next one.
    Raises ``report.already_in_review``.
    """
    with act(viewer, "withdraw_report", key=key) as verb:
        report = locked_report(viewer, report_uid)
        if verb.repeated:
            return report
        chain = review_chain(report.reporting_unit_id)
        require(ReportVerb.WITHDRAW, viewer, ReportPlace(report.reporting_unit_id, chain))
        check_version(report, expected_version)
        before = audited(report)
        report.state = moved(ReportState(report.state), ReportVerb.WITHDRAW).value
        events = list(report.revisions.order_by("number").values_list("event", flat=True))
        if not events or events[-1] != Event.SUBMITTED:
            raise Conflict("report.already_in_review", month=report.window.value)
        report.waiting_unit_id, report.waiting_since = None, None
        if not set(events) & set(REVIEWED):
            report.first_submitted_on, report.first_submitted_at = None, None
        report.version += 1
        report.save()
        write_revision(
            report,
            Event.WITHDRAWN,
            viewer=viewer,
            by_unit=report.reporting_unit_id,
            after=len(events),
            remark=reason.strip(),
        )
        verb.record(
            report,
            before=before,
            after=audited(report),
            reason=reason.strip(),
            unit=tree_on().nodes.get(report.reporting_unit_id),
            month=report.window.value,
        )
    return report
