"""The finished file: properties, and the same bytes for the same document."""

import io
import zipfile
from datetime import UTC, date, datetime, time

from docx.document import Document

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say


def document_bytes(document: Document, *, title: str, subject: str, dated: date) -> bytes:
    """The .docx with its properties set (no person named) and no trace of when it was made."""
    properties = document.core_properties
    properties.title, properties.subject = title, subject
    properties.author = properties.last_modified_by = ""
    properties.comments = properties.keywords = properties.category = ""
    properties.language = "zh-CN"
    properties.revision = 1
    stamp = datetime.combine(dated, time(), UTC)
    properties.created = properties.modified = stamp
    raw = io.BytesIO()
    document.save(raw)
    return repacked(raw.getvalue())


def repacked(archive: bytes) -> bytes:
    """The same zip members in a fixed order with a fixed time."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as old, zipfile.ZipFile(made, "w") as new:
        names = sorted(old.namelist(), key=lambda n: (n != "[Content_Types].xml", n))
        for name in names:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            new.writestr(entry, old.read(name), compresslevel=6)
    return made.getvalue()
