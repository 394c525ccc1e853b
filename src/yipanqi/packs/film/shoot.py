"""Make the film: draw every card, write the plan, have the child cut it."""

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from PIL import Image

import yipanqi
from yipanqi.core.meetings.storyboard import Cue, SceneKind, cues
from yipanqi.core.refusal import Refusal
from yipanqi.packs.film.check import film_strangers
from yipanqi.packs.film.content import FilmContent, FilmScene
from yipanqi.packs.film.stills import Shot, shot, told_of
from yipanqi.packs.film.subtitles import srt, vtt

Progress = Callable[[int, int], None]
PICTURE_SECONDS = 20
LEAST_SECONDS, TIMES_ITS_LENGTH = 120, 5  # what cutting may take; it needs half of its length
PATIENCE = 2.0  # seconds without a word, then progress is told again and the limit looked at
_START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from yipanqi.packs.film.reel import main; main()"
)
_ROOT = str(Path(yipanqi.__file__).parents[1])


@dataclass(frozen=True, slots=True)
class MadeFilm:
    film: bytes  # MP4
    srt: str
    vtt: str
    seconds: int


def _silent(_done: int, _total: int) -> None:
    """Nobody waits."""


def make_film(
    content: FilmContent,
    *,
    narration: Path | None = None,
    progress: Progress = _silent,
) -> MadeFilm:
    """Raises ``film.unexplained_numbers``, ``film.no_scene``, ``film.not_cut``,
    ``film.took_too_long``. Whatever ``progress`` raises ends the child, too.
    """
    if not content.scenes:
        raise Refusal("film.no_scene")
    told = [told_of(content, scene) for scene in content.scenes]
    words = [(scene.text, scene.seconds * 1000) for scene in content.scenes]
    timed = cues(words)
    if numbers := film_strangers(chain.from_iterable(told), content):
        raise Refusal("film.unexplained_numbers", numbers=numbers)
    with tempfile.TemporaryDirectory(prefix="yipanqi-film-") as folder:
        room = Path(folder)
        scenes = []
        for n, (scene, cards, scene_cues) in enumerate(
            zip(content.scenes, told, timed, strict=True)
        ):
            scenes.append(
                _planned(room / f"{n:03}", scene, shot(content, scene, cards), scene_cues)
            )
            progress(n + 1, len(content.scenes) * 5)  # drawing is a fifth of the work
        plan = room / "plan.json"
        told_plan = {"scenes": scenes, "narration": str(narration) if narration else ""}
        plan.write_text(json.dumps(told_plan), encoding="utf-8")
        limit = LEAST_SECONDS + TIMES_ITS_LENGTH * content.seconds
        _cut(_command(plan, room / "film.mp4"), limit, len(content.scenes), progress)
        if not (room / "film.mp4").exists():
            raise Refusal("film.not_cut")
        made = (room / "film.mp4").read_bytes()
    flat = list(chain.from_iterable(timed))
    return MadeFilm(made, srt(flat), vtt(flat), content.seconds)


def _planned(folder: Path, scene: FilmScene, made: Shot, timed: list[Cue]) -> dict[str, Any]:
    folder.mkdir()
    start = timed[0].start if timed else 0
    ends = [cue.end - start for cue in timed] if len(timed) == len(made.cards) else []
    ends = ends or [scene.seconds * 1000] * len(made.cards)
    cards = []
    for n, (png, end) in enumerate(zip(made.cards, ends, strict=True)):
        path = folder / f"{n}.png"
        path.write_bytes(png)
        cards.append({"path": str(path), "until": end})
    told: dict[str, Any] = {"kind": "still", "ms": scene.seconds * 1000, "cards": cards}
    if made.ground:
        (folder / "ground.png").write_bytes(made.ground)
        told |= {"kind": "fly", "ground": str(folder / "ground.png"), "end": list(made.end)}
    if scene.kind is SceneKind.CLIP and scene.picture is not None:
        told |= {"kind": "clip", "clip": str(scene.picture)}
    return told


def _cut(command: list[str], limit: float, scenes: int, progress: Progress) -> None:
    """Run the child to its end, or to the end of its time."""
    with subprocess.Popen(command, bufsize=0, **_ALONE) as child:
        try:
            for done, total in _heard(child, limit):
                progress(scenes + scenes * 4 * done // max(1, total), scenes * 5)
        except BaseException:
            child.kill()
            raise
    if child.returncode != 0:
        raise Refusal("film.not_cut")


_ALONE: dict[str, Any] = {
    "stdin": subprocess.DEVNULL,
    "stdout": subprocess.PIPE,
    "stderr": subprocess.DEVNULL,
    "cwd": "/",
    "env": {"LANG": "C.UTF-8", "PYTHONUTF8": "1"},
}


def _command(*arguments: object) -> list[str]:
    return [sys.executable, "-I", "-c", _START, _ROOT, *map(str, arguments)]


def _heard(child: "subprocess.Popen[bytes]", limit: float) -> Iterator[tuple[int, int]]:
    """Pictures done of all, as the child tells them, and again where it is silent. Raises
    ``film.took_too_long``.
    """
    assert child.stdout is not None  # noqa: S101  (asked for)
    until, told, rest = time.monotonic() + limit, (0, 1), b""
    with selectors.DefaultSelector() as ready:
        ready.register(child.stdout, selectors.EVENT_READ)
        while True:
            if time.monotonic() > until:
                raise Refusal("film.took_too_long", minutes=max(1, int(limit) // 60))
            if ready.select(PATIENCE):
                piece = os.read(child.stdout.fileno(), 4096)
                if not piece:
                    return
                *lines, rest = (rest + piece).split(b"\n")
                told = _last(lines, told)
            yield told


def _last(lines: list[bytes], told: tuple[int, int]) -> tuple[int, int]:
    for line in lines:
        done, _, total = line.decode().strip().partition(" ")
        if done.isdigit() and total.isdigit():
            told = int(done), int(total)
    return told


def child_picture(clip: Path) -> Image.Image:
    """The first picture of a clip; black where it can't be read."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as made:
        try:
            subprocess.run(
                _command("--picture", clip, made.name),
                check=True,
                capture_output=True,
                timeout=PICTURE_SECONDS,
                cwd="/",
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return Image.new("RGB", (1920, 1080))
        return Image.open(made.name).convert("RGB")


def sound_kind(content: bytes) -> str:
    """The media type of a recording; empty where it is none."""
    with tempfile.NamedTemporaryFile(suffix=".sound") as file:
        file.write(content)
        file.flush()
        try:
            child = subprocess.run(
                _command("--sound", file.name),
                check=True,
                capture_output=True,
                timeout=PICTURE_SECONDS,
                cwd="/",
            )
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return ""
    return child.stdout.decode()
