"""A calendar that follows a person: what their units have to do, verify or wait for."""

import hashlib
import secrets
from collections.abc import Callable, Iterable

from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.supervision.models import Feed
from yipanqi.apps.promises.supervision.waiting import concerning
from yipanqi.core.meetings.icalendar import DueDay, feed
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act

ENTRIES = 1_000
Also = Callable[[Viewer], Iterable[DueDay]]
_ALSO: list[Also] = []  # what stands beside this station: meetings


def show_also(entries: Also) -> None:
    """Called once at the start, by the floor that knows both."""
    if entries not in _ALSO:
        _ALSO.append(entries)


def make_feed(*, viewer: Viewer) -> str:
    """A new secret for the viewer's address; the old address is dead from here on."""
    if viewer.user is None:
        raise Missing("feed.not_found")
    secret = secrets.token_urlsafe(32)
    with act(viewer, "make_feed") as verb:
        row, _ = Feed.objects.update_or_create(
            user_id=viewer.user, defaults={"digest": _digest(secret), "made_at": clock.now()}
        )
        verb.record(row, after={"made_at": row.made_at})
    return secret


def calendar_of(secret: str) -> bytes:
    """Raises ``feed.not_found`` for an unknown secret or a closed account."""
    row = Feed.objects.filter(digest=_digest(secret)).select_related("user").first()
    if row is None or not row.user.is_active:
        raise Missing("feed.not_found")
    viewer = viewer_for(row.user)
    rows = Commitment.objects.visible_to(viewer).filter(concerning(viewer)).order_by("due_on")
    entries = [_entry(item) for item in rows[:ENTRIES]]
    entries += [entry for others in _ALSO for entry in others(viewer)]
    return feed(render("feed.name", {"city": tree_on().root.short_name}), entries, at=clock.now())


def _entry(row: Commitment) -> DueDay:
    """A confined one by its number alone: calendars are read by other programs, elsewhere."""
    node = tree_on().nodes.get(row.lead_unit_id)
    title = render("commitment.confined_title") if row.is_confined else row.title
    requirement = "" if row.is_confined else row.requirement
    return DueDay(
        uid=f"{row.uid}@yipanqi",
        day=row.due_on,
        title=f"{title}（{node.short_name if node else ''}）",
        text=f"{row.number}\n{requirement}".strip(),
        sequence=row.version,
    )


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
