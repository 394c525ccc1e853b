"""What may be handed in: PDF and pictures by the house's own check, Word and PowerPoint here."""

import io
import zipfile
from pathlib import PurePath
from typing import Any

from django.core.files.base import File

from yipanqi.core.refusal import Refusal
from yipanqi.infra import evidence
from yipanqi.infra.evidence import DOCUMENT, MEGABYTE, Kept

OFFICE = {
    "word/document.xml": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/presentation.xml": (
        "application/vnd.openxmlformats-officedocument.presentationml.presentation"
    ),
}
UNPACKED_MOST = 300 * MEGABYTE
PARTS_MOST = 5_000


def keep_paper(upload: "File[Any]", name: str) -> Kept:
    """Store a paper. Raises ``meeting.paper_type``, ``meeting.paper_with_macros`` or what the
    house's check of PDF and pictures raises.
    """
    head = upload.read(4)
    upload.seek(0)
    if head != b"PK\x03\x04":
        return evidence.keep(upload, name, DOCUMENT)
    content = upload.read(DOCUMENT.size_max + 1)
    if len(content) > DOCUMENT.size_max:
        limit = DOCUMENT.size_max // MEGABYTE
        raise Refusal("evidence.too_large", field="file", name=name, limit=limit)
    return evidence.keep_made(content, PurePath(name).name, _media_type(content, name))


def _media_type(content: bytes, name: str) -> str:
    """Read from the list of parts; nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            listed = parts.infolist()
    except zipfile.BadZipFile:
        raise Refusal("meeting.paper_type", field="file", name=name) from None
    names = {part.filename for part in listed}
    unpacked = sum(part.file_size for part in listed)
    found = next((kind for part, kind in OFFICE.items() if part in names), None)
    if found is None or len(listed) > PARTS_MOST or unpacked > UNPACKED_MOST:
        raise Refusal("meeting.paper_type", field="file", name=name)
    if any(PurePath(part).name.lower() == "vbaproject.bin" for part in names):
        raise Refusal("meeting.paper_with_macros", field="file", name=name)
    return found
