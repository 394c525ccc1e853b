"""Hand a person's work over (工作移交): posts, open work and delegations, in one transaction."""

from datetime import date

from yipanqi.apps.commitments.models import Commitment
from yipanqi.apps.handovers.models import HandOver
from yipanqi.apps.handovers.pack import Pack, pack_of, post_words
from yipanqi.apps.units.actions import appoint, end_appointment
from yipanqi.apps.units.models import Appointment, Delegation, User
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act

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
    ``…reason_needed``, ``…changed`` and what ``appoint`` and ``end_appointment`` raise.
    """
    if not viewer.is_system and not viewer.has(Role.ADMIN):
        raise Forbidden("handover.admin_only")
    _check(leaver, successor, reason)
    with act(viewer, "hand_over", key=key) as verb:
        if verb.repeated:
            return HandOver.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        User.objects.select_for_update().filter(pk__in=[leaver.pk, successor.pk]).count()
        pack, today = pack_of(leaver), clock.business_today()
        if not pack.posts:
            raise Refusal("handover.no_posts", name=leaver.name)
        if seen is not None and seen != len(pack.items):
            raise Refusal("handover.changed", seen=seen, now=len(pack.items))
        _posts(viewer, pack, successor, today, reason)
        _contacts(verb, pack, leaver, successor)
        _delegations(verb, leaver)
        made = HandOver.objects.create(
            leaver=leaver,
            successor=successor,
            on=today,
            reason=reason.strip()[:200],
            posts=post_words(pack.posts),
            items=pack.as_rows(),
            by_id=viewer.user,
            recorded_at=clock.now(),
        )
        verb.record(
            made,
            after={"leaver": leaver, "successor": successor, "items": len(pack.items),
                   "posts": len(pack.posts)},
            reason=made.reason,
        )  # fmt: skip
    return made


def _check(leaver: User, successor: User, reason: str) -> None:
    if leaver.pk == successor.pk:
        raise Refusal("handover.same_person", field="successor")
    if not successor.is_active:
        raise Refusal("handover.closed_account", field="successor", name=successor.name)
    if not reason.strip():
        raise Refusal("handover.reason_needed", field="reason")


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
