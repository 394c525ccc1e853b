"""Due dates and meetings as an iCalendar feed (RFC 5545): stable ids, folded lines."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

FOLD = 75  # octets a line


@dataclass(frozen=True, slots=True)
class DueDay:
    """One entry, a whole day unless it ``begins`` at an instant; ``sequence`` grows whenever it
    changes.
    """

    uid: str
    day: date
    title: str
    text: str = ""
    sequence: int = 0
    begins: datetime | None = None
    lasts: timedelta = timedelta(hours=2)
    place: str = ""


def feed(name: str, entries: Iterable[DueDay], *, at: datetime) -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//yipanqi//due dates//ZH",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    stamp = _instant(at)
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.uid}",
            f"DTSTAMP:{stamp}",
            f"SEQUENCE:{entry.sequence}",
            *_when(entry),
            f"SUMMARY:{escaped(entry.title)}",
            *([f"DESCRIPTION:{escaped(entry.text)}"] if entry.text else []),
            *([f"LOCATION:{escaped(entry.place)}"] if entry.place else []),
            "TRANSP:TRANSPARENT" if entry.begins is None else "TRANSP:OPAQUE",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(folded(line) for line in lines)


def _when(entry: DueDay) -> list[str]:
    if entry.begins is None:
        return [
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.day + timedelta(1):%Y%m%d}",
        ]
    ends = entry.begins + entry.lasts
    return [f"DTSTART:{_instant(entry.begins)}", f"DTEND:{_instant(ends)}"]


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def folded(line: str) -> bytes:
    """At most 75 octets a line, never within a character; continued after a space."""
    parts: list[bytes] = []
    part = b""
    for character in line:
        octets = character.encode("utf-8")
        room = FOLD if not parts else FOLD - 1
        if len(part) + len(octets) > room:
            parts.append(part)
            part = b""
        part += octets
    return b"\r\n ".join([*parts, part]) + b"\r\n"
