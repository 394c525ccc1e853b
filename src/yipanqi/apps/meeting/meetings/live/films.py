"""The film of a meeting at all venues; while it is not cut, the pictures of its storyboard.

Either runs by the server's clock: a slide says at which instant second 0 was, or on which second
it stands still, and every screen goes there by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yipanqi.apps.meeting.meetings.models import Meeting, MeetingDocument
from yipanqi.apps.meeting.meetings.queries import FILM
from yipanqi.core.refusal import Missing
from yipanqi.infra import clock
from yipanqi.infra.texts import render

Slide = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reel:
    """A storyboard: addresses of its pictures, and how many seconds each is seen."""

    uid: str
    title: str
    stills: tuple[tuple[str, int], ...]
    href: str  # its page
    order: str  # where the order to cut it is sent

    @property
    def seconds(self) -> int:
        return sum(seconds for _src, seconds in self.stills)


REELS: list[Callable[[Meeting], Reel | None]] = []  # whoever makes films enters at app start


def reel_of(meeting: Meeting) -> Reel | None:
    return next(filter(None, (found(meeting) for found in REELS)), None)


def films_of(meeting: Meeting) -> list[MeetingDocument]:
    """The newest film of the meeting first."""
    return list(meeting.documents.filter(kind=FILM).select_related("file").order_by("-number"))


def has_film(meeting: Meeting) -> bool:
    return bool(films_of(meeting)) or reel_of(meeting) is not None


def film_slide(meeting: Meeting, uid: str, second: int, *, runs: bool) -> Slide:
    """The film, or the storyboard of that uid, at ``second``, running or standing still; without
    a uid the newest film, else the storyboard. Raises ``meeting.no_film``.
    """
    told: Slide = {
        "kind": FILM,
        "at": max(0, second),
        # the server's instant at which ``at`` was
        "since": int(clock.now().timestamp() * 1000) if runs else None,
    }
    found = next((f for f in films_of(meeting) if str(f.uid) == uid or not uid), None)
    if found is not None:
        return told | {
            "title": found.file.name.rpartition(".")[0] or found.file.name,
            "src": f"/meetings/documents/{found.uid}/play/",
            "document": str(found.uid),
        }
    reel = reel_of(meeting)
    if reel is None or uid not in {"", reel.uid}:
        raise Missing("meeting.no_film")
    return told | {
        "title": reel.title,
        "stills": [{"src": src, "seconds": seconds} for src, seconds in reel.stills],
        "source": render("slide.storyboard"),
        "storyboard": reel.uid,
    }
