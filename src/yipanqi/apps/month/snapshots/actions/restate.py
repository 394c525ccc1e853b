"""Restate a frozen month: open it with a reason, correct it, freeze it again as r2, r3 …

The old revision is never touched. Later months that rest on it are marked until they are
restated themselves or somebody accepts the older base with a reason.
"""

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.access import check_office
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import act, check_version


def begin_restatement(
    *,
    viewer: Viewer,
    month: Month,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthWindow:
    """Open a frozen month again for corrections; the next freeze makes the next revision.

    Raises ``restate.reason_missing``, ``restate.not_frozen``, ``freeze.under_way``.
    """
    check_office(viewer)
    if not reason.strip():
        raise Refusal("restate.reason_missing", field="reason")
    with act(viewer, "begin_restatement", key=key) as verb:
        window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
        if window is None:
            raise Missing("month.no_window", month=month)
        if verb.repeated:
            return window
        check_version(window, expected_version)
        if window.state == MonthWindow.State.FREEZING:
            raise Conflict("freeze.under_way", month=month)
        if not window.is_closed:
            raise Refusal("restate.not_frozen", month=month)
        was = window.state
        window.state = MonthWindow.State.REVIEWING
        window.restating_reason = reason.strip()
        window.version += 1
        window.save()
        verb.record(
            window,
            before={"state": was},
            after={"state": window.state},
            reason=window.restating_reason,
            month=month,
        )
    return window


def accept_base(
    *, viewer: Viewer, snapshot: Snapshot, reason: str, key: str | None = None
) -> Snapshot:
    """Let a month go on resting on the older revision of the month before, with a reason."""
    check_office(viewer)
    if not reason.strip():
        raise Refusal("restate.reason_missing", field="reason")
    with act(viewer, "accept_base", key=key) as verb:
        kept = Snapshot.objects.select_for_update().get(pk=snapshot.pk)
        if verb.repeated:
            return kept
        if not rests_on_old_base(kept):
            raise Refusal("restate.base_current", snapshot=str(kept))
        kept.base_accepted_reason = reason.strip()
        kept.save(update_fields=["base_accepted_reason"])
        verb.record(kept, after={"base_accepted_reason": reason}, reason=reason, month=kept.month)
    return kept


def rests_on_old_base(snapshot: Snapshot) -> bool:
    """Whether the month before has been restated since and nobody accepted that yet."""
    return (
        snapshot.built_on is not None
        and not snapshot.base_accepted_reason
        and Snapshot.objects.filter(supersedes=snapshot.built_on).exists()
    )
