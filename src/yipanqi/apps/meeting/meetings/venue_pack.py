"""Everything a venue needs when its line fails, as one archive to be saved beforehand.

It holds what its viewer may see at that moment, no more: before the opening the documents and
the venue's own papers, from the opening on the papers of all.
"""

import re
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.models import Attendance, Meeting, Venue
from yipanqi.apps.meeting.meetings.queries import FILM
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.evidence import place
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.texts import render

IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackRow:
    line: queries.ItemLine
    name: str  # of the paper in the archive


@dataclass(frozen=True, slots=True)
class PackSeat:
    row: Attendance
    unit: Node | None


def venue_pack(viewer: Viewer, meeting: Meeting, venue: Venue) -> IO[bytes]:
    """The archive, at its beginning; closed by whoever sends it."""
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (sent, then closed)
    nodes = tree_on().nodes
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        context = {
            "meeting": meeting,
            "venue": venue,
            "documents": _documents(archive, meeting),
            "rows": _papers(archive, queries.items_of(viewer, meeting)),
            "seats": [
                PackSeat(seat, nodes.get(seat.unit_id))
                for seat in meeting.attendances.filter(venue=venue)
            ],
        }
        page = render_to_string("meetings/pack_index.html", context)
        archive.writestr(f"{render('pack.index')}.html", page)
    out.seek(0)
    return out


def _documents(archive: zipfile.ZipFile, meeting: Meeting) -> list[tuple[str, str]]:
    """(name in the archive, label). A film is not handed round before the meeting is held."""
    rows = [d for d in queries.documents_of(meeting) if d.kind != FILM or meeting.is_held]
    folder = render("pack.documents")
    labels = [(row, render(f"MeetingDocument.{row.kind}")) for row in rows]
    return [
        (_enter(archive, row.file, f"{folder}/{n:02d}-{label}"), label)
        for n, (row, label) in enumerate(labels, 1)
    ]


def _papers(archive: zipfile.ZipFile, lines: list[queries.ItemLine]) -> list[PackRow]:
    folder = render("pack.papers")
    return [
        PackRow(line, _enter(archive, line.papers[0].file, f"{folder}/{n:02d}-{line.title}"))
        if line.papers
        else PackRow(line, "")
        for n, line in enumerate(lines, 1)
    ]


def _enter(archive: zipfile.ZipFile, file: EvidenceFile, stem: str) -> str:
    name = f"{_plain(stem)}{PurePath(file.name).suffix}"
    if default_storage.exists(place(file.sha256)):
        with default_storage.open(place(file.sha256)) as stored, archive.open(name, "w") as entry:
            while piece := stored.read(1 << 20):
                entry.write(piece)
    return name


def _plain(stem: str) -> str:
    """Characters that no file system minds."""
    return re.sub(r'[\\:*?"<>|\s]+', "", stem)[:100]
