"""Review level by level: pass up or approve, return with a reason for each field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import (
    locked_report,
    locked_window,
    require,
    review_chain,
    turn_of,
)
from yipanqi.apps.month.reporting.actions._revisions import audited, write_revision
from yipanqi.apps.month.reporting.models import FieldRemark, MonthReport, ReportRevision
from yipanqi.apps.month.reporting.rows import ReportRow, report_rows
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.reporting.reports import ReportPlace, ReportState, ReportVerb, moved, next_level
from yipanqi.core.reporting.values import FIELD_BY_NAME
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version, was_done_by

Event = ReportRevision.Event
REMARK_MAX = 300


@dataclass(frozen=True, slots=True)
class NotApproved:
    """A row that bulk approval left where it was, and why (a code of the catalogue)."""

    report_uid: str
    project: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Approval:
    approved: tuple[MonthReport, ...] = ()
    left_out: tuple[NotApproved, ...] = ()


def approve_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    remark: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Agree for the level whose turn it is. The last level's word makes the figures count;
    before that the report goes up to the next.

    Raises ``report.word_needed`` where a cut of earlier figures wants a reviewer's own words,
    ``report.hard_findings`` where the ground has shifted since the submission.
    """
    with act(viewer, "approve_report", key=key) as verb:
        report = locked_report(viewer, report_uid)
        if verb.repeated:
            return report
        chain = review_chain(report.reporting_unit_id)
        require(ReportVerb.APPROVE, viewer, place_of(report, chain, viewer))
        check_version(report, expected_version)
        row = next(iter(report_rows(report.window, [report.project_id])), None)
        if row is None:
            raise Missing("report.not_found")
        _refuse_unready(row, report, remark)
        _agree(verb, viewer, report, chain, remark=remark.strip(), soft=len(row.soft))
    return report


def _refuse_unready(row: ReportRow, report: MonthReport, remark: str) -> None:
    moved(ReportState(report.state), ReportVerb.APPROVE)
    if row.hard:
        raise Refusal("report.hard_findings", project=row.facts.name, count=len(row.hard))
    if row.wants_word and not remark.strip() and not _has_word(report):
        raise Refusal("report.word_needed", field="remark", project=row.facts.name)


def _has_word(report: MonthReport) -> bool:
    """A level below has said its word since the last submission."""
    for revision in report.revisions.order_by("-number"):
        if revision.event != Event.PASSED:
            return False
        if revision.remark:
            return True
    return False


def approve_many(
    *,
    viewer: Viewer,
    month: Month,
    versions: Mapping[str, int | None],
    remark: str = "",
    key: str | None = None,
) -> Approval:
    """Agree to every report among ``versions`` (report uid → version seen) that has no finding
    open: none, or each explained and none that wants a reviewer's own word. The others stay and
    are named with the reason. ``remark``: one word for all of them.

    Raises ``report.nothing_to_approve`` where none can go.
    """
    if not viewer.is_system and not viewer.posts_as(Role.REVIEWER, Role.OFFICE):
        raise Forbidden("report.only_reviewers", verb=ReportVerb.APPROVE)
    with act(viewer, "approve_many", key=key) as verb:
        if verb.repeated:
            return Approval()
        window = locked_window(month)
        reports = MonthReport.objects.visible_to(viewer).filter(
            window=window, uid__in=list(versions)
        )
        projects = [report.project_id for report in reports]
        rows = [(row, row.report) for row in report_rows(window, projects) if row.report]
        chains = {pk: review_chain(pk) for pk in {row.facts.reporting_unit for row, _ in rows}}
        done, left = [], []
        for row, report in rows:
            chain = chains[row.facts.reporting_unit]
            try:
                _refuse_bulk(viewer, row, report, chain, versions)
            except Refusal as refusal:
                left.append(NotApproved(str(report.uid), row.facts.name, refusal))
            else:
                soft, word = len(row.soft), remark.strip()[:REMARK_MAX]
                done.append(_agree(verb, viewer, report, chain, remark=word, soft=soft))
        if not done:
            raise Refusal("report.nothing_to_approve", count=len(left))
    return Approval(tuple(done), tuple(left))


def _refuse_bulk(
    viewer: Viewer,
    row: ReportRow,
    report: MonthReport,
    chain: tuple[int, ...],
    versions: Mapping[str, int | None],
) -> None:
    require(ReportVerb.APPROVE, viewer, place_of(report, chain, viewer))
    check_version(report, versions.get(str(report.uid)))
    moved(ReportState(report.state), ReportVerb.APPROVE)
    if row.blocking:
        raise Refusal("report.findings_open", project=row.facts.name, count=len(row.blocking))
    if row.wants_word and not _has_word(report):
        raise Refusal("report.word_needed", field="remark", project=row.facts.name)


def _agree(
    verb: Verb,
    viewer: Viewer,
    report: MonthReport,
    chain: tuple[int, ...],
    *,
    remark: str,
    soft: int,
) -> MonthReport:
    level = _level_of(viewer, report, chain)
    following = next_level(chain, level)
    move = ReportVerb.APPROVE if following is None else ReportVerb.PASS
    before = audited(report)
    report.state = moved(ReportState(report.state), move).value
    report.waiting_unit_id = following
    report.waiting_since = clock.now() if following is not None else None
    report.version += 1
    report.save()
    event = Event.APPROVED if following is None else Event.PASSED
    write_revision(report, event, viewer=viewer, by_unit=level, remark=remark, soft_findings=soft)
    verb.record(
        report,
        before=before,
        after=audited(report),
        reason=remark,
        unit=tree_on().nodes.get(report.reporting_unit_id),
        month=report.window.value,
    )
    return report


def _level_of(viewer: Viewer, report: MonthReport, chain: tuple[int, ...]) -> int | None:
    """The level the viewer agrees for: the one waited for, else the office at the root, whose
    word is the last.
    """
    waiting = turn_of(chain, report.waiting_unit_id)
    if viewer.is_system or waiting in viewer.posts_as(Role.REVIEWER, Role.OFFICE):
        return waiting
    return chain[-1] if chain else None


def return_report(
    *,
    viewer: Viewer,
    report_uid: str | UUID,
    reasons: Mapping[str, str],
    remark: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Send back with a reason on each field at fault; an approved report too, until the freeze.

    What was approved keeps counting until something newer is.
    Raises ``report.reason_needed`` or ``report.unknown_field``.
    """
    words = _clean_reasons(reasons)
    with act(viewer, "return_report", key=key) as verb:
        report = locked_report(viewer, report_uid)
        if verb.repeated:
            return report
        chain = review_chain(report.reporting_unit_id)
        require(ReportVerb.RETURN, viewer, place_of(report, chain, viewer))
        check_version(report, expected_version)
        before = audited(report)
        report.state = moved(ReportState(report.state), ReportVerb.RETURN).value
        level = _returning_level(viewer, report, chain)
        report.waiting_unit_id, report.waiting_since = None, None
        report.times_returned += 1
        report.version += 1
        report.save()
        revision = write_revision(
            report, Event.RETURNED, viewer=viewer, by_unit=level, remark=remark.strip()
        )
        FieldRemark.objects.bulk_create(
            FieldRemark(revision=revision, field=field, text=text) for field, text in words.items()
        )
        verb.record(
            report,
            before=before,
            after=audited(report) | {"returned": words},
            reason=remark.strip(),
            unit=tree_on().nodes.get(report.reporting_unit_id),
            month=report.window.value,
        )
    return report


def _returning_level(viewer: Viewer, report: MonthReport, chain: tuple[int, ...]) -> int | None:
    """The viewer's own level in the chain: the one waited for if that is theirs."""
    posts = viewer.posts_as(Role.REVIEWER, Role.OFFICE)
    waiting = turn_of(chain, report.waiting_unit_id)
    if waiting in posts or viewer.is_system:
        return waiting
    return next((unit for unit in chain if unit in posts), None)


def _clean_reasons(reasons: Mapping[str, str]) -> dict[str, str]:
    words = {field: text.strip() for field, text in reasons.items()}
    unknown = next((field for field in words if field not in FIELD_BY_NAME), None)
    if unknown is not None:
        raise Refusal("report.unknown_field", field=unknown, name=unknown)
    if not words:
        raise Refusal("report.reason_needed", field="reasons")
    for field, text in words.items():
        if not text:
            raise Refusal("report.reason_needed", field=field)
        if len(text) > REMARK_MAX:
            raise Refusal("report.text_too_long", field=field, limit=REMARK_MAX, length=len(text))
    return words


def place_of(report: MonthReport, chain: Iterable[int], viewer: Viewer) -> ReportPlace:
    """Nobody reviews what they saved or handed in themselves."""
    chain = tuple(chain)
    own = report.saved_by_id
    if own != viewer.user:
        submissions = report.revisions.filter(event=Event.SUBMITTED).order_by("number")
        own = submissions.values_list("by", flat=True).last()
    if viewer.on_behalf_of and was_done_by(viewer, report, "save_report", "submit_report"):
        own = viewer.user  # nor in the name of whoever did
    return ReportPlace(
        reporting_unit=report.reporting_unit_id,
        chain=chain,
        waiting_unit=turn_of(chain, report.waiting_unit_id),
        submitted_by=own,
    )
