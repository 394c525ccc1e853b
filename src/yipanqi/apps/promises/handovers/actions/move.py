"""Hand a person's work over (工作移交): posts, open work and delegations, in one transaction."""

from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.units.actions import appoint, end_appointment
from yipanqi.apps.ledger.units.models import Appointment, Delegation, User
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.handovers.access import check_admin, found_for
from yipanqi.apps.promises.handovers.actions.ask import (
    check_none_asked,
    check_people,
    check_waiting,
)
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.handovers.pack import Pack, pack_of, post_words
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version

OPEN = [s.value for s in CommitmentState if not s.is_over]


def hand_over(
    *,
    viewer: Viewer,
    leaver: User,
    successor: User,
    reason: str,
    seen: int | None = None,
    key: str | None = None,
) -> HandOver:
    """From today ``successor`` holds every post of ``leaver``, who holds none.

    ``seen``: how many items the preview showed; a pack that has changed since is refused.
    Raises ``handover.admin_only``, ``…same_person``, ``…closed_account``, ``…no_posts``,
    ``…reason_needed``, ``…changed``, ``…waits`` and what ``appoint`` and ``end_appointment``
    raise.
    """
    check_admin(viewer)
    check_people(leaver, successor, reason)
    with act(viewer, "hand_over", key=key) as verb:
        if verb.repeated:
            return HandOver.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        check_none_asked(leaver)
        row = HandOver(leaver=leaver, successor=successor, reason=reason.strip()[:200])
        return _moved(verb, viewer, row, seen)


def carry_out_hand_over(
    *,
    viewer: Viewer,
    uid: str | UUID,
    seen: int | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> HandOver:
    """What somebody asked for. Raises ``handover.not_waiting`` besides what ``hand_over`` does."""
    check_admin(viewer)
    with act(viewer, "carry_out_hand_over", key=key) as verb:
        row = found_for(viewer, uid, locked=True)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        check_waiting(row)
        check_people(row.leaver, row.successor, row.reason)
        return _moved(verb, viewer, row, seen)


def _moved(verb: Verb, viewer: Viewer, row: HandOver, seen: int | None) -> HandOver:
    leaver, successor, today = row.leaver, row.successor, clock.business_today()
    User.objects.select_for_update().filter(pk__in=[leaver.pk, successor.pk]).count()
    pack = pack_of(leaver)
    if not pack.posts:
        raise Refusal("handover.no_posts", name=leaver.name)
    if seen is not None and seen != len(pack.items):
        raise Refusal("handover.changed", seen=seen, now=len(pack.items))
    _posts(viewer, pack, successor, today, row.reason)
    _contacts(verb, pack, leaver, successor)
    _delegations(verb, leaver)
    row.state, row.on, row.by_id = HandOver.State.MOVED, today, viewer.user
    row.posts, row.items = post_words(pack.posts), pack.as_rows()
    row.version += 1
    row.recorded_at = clock.now()
    row.save()
    verb.record(
        row,
        after={"leaver": leaver, "successor": successor, "items": len(pack.items),
               "posts": len(pack.posts)},
        reason=row.reason,
    )  # fmt: skip
    return row


def _posts(viewer: Viewer, pack: Pack, successor: User, today: date, reason: str) -> None:
    """Each post by the verbs of appointing, with all their rules."""
    for post in pack.posts:
        held = Appointment.objects.filter(
            user=successor, unit=post.unit_id, role=post.role, to_on=None
        )
        end_appointment(viewer=viewer, appointment=post, to_on=today, reason=reason.strip())
        if not held.exists():
            appoint(
                viewer=viewer,
                user=successor,
                unit=post.unit,
                role=Role(post.role),
                from_on=today,
                domains=post.domains,
                to_on=post.to_on,
            )


def _contacts(verb: Verb, pack: Pack, leaver: User, successor: User) -> None:
    """Open tasks of those units that name the leaver as the one who works on them."""
    units = {post.unit_id for post in pack.posts}
    rows = Commitment.objects.unscoped("the posts move, and their work with them").filter(
        lead_unit__in=units, state__in=OPEN, contact__startswith=leaver.name
    )
    for row in rows.select_for_update().select_related("lead_unit"):
        row.contact, before = successor.name, row.contact
        row.version += 1
        row.save(update_fields=["contact", "version"])
        verb.record(
            row, before={"contact": before}, after={"contact": row.contact}, unit=row.lead_unit
        )


def _delegations(verb: Verb, leaver: User) -> None:
    """Whoever acted for the leaver, or whom the leaver acted for, must be named anew."""
    rows = Delegation.objects.select_for_update().filter(ended_at=None)
    for row in [*rows.filter(principal=leaver), *rows.filter(deputy=leaver)]:
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        verb.record(row, after={"ended": True})
