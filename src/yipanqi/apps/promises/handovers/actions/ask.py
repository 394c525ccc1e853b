"""Ask for a hand-over (申请移交), withdraw it, sign its list (移交、接收、监交)."""

from uuid import UUID

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.promises.handovers.access import carries_out, check_may_ask, found_for, signs_as
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.handovers.pack import posts_of
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def ask_hand_over(
    *, viewer: Viewer, leaver: User, successor: User, reason: str, key: str | None = None
) -> HandOver:
    """The administrator is asked to move the leaver's posts; nothing moves yet.

    Raises ``handover.askers_only``, ``…same_person``, ``…closed_account``, ``…no_posts``,
    ``…reason_needed``, ``…waits``.
    """
    check_may_ask(viewer, leaver)
    check_people(leaver, successor, reason)
    with act(viewer, "ask_hand_over", key=key) as verb:
        if verb.repeated:
            return found_for(viewer, verb.subject_uid)
        User.objects.select_for_update().get(pk=leaver.pk)
        check_none_asked(leaver)
        today = clock.business_today()
        if not posts_of(leaver, today):
            raise Refusal("handover.no_posts", name=leaver.name)
        row = HandOver.objects.create(
            state=HandOver.State.ASKED,
            leaver=leaver,
            successor=successor,
            reason=reason.strip()[:200],
            asked_on=today,
            asked_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        verb.record(row, after={"leaver": leaver, "successor": successor}, reason=row.reason)
    return row


def withdraw_hand_over(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> HandOver:
    """By who asked, the office, or the administrator who cannot carry it out.

    Raises ``handover.not_yours``, ``…not_waiting``, ``…reason_needed``.
    """
    with act(viewer, "withdraw_hand_over", key=key) as verb:
        row = found_for(viewer, uid, locked=True)
        mine = viewer.user is not None and viewer.user == row.asked_by_id
        if not (mine or viewer.is_root_office or carries_out(viewer)):
            raise Forbidden("handover.not_yours")
        if verb.repeated:
            return row
        if not reason.strip():
            raise Refusal("handover.reason_needed", field="reason")
        check_version(row, expected_version)
        check_waiting(row)
        row.state, row.withdrawn_words = HandOver.State.WITHDRAWN, reason.strip()[:200]
        row.version += 1
        row.save()
        verb.record(row, after={"state": row.state}, reason=row.withdrawn_words)
    return row


def sign_hand_over(
    *, viewer: Viewer, uid: str | UUID, expected_version: int | None = None, key: str | None = None
) -> HandOver:
    """The leaver, the successor and a witness, each for themselves, never for another.

    Raises ``handover.nothing_to_sign``.
    """
    with act(viewer, "sign_hand_over", key=key) as verb:
        row = found_for(viewer, uid, locked=True)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        party = None if viewer.on_behalf_of else signs_as(viewer, row)
        if party is None:
            raise Forbidden("handover.nothing_to_sign")
        if party == "witness":
            row.witness_id = viewer.user
        setattr(row, f"{party}_signed_on", clock.business_today())
        row.version += 1
        row.save()
        verb.record(row, after={"signed_as": party})
    return row


def check_none_asked(leaver: User) -> None:
    rows = HandOver.objects.unscoped("one at a time")
    if rows.filter(leaver=leaver, state=HandOver.State.ASKED).exists():
        raise Conflict("handover.waits", name=leaver.name)


def check_waiting(row: HandOver) -> None:
    if row.state != HandOver.State.ASKED:
        raise Conflict("handover.not_waiting")


def check_people(leaver: User, successor: User, reason: str) -> None:
    if leaver.pk == successor.pk:
        raise Refusal("handover.same_person", field="successor")
    if not successor.is_active:
        raise Refusal("handover.closed_account", field="successor", name=successor.name)
    if not reason.strip():
        raise Refusal("handover.reason_needed", field="reason")
