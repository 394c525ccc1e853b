"""A later due date: asked by the doer with a reason, granted or refused by who assigned it."""

from datetime import date
from uuid import UUID

from yipanqi.apps.promises.commitments.access import check_doer, check_master, doer_of, locked
from yipanqi.apps.promises.commitments.actions._common import audited, kept, said, told
from yipanqi.apps.promises.commitments.models import Commitment, Extension
from yipanqi.core.commitments.lateness import Moved, extended
from yipanqi.core.commitments.states import (
    CommitmentState,
    CommitmentVerb,
    Doer,
    check_other,
    moved,
)
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version, was_done_by


def ask_extension(
    *,
    viewer: Viewer,
    uid: str | UUID,
    new_due_on: date,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Raises ``commitment.extension_open``, ``commitment.extension_not_later``."""
    words = said(reason, "reason")
    with act(viewer, "ask_extension", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_doer(viewer, row, CommitmentVerb.ASK_EXTENSION)
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.ASK_EXTENSION)
        today = clock.business_today()
        _check_wanted(row, new_due_on, today)
        before = audited(row)
        Extension.objects.create(
            commitment=row,
            reason=words,
            old_due_on=row.due_on,
            new_due_on=new_due_on,
            asked_on=today,
            asked_by_id=viewer.user,
        )
        kept(verb, viewer, row, before, reason=words, wanted=new_due_on)
        count = row.extensions.filter(is_given_back=False).count()
        told(row, "notice.extension_asked", [row.assigning_unit_id], f"asked:{count}")
    return row


def _check_wanted(row: Commitment, wanted: date, today: date) -> None:
    if row.extensions.filter(state=Extension.State.ASKED).exists():
        raise Refusal("commitment.extension_open")
    if wanted <= row.due_on or wanted < today:
        raise Refusal(
            "commitment.extension_not_later", field="new_due_on", due_on=max(row.due_on, today)
        )


def grant_extension(
    *,
    viewer: Viewer,
    uid: str | UUID,
    words: str = "",
    new_due_on: date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Grant what was asked, or another date. Before the due date it keeps the work clean."""
    with act(viewer, "grant_extension", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        asked = _asked(viewer, row, expected_version)
        before = audited(row)
        today = clock.business_today()
        move = Moved(today, row.due_on, new_due_on or asked.new_due_on, asked.asked_on)
        due, clean = extended(row.due_on, row.clean_due_on, move)
        asked.keeps_clean = clean != row.clean_due_on
        asked.new_due_on = due
        _decide(asked, Extension.State.GRANTED, viewer, words)
        row.due_on, row.clean_due_on = due, clean
        kept(verb, viewer, row, before, reason=words.strip())
        day = f"{due.year}年{due.month}月{due.day}日"
        told(row, "notice.extension_granted", [row.lead_unit_id], f"ext:{asked.pk}", due_on=day)
    return row


def refuse_extension(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    words = said(reason, "reason")
    with act(viewer, "refuse_extension", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        asked = _asked(viewer, row, expected_version)
        before = audited(row)
        _decide(asked, Extension.State.REFUSED, viewer, words)
        kept(verb, viewer, row, before, reason=words)
        told(
            row,
            "notice.extension_refused",
            [row.lead_unit_id],
            f"ext:{asked.pk}",
            reason=words[:80],
        )
    return row


def _asked(viewer: Viewer, row: Commitment, expected_version: int | None) -> Extension:
    check_master(viewer, row, CommitmentVerb.DECIDE_EXTENSION)
    check_version(row, expected_version)
    moved(CommitmentState(row.state), CommitmentVerb.DECIDE_EXTENSION)
    asked = row.extensions.filter(state=Extension.State.ASKED).first()
    if asked is None:
        raise Missing("commitment.extension_none")
    check_other(CommitmentVerb.DECIDE_EXTENSION, doer_of(viewer), Doer(asked.asked_by_id))
    if was_done_by(viewer, row, "ask_extension"):  # nor through a deputy, either way
        raise Forbidden("commitment.own_work", verb=CommitmentVerb.DECIDE_EXTENSION)
    return asked


def _decide(asked: Extension, state: str, viewer: Viewer, words: str) -> None:
    asked.state, asked.words = state, words.strip()[:2_000]
    asked.decided_on, asked.decided_by_id = clock.business_today(), viewer.user
    asked.save()
