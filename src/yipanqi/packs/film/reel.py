"""Cut a film from its plan: run as a child, so that a faulty clip ends the child and no more.

    python -m … plan.json out.mp4      tells "done total" (pictures) a line
    python -m … --picture clip out.jpg
    python -m … --sound recording      tells its media type

1920 × 1080, 25 pictures a second, H.264; sound, where there is any, AAC. Scenes cross-fade.
Where a clip has a sound of its own it takes the place of the narration.
"""

import json
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.video.reformatter import ColorRange, Colorspace
from PIL import Image

WIDE, HIGH, RATE = 1920, 1080, 25
FADE = 12  # pictures
BAND = 60  # lines of a strip that are laid on together
HERTZ, SAMPLE = 48_000, 2  # mono, 16 bit
MEMORY = 3 * 1024**3
# no playlists, no lists of files: a container of pictures or sound, and nothing it points to
ONLY_FILES = {
    "protocol_whitelist": "file",
    "format_whitelist": "mov,mp4,matroska,webm,mp3,wav,flac,ogg,aac",
}
SOUNDS = {
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "mov": "audio/mp4",
    "flac": "audio/flac",
    "ogg": "audio/ogg",
    "matroska": "audio/webm",
}
Told = dict[str, Any]


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    first, second, third = (*sys.argv[2:], "")[:3]
    if first == "--picture":
        _picture_of(second).save(third, "JPEG", quality=90)
        return
    if first == "--sound":
        sys.stdout.write(_sound_kind(second))
        return
    plan = json.loads(Path(first).read_text(encoding="utf-8"))
    cut(plan, second)


def _picture_of(path: str) -> Image.Image:
    with av.open(path, options=ONLY_FILES) as clip:
        return _fitted(next(clip.decode(video=0)))


def _sound_kind(path: str) -> str:
    """What the recording is; whatever goes wrong ends the child, and it is not taken."""
    with av.open(path, options=ONLY_FILES) as source:
        next(source.decode(source.streams.audio[0]))
        return SOUNDS[source.format.name.split(",")[0]]


@dataclass
class _Reel:
    """The open file: pictures and the sound up to them go in side by side."""

    out: Any
    video: Any
    audio: Any
    sound: bytes
    total: int
    done: int = 0
    told: int = 0  # samples

    def picture(self, picture: av.VideoFrame) -> None:
        picture.pts, picture.time_base = self.done, Fraction(1, RATE)
        self.out.mux(self.video.encode(picture))
        self.done += 1
        self._sound_until(self.done * HERTZ // RATE)
        if self.done % RATE == 0:
            sys.stdout.write(f"{self.done} {self.total}\n")
            sys.stdout.flush()

    def _sound_until(self, sample: int) -> None:
        while self.audio is not None and self.told + 1024 <= sample:
            part = self.sound[self.told * SAMPLE : (self.told + 1024) * SAMPLE]
            frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
            frame.planes[0].update(part.ljust(frame.planes[0].buffer_size, b"\0"))
            frame.sample_rate, frame.pts = HERTZ, self.told
            frame.time_base = Fraction(1, HERTZ)
            self.out.mux(self.audio.encode(frame))
            self.told += 1024

    def close(self) -> None:
        self.out.mux(self.video.encode())
        if self.audio is not None:
            self.out.mux(self.audio.encode())


def cut(plan: Told, path: str) -> None:
    scenes = plan["scenes"]
    sound = _sound(plan)
    total = sum(_pictures(scene) for scene in scenes)
    with av.open(path, "w", format="mp4", options={"movflags": "faststart"}) as out:
        video = out.add_stream("libx264", rate=RATE)
        video.width, video.height, video.pix_fmt = WIDE, HIGH, "yuv420p"
        video.options = {"preset": "veryfast", "crf": "21"}
        video.codec_context.color_range = ColorRange.MPEG
        video.codec_context.colorspace = Colorspace.ITU709
        audio = out.add_stream("aac", rate=HERTZ, layout="mono") if sound else None
        reel = _Reel(out, video, audio, sound, total)
        last: Image.Image | None = None
        for scene in scenes:
            last = _scene(reel, scene, last)
        reel.close()


def _pictures(scene: Told) -> int:
    return int(scene["ms"]) * RATE // 1000


def _scene(reel: _Reel, scene: Told, before: Image.Image | None) -> Image.Image | None:
    """Write one scene, faded from the picture ``before``; returns its last picture."""
    count, last, drawn = _pictures(scene), None, None
    ready: av.VideoFrame | None = None
    for at, picture in enumerate(_run(scene, count)):
        if before is not None and at < FADE:
            ready, drawn = _coded(Image.blend(before, picture, (at + 1) / (FADE + 1))), None
        elif picture is not drawn or ready is None:
            ready, drawn = _coded(picture), picture
        reel.picture(ready)
        last = picture
    return last


def _run(scene: Told, count: int) -> Iterator[Image.Image]:
    """``count`` pictures; one that stands still is the same object again."""
    tops = [(int(c["until"]) * RATE // 1000, Image.open(c["path"])) for c in scene["cards"]]
    if scene["kind"] == "still":
        yield from _still([(n, top.convert("RGB")) for n, top in tops], count)
        return
    layers = [(n, _bands(top.convert("RGBA"))) for n, top in tops]
    below = _flown(scene, count) if scene["kind"] == "fly" else _played(scene, count)
    for at, ground in enumerate(below):
        for y, band in next((bands for until, bands in layers if at < until), layers[-1][1]):
            ground.paste(band, (0, y), band)
        yield ground


def _bands(strip: Image.Image) -> list[tuple[int, Image.Image]]:
    """The stretches of a strip that show anything: laying on the empty rest takes as long."""
    found = []
    for y in range(0, HIGH, BAND):
        band = strip.crop((0, y, WIDE, min(HIGH, y + BAND)))
        if band.getbbox() is not None:
            found.append((y, band))
    return found


def _still(cards: list[tuple[int, Image.Image]], count: int) -> Iterator[Image.Image]:
    for at in range(count):
        yield next((image for until, image in cards if at < until), cards[-1][1])


def _flown(scene: Told, count: int) -> Iterator[Image.Image]:
    """From the whole ground into ``end``, slowly at both ends; it rests for the last third."""
    ground = Image.open(scene["ground"]).convert("RGB")
    start, end = (0, 0, *ground.size), scene["end"]
    flight = max(1, count * 2 // 3)
    small = ground.resize((WIDE, HIGH), Image.Resampling.BILINEAR, box=tuple(end))
    for at in range(count):
        if at >= flight:
            yield small.copy()
            continue
        t = at / flight
        part = t * t * (3 - 2 * t)
        box = tuple(a + (b - a) * part for a, b in zip(start, end, strict=True))
        yield ground.resize((WIDE, HIGH), Image.Resampling.BILINEAR, box=box)


def _played(scene: Told, count: int) -> Iterator[Image.Image]:
    """The clip at its own speed; its last picture stands where it is shorter."""
    at, shown = 0, Image.new("RGB", (WIDE, HIGH))
    with av.open(scene["clip"], options=ONLY_FILES) as clip:
        stream = clip.streams.video[0]
        stream.thread_type = "AUTO"
        first: float | None = None
        for frame in clip.decode(stream):
            begins = float(frame.time or 0)
            first = begins if first is None else first
            due = int((begins - first) * RATE)
            while at < min(due, count):
                yield shown.copy()
                at += 1
            if at >= count:
                return
            if due >= at:
                shown = _fitted(frame)
    while at < count:
        yield shown.copy()
        at += 1


def _fitted(frame: Any) -> Image.Image:
    """The right way up, whole, on black."""
    turned = getattr(frame, "rotation", 0) or 0
    wide, high = frame.width, frame.height
    across, up = (high, wide) if turned % 180 else (wide, high)
    scale = min(WIDE / across, HIGH / up)
    size = (max(2, int(wide * scale)) // 2 * 2, max(2, int(high * scale)) // 2 * 2)
    fitted = frame.reformat(width=size[0], height=size[1], format="rgb24").to_image()
    if turned:
        fitted = fitted.rotate(turned, expand=True)
    ground = Image.new("RGB", (WIDE, HIGH))
    ground.paste(fitted, ((WIDE - fitted.width) // 2, (HIGH - fitted.height) // 2))
    return ground


def _coded(picture: Image.Image) -> av.VideoFrame:
    made: Any = av.VideoFrame
    frame: av.VideoFrame = made.from_image(picture).reformat(
        format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
    )
    return frame


def _sound(plan: Told) -> bytes:
    """The whole film's sound, 16 bit mono; empty where nothing sounds."""
    size = sum(int(scene["ms"]) for scene in plan["scenes"]) * HERTZ // 1000 * SAMPLE
    told, has_sound, start = bytearray(size), False, 0
    if plan.get("narration"):
        part = _samples(plan["narration"], size)
        told[: len(part)] = part
        has_sound = bool(part)
    for scene in plan["scenes"]:
        length = int(scene["ms"]) * HERTZ // 1000 * SAMPLE
        if scene["kind"] == "clip":
            part = _samples(scene["clip"], length)
            told[start : start + len(part)] = part
            has_sound = has_sound or bool(part)
        start += length
    return bytes(told) if has_sound else b""


def _samples(path: str, most: int) -> bytes:
    """At most ``most`` bytes of a file's sound; none where it has none."""
    made = bytearray()
    with av.open(path, options=ONLY_FILES) as source:
        if not source.streams.audio:
            return b""
        even = av.AudioResampler(format="s16", layout="mono", rate=HERTZ)
        for frame in source.decode(source.streams.audio[0]):
            for part in even.resample(frame):
                made += bytes(part.planes[0])[: part.samples * SAMPLE]
            if len(made) >= most:
                break
    return bytes(made[:most])
