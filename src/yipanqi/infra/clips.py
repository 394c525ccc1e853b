"""Video clips: judged by their content in a child with limits, never by their name.

Parsing a stranger's video in the server's own process would give its faults to the server. The
child gets the bytes as a file, 1 GB of memory and ten seconds of a core, decodes one picture
and says what it saw; whatever else happens to it, the clip is not taken.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import File

import yipanqi
from yipanqi.core.refusal import Refusal
from yipanqi.infra.evidence import MEGABYTE, Kept, shown_name, store

SIZE_MAX = 200 * MEGABYTE
LONGEST = 10 * 60 * 1000  # ms
SECONDS = 15
CODECS = {"h264", "hevc", "vp8", "vp9", "av1"}
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from yipanqi.infra.clip_child import main; main()"
)
_ROOT = str(Path(yipanqi.__file__).parents[1])


@dataclass(frozen=True, slots=True)
class Clip:
    """Stored bytes with what the child saw; durations in ms."""

    kept: Kept
    duration: int
    wide: int
    high: int


def keep_clip(upload: "File[Any]", name: str, size_max: int = SIZE_MAX) -> Clip:
    """Check and store a clip. Raises ``evidence.empty``, ``evidence.too_large``,
    ``clip.not_a_video``, ``clip.too_long``.
    """
    content = upload.read(size_max + 1)
    if not content:
        raise Refusal("evidence.empty", field="file", name=name)
    if len(content) > size_max:
        raise Refusal("evidence.too_large", field="file", name=name, limit=size_max // MEGABYTE)
    seen = _look(content)
    if seen is None or seen["codec"] not in CODECS:
        raise Refusal("clip.not_a_video", field="file", name=name)
    if seen["duration"] > LONGEST:
        raise Refusal("clip.too_long", field="file", name=name, minutes=LONGEST // 60_000)
    sha256 = hashlib.sha256(content).hexdigest()
    store(sha256, content)
    taken = seen["taken_at"]
    kept = Kept(
        sha256,
        len(content),
        seen["media_type"],
        shown_name(name),
        taken_at=datetime.fromisoformat(taken) if taken else None,
        longitude_e6=seen["longitude_e6"],
        latitude_e6=seen["latitude_e6"],
    )
    return Clip(kept, seen["duration"], seen["wide"], seen["high"])


def _look(content: bytes) -> dict[str, Any] | None:
    with tempfile.NamedTemporaryFile(suffix=".clip") as file:
        file.write(content)
        file.flush()
        try:
            child = subprocess.run(
                [sys.executable, "-I", "-c", _START, _ROOT, file.name],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd="/",
                env={"LANG": "C.UTF-8", "PYTHONUTF8": "1"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return None
    if child.returncode != 0:
        return None
    found: dict[str, Any] = json.loads(child.stdout)
    return found
