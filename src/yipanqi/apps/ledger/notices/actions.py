"""Tell a unit something, once; a person has read it.

``tell`` is called inside a verb (the verb is audited, not the telling).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yipanqi.apps.ledger.notices.models import Channel, Delivery, Notice, NoticeRead
from yipanqi.apps.ledger.notices.outbox import queue
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, plain
from yipanqi.infra.webhooks import check_address


@dataclass(frozen=True, slots=True)
class Told:
    """What to say to whom; ``key`` is unique for the event, the unit is added to it."""

    units: Iterable[int]
    code: str
    key: str
    params: Mapping[str, Any] = field(default_factory=dict)
    url_name: str = ""
    subject_uid: str = ""


@dataclass(frozen=True, slots=True)
class ChannelWish:
    """A channel as a person asks for it; hours 0 … 23 of the city."""

    kind: str
    name: str
    address: str
    secret: str = ""
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_at: int | None = None


def tell(*messages: Told) -> int:
    """Write what has not been told yet; returns how many notices that were."""
    day, at = clock.business_today(), clock.now()
    rows = {
        f"{m.key}:{unit}": Notice(
            unit_id=unit,
            code=m.code,
            params=plain(dict(m.params)),
            url_name=m.url_name,
            subject_uid=m.subject_uid,
            key=f"{m.key}:{unit}",
            told_on=day,
            created_at=at,
        )
        for m in messages
        for unit in m.units
    }
    known = set(Notice.objects.filter(key__in=rows).values_list("key", flat=True))
    fresh = [row for key, row in rows.items() if key not in known]
    Notice.objects.bulk_create(fresh, batch_size=500, ignore_conflicts=True)
    if fresh and Channel.objects.filter(unit__in=told_units(messages), is_active=True).exists():
        queue(Notice.objects.filter(key__in=[row.key for row in fresh]))
    return len(fresh)


def told_units(messages: Iterable[Told]) -> set[int]:
    return {unit for m in messages for unit in m.units}


def open_channel(
    *, viewer: Viewer, unit: int, wish: ChannelWish, key: str | None = None
) -> Channel:
    """Send a unit's notices somewhere else, too.

    Raises ``channel.keeper_only``, ``channel.name_needed``, ``channel.hours``,
    ``channel.email`` or ``webhook.address``.
    """
    _check_keeper(viewer, unit)
    _check_wish(wish)
    with act(viewer, "open_channel", key=key) as verb:
        if verb.repeated:
            return Channel.objects.get(uid=verb.subject_uid)
        made = Channel.objects.create(
            unit_id=unit,
            kind=wish.kind,
            name=wish.name.strip(),
            address=wish.address.strip(),
            secret=wish.secret.strip(),
            quiet_from=wish.quiet_from,
            quiet_until=wish.quiet_until,
            digest_at=wish.digest_at,
            made_at=clock.now(),
        )
        node = tree_on().nodes.get(unit)
        verb.record(made, after={"kind": made.kind, "name": made.name}, unit=node)
    return made


def close_channel(*, viewer: Viewer, uid: str, key: str | None = None) -> Channel:
    """Stop sending there; what is still on its way is given up."""
    with act(viewer, "close_channel", key=key) as verb:
        found = Channel.objects.visible_to(viewer).filter(uid=uid).first()
        if found is None:
            raise Missing("channel.not_found")
        if verb.repeated:
            return found
        found.is_active = False
        found.version += 1
        found.save()
        waiting = found.deliveries.filter(state=Delivery.State.QUEUED)
        given_up = waiting.update(state=Delivery.State.FAILED)
        after = {"is_active": False, "given_up": given_up}
        verb.record(found, after=after, unit=tree_on().nodes.get(found.unit_id))
    return found


def _check_keeper(viewer: Viewer, unit: int) -> None:
    if unit not in viewer.posts_as(Role.OFFICE, Role.REVIEWER):
        raise Forbidden("channel.keeper_only")


def _check_wish(wish: ChannelWish) -> None:
    if not wish.name.strip() or len(wish.name.strip()) > 40 or len(wish.address) > 400:
        raise Refusal("channel.name_needed", field="name")
    if wish.kind not in Channel.Kind.values:
        raise Refusal("channel.kind", field="kind")
    if wish.kind == Channel.Kind.EMAIL:
        try:
            validate_email(wish.address.strip())
        except ValidationError:
            raise Refusal("channel.email", field="address") from None
    else:
        check_address(wish.address.strip())
    hours = (wish.quiet_from, wish.quiet_until, wish.digest_at)
    if any(hour is not None and not 0 <= hour <= 23 for hour in hours):
        raise Refusal("channel.hours", field="quiet_from")
    if (wish.quiet_from is None) != (wish.quiet_until is None):
        raise Refusal("channel.hours", field="quiet_until")


def mark_read(*, viewer: Viewer, uids: Iterable[str] | None = None) -> int:
    """The viewer has read these (default: all). A reading mark is no business write."""
    if viewer.user is None:
        return 0
    mine = Notice.objects.visible_to(viewer).exclude(reads__user=viewer.user)
    if uids is not None:
        mine = mine.filter(uid__in=list(uids))
    rows = [
        NoticeRead(notice_id=pk, user_id=viewer.user, read_at=clock.now())
        for pk in mine.values_list("pk", flat=True)
    ]
    NoticeRead.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)
