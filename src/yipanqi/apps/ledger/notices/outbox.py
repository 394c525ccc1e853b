"""The outbox: notices on their way out, retried until they are taken, each under one id.

A row is queued in the transaction that tells, sent by a job, and marked after the receiver
took it. A worker that dies in between sends it again under the same id.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from django.core.mail import EmailMessage
from django.db.models import F

from yipanqi.apps.ledger.notices.models import Channel, Delivery, Notice
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.webhooks import NotDelivered, message, post

LEASE = timedelta(minutes=2)
ATTEMPTS = 12
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=6)
BATCH = 50


def queue(notices: Iterable[Notice]) -> int:
    """One row per notice and active channel of its unit; inside the telling transaction."""
    told = list(notices)
    channels: dict[int, list[Channel]] = {}
    for channel in Channel.objects.filter(unit__in={n.unit_id for n in told}, is_active=True):
        channels.setdefault(channel.unit_id, []).append(channel)
    now = clock.now()
    rows = [
        Delivery(channel=channel, notice=notice, next_at=due_at(channel, now))
        for notice in told
        for channel in channels.get(notice.unit_id, ())
    ]
    Delivery.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return len(rows)


def due_at(channel: Channel, now: datetime) -> datetime:
    """Now, or the end of the quiet hours, or the next digest; on the city's real clock."""
    local = now.astimezone(clock.CITY_ZONE)
    if channel.digest_at is not None:
        at = datetime.combine(local.date(), time(channel.digest_at), tzinfo=clock.CITY_ZONE)
        return at if at > local else at + timedelta(days=1)
    begins, ends = channel.quiet_from, channel.quiet_until
    if begins is None or ends is None or not _is_quiet(local.hour, begins, ends):
        return now
    at = datetime.combine(local.date(), time(ends), tzinfo=clock.CITY_ZONE)
    return at if at > local else at + timedelta(days=1)


def _is_quiet(hour: int, begins: int, ends: int) -> bool:
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends


def is_anything_due() -> bool:
    return Delivery.objects.filter(state=Delivery.State.QUEUED, next_at__lte=clock.now()).exists()


def deliver_due() -> tuple[int, int]:
    """Send what is due; returns how many were taken and how many not."""
    taken = refused = 0
    due = Delivery.objects.filter(state=Delivery.State.QUEUED, next_at__lte=clock.now())
    rows = list(due.select_related("channel", "notice").order_by("next_at", "pk")[:BATCH])
    for bundle in _bundles(rows):
        mine = [row for row in bundle if _claimed(row)]
        if not mine:
            continue
        try:
            _send(mine)
        except NotDelivered as fault:
            _later(mine, str(fault))
            refused += len(mine)
        else:
            taken += len(mine)
            Delivery.objects.filter(pk__in=[r.pk for r in mine]).update(
                state=Delivery.State.SENT, sent_at=clock.now(), sent_as=mine[0].uid, last_error=""
            )
    return taken, refused


def _bundles(rows: list[Delivery]) -> list[list[Delivery]]:
    """A digest's rows together, every other one alone."""
    digests: dict[int, list[Delivery]] = {}
    found = []
    for row in rows:
        if row.channel.digest_at is None:
            found.append([row])
        else:
            digests.setdefault(row.channel_id, []).append(row)
    return [*found, *digests.values()]


def _claimed(row: Delivery) -> bool:
    """Compare and set: only one worker sends it, for as long as the lease lasts."""
    return bool(
        Delivery.objects.filter(
            pk=row.pk, state=Delivery.State.QUEUED, attempts=row.attempts, next_at=row.next_at
        ).update(attempts=F("attempts") + 1, next_at=clock.now() + LEASE)
    )


def _send(rows: list[Delivery]) -> None:
    channel, first = rows[0].channel, rows[0]
    text = "\n".join(render(row.notice.code, row.notice.params) for row in rows)
    if channel.kind == Channel.Kind.EMAIL:
        _mail(channel.address, text, str(first.uid))
        return
    post(
        message(
            channel.kind,
            channel.address,
            channel.secret,
            text=text,
            delivery=str(first.uid),
            at=clock.now(),
        )
    )


def _mail(address: str, text: str, delivery: str) -> None:
    subject = text.splitlines()[0][:60]
    headers = {"Message-ID": f"<{delivery}@yipanqi.invalid>"}
    try:
        EmailMessage(subject, text, to=[address], headers=headers).send()
    except OSError as fault:
        raise NotDelivered(str(fault)[:200]) from None


def _later(rows: list[Delivery], fault: str) -> None:
    for row in rows:
        attempts = row.attempts + 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(attempts - 1, 12))
        gone = attempts >= ATTEMPTS
        Delivery.objects.filter(pk=row.pk).update(
            state=Delivery.State.FAILED if gone else Delivery.State.QUEUED,
            next_at=clock.now() + pause,
            last_error=fault,
        )
