"""Show a finding, then see that it is put right (回头看)."""

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.inspections.actions._common import locked_finding, not_shown, words
from yipanqi.apps.meeting.inspections.models import ORIGIN, Finding, Recheck
from yipanqi.apps.meeting.inspections.queries import finding_for
from yipanqi.apps.meeting.meetings.access import check_office
from yipanqi.apps.meeting.meetings.actions import Wanted, add_item
from yipanqi.apps.meeting.meetings.models import AgendaItem, Meeting
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.commitments.actions import Order
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.meetings.agenda import ItemForm, ItemKind
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

MINUTES = 4  # of a case on the agenda


def put_on_agenda(
    *,
    viewer: Viewer,
    finding: object,
    meeting: object,
    key: str | None = None,
) -> AgendaItem:
    """As a case of the meeting; the agenda names neither it nor its unit before it is shown."""
    row = finding_for(viewer, finding)
    check_office(viewer)
    not_shown(row)
    wanted = Wanted(
        title=row.title,
        kind=ItemKind.CASES,
        form=ItemForm.SHOWN,
        minutes=MINUTES,
        subject_kind=ORIGIN,
        subject_uid=str(row.uid),
    )
    return add_item(viewer=viewer, uid=meeting, wanted=wanted, key=key)


def show_finding(
    *, viewer: Viewer, finding: object, meeting: Meeting | None = None, key: str | None = None
) -> Finding:
    """The screening: its unit learns of it, and owes a rectification from now on. Shown again
    it changes nothing.
    """
    with act(viewer, "show_finding", key=key) as verb:
        row = locked_finding(viewer, finding)
        if verb.repeated:
            return row
        if row.shown_at is None:
            row.shown_at, row.shown_on = clock.now(), clock.business_today()
            row.meeting = meeting
            row.commitment = commitments.assign(viewer=viewer, order=_order(row))
            row.version += 1
            row.save()
        node = tree_on().nodes.get(row.unit_id)
        verb.record(row, after={"shown": row.shown_on, "title": row.title}, unit=node)
    return row


def _order(row: Finding) -> Order:
    today = clock.business_today()
    return Order(
        title=row.title,
        lead_unit=row.unit_id,
        requirement=f"{row.detail}\n{row.demand}",
        origin_kind=ORIGIN,
        origin_uid=row.uid,
        source=row.meeting.title if row.meeting else row.inspection.title,
        project=row.project,
        due_on=max(row.due_on, today),
    )


def record_recheck(
    *, viewer: Viewer, finding: object, passed: bool, words_said: str, key: str | None = None
) -> Recheck:
    """Somebody went again. Passed: the commitment, if reported done, is closed; failed: it goes
    back, or is opened again where it was closed. Raises ``inspection.not_shown_yet``.
    """
    text = words(words_said, "words", 300)
    with act(viewer, "record_recheck", key=key) as verb:
        row = locked_finding(viewer, finding)
        if verb.repeated:
            return Recheck.objects.get(uid=verb.subject_uid)
        if row.commitment is None:
            raise Refusal("inspection.not_shown_yet", title=row.title)
        made = Recheck.objects.create(
            finding=row,
            checked_on=clock.business_today(),
            passed=passed,
            words=text,
            recorded_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        _judge(viewer, row, text, passed=passed)
        node = tree_on().nodes.get(row.unit_id)
        verb.record(made, after={"passed": passed, "finding": row}, reason=text, unit=node)
    return made


def _judge(viewer: Viewer, row: Finding, text: str, *, passed: bool) -> None:
    promise = row.commitment
    if promise is None:
        return
    state = CommitmentState(promise.state)
    if passed and state is CommitmentState.REPORTED_DONE:
        commitments.close_out(viewer=viewer, uid=promise.uid, verdict=text)
    elif not passed and state is CommitmentState.REPORTED_DONE:
        commitments.return_done(viewer=viewer, uid=promise.uid, reason=text)
    elif not passed and state is CommitmentState.CLOSED:
        commitments.reopen(viewer=viewer, uid=promise.uid, reason=text)
