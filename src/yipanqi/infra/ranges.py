"""Films and clips for a browser's player, which asks for parts of them (RFC 9110, 14)."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from yipanqi.core.refusal import Missing
from yipanqi.infra.evidence import place
from yipanqi.infra.models import EvidenceFile

# fifteen digits are a petabyte; whatever else is asked for gets the whole
ONE_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
PIECE = 256 * 1024


def played(request: HttpRequest, row: EvidenceFile) -> HttpResponse | StreamingHttpResponse:
    """The whole or the part asked for, for a viewer whose scope has been checked."""
    if not default_storage.exists(place(row.sha256)):
        raise Missing("evidence.lost", name=row.name)
    asked = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    part = _part(asked, row.size) if asked else (0, row.size - 1)
    if part is None:
        return _headed(HttpResponse(status=416), row, f"bytes */{row.size}")
    first, last = part
    source = default_storage.open(place(row.sha256))
    answer = StreamingHttpResponse(
        _pieces(source, first, last - first + 1), status=206 if asked else 200
    )
    answer["Content-Length"] = str(last - first + 1)
    return _headed(answer, row, f"bytes {first}-{last}/{row.size}" if asked else "")


def _part(asked: re.Match[str], size: int) -> tuple[int, int] | None:
    first, last = asked.groups()
    if not first:
        count = min(int(last or 0), size)  # the last so many
        return (size - count, size - 1) if count else None
    end = min(int(last), size - 1) if last else size - 1
    return (int(first), end) if int(first) <= end else None


def _pieces(source: "File[Any]", first: int, count: int) -> Iterator[bytes]:
    with source:
        source.seek(first)
        while count > 0 and (piece := source.read(min(PIECE, count))):
            count -= len(piece)
            yield piece


def _headed(
    answer: HttpResponse | StreamingHttpResponse, row: EvidenceFile, part: str
) -> HttpResponse | StreamingHttpResponse:
    answer["Content-Type"] = row.media_type
    answer["Accept-Ranges"] = "bytes"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, max-age=3600"
    if part:
        answer["Content-Range"] = part
    return answer
