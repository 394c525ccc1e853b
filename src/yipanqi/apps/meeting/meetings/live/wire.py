"""Events as they go over the line: encoded once, however many listen."""

import json
from dataclasses import dataclass

from yipanqi.apps.meeting.meetings.live.outbox import Told

RETRY_MS = 800
RETRY = f"retry: {RETRY_MS}\n\n".encode()


@dataclass(frozen=True, slots=True)
class Frame:
    sequence: int
    wire: bytes


def frame_of(told: Told) -> Frame:
    body = json.dumps(
        {
            "sequence": told.sequence,
            "kind": told.kind,
            "at": told.at_ms,
            "payload": told.payload,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return Frame(told.sequence, f"id: {told.sequence}\ndata: {body}\n\n".encode())


def tick(now_ms: int) -> bytes:
    """A sign of life with the server's time, by which screens set their clocks."""
    return f"event: tick\ndata: {now_ms}\n\n".encode()


def ending(why: str) -> bytes:
    """Tells a browser why it was cut; it decides whether to come back."""
    return f"event: cut\ndata: {why}\n\n".encode()
