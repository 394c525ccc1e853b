"""What the pages of the live room start from."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.access import is_office, may_keep_venue, works_for
from yipanqi.apps.meeting.meetings.ground import heard_boards
from yipanqi.apps.meeting.meetings.live.films import films_of, reel_of
from yipanqi.apps.meeting.meetings.live.slides import frozen_for, leagues_of
from yipanqi.apps.meeting.meetings.live.stream import state_of
from yipanqi.apps.meeting.meetings.models import Decision, Meeting, Venue
from yipanqi.apps.meeting.meetings.pages import fresh_key, unit_groups, video_system
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

ALIVE = 25  # seconds since a screen was last heard of
FOUND_MOST = 12
LAG_BAD = 2_000  # ms


@dataclass(frozen=True, slots=True)
class VenueLine:
    venue: Venue
    state: str  # away, fallback, offline, lagging, online
    behind: int  # events
    present: int
    expected: int


def _live(meeting: Meeting, **more: Any) -> dict[str, Any]:
    """What the script of every live page needs, as JSON in the page."""
    urls = {name: reverse(f"meetings:{name}", args=[meeting.uid]) for name in _URLS}
    return {"uid": str(meeting.uid), "urls": urls, "state": state_of(meeting)} | more


_URLS = ("stream", "state", "seen", "roll")


def screen(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting": meeting,
        "live": _live(meeting),
        "is_office": is_office(viewer),
        "video": video_system(meeting.video_link),
        "key": fresh_key(),
    }


def follow(viewer: Viewer, meeting: Meeting) -> dict[str, Any]:
    lines = queries.items_of(viewer, meeting)
    documents = queries.documents_of(meeting)
    return screen(viewer, meeting) | {
        "lines": lines,
        "may_browse": meeting.room == Meeting.Room.LIVE or viewer.whole_tree,
        "own_venue": (own := queries.own_venue(viewer, meeting)),
        "may_pack": may_keep_venue(viewer, own),
        "pack": [d for d in documents if d.kind in {"reading", "slides", "tables"}],
    }


def venue(viewer: Viewer, meeting: Meeting, found: Venue) -> dict[str, Any]:
    return screen(viewer, meeting) | {
        "venue": found,
        "live": _live(meeting, venue=str(found.uid), reports=may_keep_venue(viewer, found)),
        "may_sign_in": is_office(viewer) or works_for(viewer, found.unit_id),
    }


def console(viewer: Viewer, meeting: Meeting, board: str) -> dict[str, Any]:
    boards = heard_boards(meeting)
    chosen = next((b for b in boards if str(b.uid) == board), boards[0] if boards else None)
    noted = meeting.decisions.exclude(state=Decision.State.VOID)
    return screen(viewer, meeting) | {
        "lines": queries.items_of(viewer, meeting),
        "venues": venue_lines(meeting),
        "own_venue": queries.own_venue(viewer, meeting),
        "boards": boards,
        "films": films_of(meeting),
        "reel": reel_of(meeting),
        "board": chosen,
        "leagues": list(enumerate(leagues_of(str(chosen.uid)))) if chosen else [],
        "units": unit_groups(),
        "kinds": Decision.Kind.values,
        "noted": list(noted.order_by("-number")[:8]),
        "frozen": _frozen(meeting),
    }


def _frozen(meeting: Meeting) -> tuple[str, int] | None:
    """Which frozen month projects are shown from, and how many it holds."""
    try:
        snapshot = frozen_for(meeting)
    except Missing:
        return None
    return str(snapshot), len(table(snapshot, "project_months"))


def venue_lines(meeting: Meeting) -> list[VenueLine]:
    """Each venue as its screen last reported it; a count of seats taken beside it."""
    counts: dict[int, list[int]] = {}
    rows = meeting.attendances.exclude(state="leave").values_list("venue", "present_at")
    for pk, present_at in rows:
        count = counts.setdefault(pk, [0, 0])
        count[0] += present_at is not None
        count[1] += 1
    now = clock.now()
    found = []
    for row in meeting.venues.all():
        quiet = row.seen_at is None or (now - row.seen_at).total_seconds() > ALIVE
        present, expected = counts.get(row.pk, [0, 0])
        found.append(
            VenueLine(
                venue=row,
                state=_state(row, quiet=quiet),
                behind=max(0, meeting.live_sequence - row.seen_sequence) if row.seen_at else 0,
                present=present,
                expected=expected,
            )
        )
    return found


def _state(row: Venue, *, quiet: bool) -> str:
    if row.on_fallback:
        return "fallback"
    if quiet:
        return "offline" if row.signed_in_at else "away"
    return "lagging" if (row.lag_ms or 0) > LAG_BAD else "online"


def frozen_projects(meeting: Meeting, words: str) -> list[dict[str, str]]:
    """Projects of the frozen month whose name or code holds the words."""
    sought = words.strip().lower()
    if len(sought) < 2:
        return []
    try:
        rows = table(frozen_for(meeting), "project_months")
    except Missing:
        return []
    hits = [r for r in rows if sought in r["name"].lower() or sought in r["code"].lower()]
    return [
        {"uid": r["project_uid"], "name": r["name"], "code": r["code"]} for r in hits[:FOUND_MOST]
    ]
