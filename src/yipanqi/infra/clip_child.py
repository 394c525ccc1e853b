"""The child that looks at one clip: its own limits first, then one decoded picture."""

import json
import re
import resource
import sys
from datetime import UTC, datetime
from typing import Any

MEMORY, SECONDS = 1024 * 1024 * 1024, 10
# no playlists, no lists of files: only the containers of one clip
OPENED = {"protocol_whitelist": "file", "format_whitelist": "mov,mp4,matroska,webm"}
TYPES = {"mov": "video/mp4", "matroska": "video/webm"}
POINT = re.compile(r"([+-]\d{1,2}\.\d+)([+-]\d{1,3}\.\d+)")  # ISO 6709, as phones write it


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.write(json.dumps(seen(sys.argv[2])))


def seen(path: str) -> dict[str, Any]:
    """What the file is; whatever goes wrong ends the child, and the clip is not taken."""
    import av

    with av.open(path, "r", options=OPENED) as clip:
        media_type = TYPES[clip.format.name.split(",")[0]]
        stream = clip.streams.video[0]
        stream.thread_count = 1
        next(clip.decode(stream))
        longitude, latitude = _point(clip.metadata)
        return {
            "media_type": media_type,
            "codec": stream.codec_context.codec.canonical_name,
            "wide": stream.width,
            "high": stream.height,
            "duration": int((clip.duration or 0) // 1000),
            "taken_at": _instant(clip.metadata.get("creation_time", "")),
            "longitude_e6": longitude,
            "latitude_e6": latitude,
        }


def _point(told: dict[str, str]) -> tuple[int | None, int | None]:
    keys = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
    found = next((POINT.match(told[key]) for key in keys if key in told), None)
    if found is None:
        return None, None
    latitude, longitude = (int(float(part) * 1_000_000) for part in found.groups())
    inside = abs(longitude) <= 180_000_000 and abs(latitude) <= 90_000_000
    return (longitude, latitude) if inside and (longitude or latitude) else (None, None)


def _instant(text: str) -> str:
    """UTC as the container keeps it; a camera without a clock says 1904 or 1970."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return at.isoformat() if at.year > 2000 else ""
