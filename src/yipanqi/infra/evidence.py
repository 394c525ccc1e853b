"""Evidence files: kept by the hash of their content, typed by what they are, never run.

``keep`` checks and stores the bytes before any transaction is open; ``enter`` writes the row
inside the verb. Bytes whose verb failed stay behind without a row and are swept later.
"""

import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.http import FileResponse
from PIL import ExifTags, Image, UnidentifiedImageError

from yipanqi.core.refusal import Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.forms.containers import FormKind, kind_of_form
from yipanqi.infra.models import EvidenceFile
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.kinds import Kind, kind_of

MEGABYTE = 1024 * 1024
PIXELS_MAX = 80_000_000
PICTURES: Mapping[str, str] = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF = "application/pdf"
GEOJSON = "application/geo+json"
WORKBOOKS: Mapping[Kind, str] = {
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.XLS: "application/vnd.ms-excel",
    Kind.SPREADSHEETML: "text/xml",
}
FORMS: Mapping[FormKind, str] = {
    FormKind.XLSX: WORKBOOKS[Kind.XLSX],
    FormKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a place takes; ``size_max`` in bytes."""

    size_max: int
    pictures: bool = True
    pdf: bool = False
    workbooks: bool = False  # and nothing else
    forms: bool = False  # blank forms and nothing else
    geojson: bool = False  # and nothing else; whoever asks for it has read it


PHOTO = Allowed(size_max=15 * MEGABYTE)
DOCUMENT = Allowed(size_max=30 * MEGABYTE, pdf=True)
FORM = Allowed(size_max=ceilings.FILE_BYTES, pictures=False, forms=True)
WORKBOOK = Allowed(size_max=ceilings.FILE_BYTES, pictures=False, workbooks=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """Stored bytes that no row points at yet."""

    sha256: str
    size: int
    media_type: str
    name: str
    taken_at: datetime | None = None
    longitude_e6: int | None = None
    latitude_e6: int | None = None


def keep(upload: "File[Any]", name: str, allowed: Allowed = PHOTO) -> Kept:
    """Check ``upload`` and store its bytes; the name decides nothing.

    Raises ``evidence.empty``, ``evidence.too_large``, ``evidence.type_not_allowed``,
    ``evidence.picture_unreadable`` or ``evidence.picture_too_large``.
    """
    content = upload.read(allowed.size_max + 1)
    if not content:
        raise Refusal("evidence.empty", field="file", name=name)
    if len(content) > allowed.size_max:
        limit = allowed.size_max // MEGABYTE
        raise Refusal("evidence.too_large", field="file", name=name, limit=limit)
    media_type, seen = _look(content, name, allowed)
    sha256 = hashlib.sha256(content).hexdigest()
    store(sha256, content)
    return Kept(sha256, len(content), media_type, shown_name(name), **seen)


def keep_made(content: bytes, name: str, media_type: str) -> Kept:
    """Store a document this installation made itself; nothing uploaded comes this way."""
    sha256 = hashlib.sha256(content).hexdigest()
    store(sha256, content)
    return Kept(sha256, len(content), media_type, shown_name(name))


def shown_name(name: str) -> str:
    """The last part of a name, without what would break a header or turn it round on a screen."""
    last = PurePath(name.replace("\\", "/")).name
    return "".join(c for c in last if c.isprintable())[:200] or "file"


def enter(kept: Kept, *, uploaded_by: str, unit_uid: str) -> EvidenceFile:
    """The row of stored bytes, inside the verb's transaction."""
    return EvidenceFile.objects.create(
        sha256=kept.sha256,
        size=kept.size,
        media_type=kept.media_type,
        name=kept.name,
        unit_uid=unit_uid,
        uploaded_by=uploaded_by,
        uploaded_at=clock.now(),
        taken_at=kept.taken_at,
        longitude_e6=kept.longitude_e6,
        latitude_e6=kept.latitude_e6,
    )


def place(sha256: str) -> str:
    """Where the storage keeps these bytes: no name, no extension, nothing to run."""
    return f"{sha256[:2]}/{sha256}"


def is_intact(row: EvidenceFile) -> bool:
    """Whether the stored bytes still are what their name says."""
    if not default_storage.exists(place(row.sha256)):
        return False
    with default_storage.open(place(row.sha256)) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == row.sha256


def response(row: EvidenceFile) -> FileResponse:
    """The file for a viewer whose scope has been checked: shown if a picture, else saved."""
    if not default_storage.exists(place(row.sha256)):
        raise Missing("evidence.lost", name=row.name)
    answer = FileResponse(
        default_storage.open(place(row.sha256)),
        as_attachment=not row.media_type.startswith("image/"),
        filename=row.name,
        content_type=row.media_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


def store(sha256: str, content: bytes) -> None:
    """The bytes under their own name, once."""
    wanted = place(sha256)
    if default_storage.exists(wanted):
        return
    got = default_storage.save(wanted, ContentFile(content))
    if got != wanted:  # somebody stored the same bytes at the same moment
        default_storage.delete(got)


def _look(content: bytes, name: str, allowed: Allowed) -> tuple[str, dict[str, Any]]:
    """(media type, what the picture tells) from the content alone."""
    if allowed.forms or allowed.workbooks or allowed.geojson:
        return _only(content, name, allowed), {}
    if content.startswith(b"%PDF-"):
        if allowed.pdf:
            return PDF, {}
        raise _wrong_type(name, allowed)
    if not allowed.pictures:
        raise _wrong_type(name, allowed)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=list(PICTURES)) as picture:
                if picture.width * picture.height > PIXELS_MAX:
                    raise Refusal("evidence.picture_too_large", field="file", name=name)
                media_type = PICTURES[str(picture.format)]
                # a PNG would be decoded whole for its EXIF; cameras write JPEG
                seen = _taken(picture.getexif()) if picture.format == "JPEG" else {}
                picture.verify()
    except UnidentifiedImageError:
        raise _wrong_type(name, allowed) from None
    except Image.DecompressionBombError:
        raise Refusal("evidence.picture_too_large", field="file", name=name) from None
    except (OSError, SyntaxError, ValueError):
        raise Refusal("evidence.picture_unreadable", field="file", name=name) from None
    return media_type, seen


def _only(content: bytes, name: str, allowed: Allowed) -> str:
    if allowed.forms:
        return FORMS[kind_of_form(content, name)]
    return WORKBOOKS[kind_of(content, name)] if allowed.workbooks else GEOJSON


def _wrong_type(name: str, allowed: Allowed) -> Refusal:
    kinds = [*(["JPG", "PNG", "WEBP"] if allowed.pictures else []), *(["PDF"] * allowed.pdf)]
    return Refusal("evidence.type_not_allowed", field="file", name=name, kinds=kinds)


def _taken(exif: Image.Exif) -> dict[str, Any]:
    """Time and place as the camera wrote them; whatever can't be read is left out."""
    detail = exif.get_ifd(ExifTags.IFD.Exif)
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    longitude = _degrees(position, ExifTags.GPS.GPSLongitude, ExifTags.GPS.GPSLongitudeRef, 180)
    latitude = _degrees(position, ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLatitudeRef, 90)
    whole = longitude is not None and latitude is not None
    return {
        "taken_at": _instant(
            detail.get(ExifTags.Base.DateTimeOriginal),
            detail.get(ExifTags.Base.OffsetTimeOriginal),
        ),
        "longitude_e6": longitude if whole else None,
        "latitude_e6": latitude if whole else None,
    }


def _instant(written: Any, offset: Any) -> datetime | None:
    """``2024:04:23 10:11:12``, in the city's zone unless the camera says its own."""
    try:
        text = str(written).strip("\0 ")
        if offset:
            return datetime.strptime(f"{text}{str(offset).strip()}", "%Y:%m:%d %H:%M:%S%z")
        local = datetime.strptime(text, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007  (zone on the next line)
        return local.replace(tzinfo=clock.CITY_ZONE)
    except ValueError:
        return None


def _degrees(position: Mapping[int, Any], value: int, ref: int, limit: int) -> int | None:
    """Degrees, minutes, seconds as 1e-6 degree; None where unreadable or out of range."""
    try:
        degrees, minutes, seconds = (float(part) for part in position[value])
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    angle = degrees + minutes / 60 + seconds / 3600
    if not 0 <= angle <= limit:
        return None
    micro = int(angle * 1_000_000 + 0.5)
    return -micro if str(position.get(ref, "")).upper() in {"S", "W"} else micro
