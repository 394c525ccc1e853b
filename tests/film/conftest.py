import io
from datetime import date
from fractions import Fraction

import av
import pytest
from PIL import Image

from publishing.conftest import draft, log_in, published, sheet, town  # noqa: F401
from yipanqi.apps.meeting.film import actions
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.core.month import Month
from yipanqi.infra import evidence
from yipanqi.web.packing.film_content import draft as drafted_scenes

MARCH = Month(2024, 3)


@pytest.fixture
def board(town):  # noqa: F811
    snapshot = current_snapshot(MARCH)
    return actions.draft_storyboard(
        viewer=town.viewer("office"),
        snapshot=snapshot,
        title="三月典型问题",
        scenes=drafted_scenes(snapshot),
    )


@pytest.fixture(scope="session")
def clip() -> bytes:
    """One second of moving colour, upright as a phone takes it, with a tone."""
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as out:
        video = out.add_stream("libx264", rate=10)
        video.width, video.height, video.pix_fmt = 90, 160, "yuv420p"
        audio = out.add_stream("aac", rate=48_000, layout="mono")
        for n in range(10):
            picture = av.VideoFrame.from_image(Image.new("RGB", (90, 160), (250, n * 20, 0)))
            picture.pts, picture.time_base = n, Fraction(1, 10)
            out.mux(video.encode(picture))
        for n in range(46):
            sound = av.AudioFrame(format="s16", layout="mono", samples=1024)
            wave = b"".join((8_000 if i % 100 < 50 else -8_000).to_bytes(2, "little", signed=True)
                            for i in range(1024))  # fmt: skip
            sound.planes[0].update(wave.ljust(sound.planes[0].buffer_size, b"\0"))
            sound.sample_rate, sound.pts = 48_000, n * 1024
            sound.time_base = Fraction(1, 48_000)
            out.mux(audio.encode(sound))
        out.mux(video.encode())
        out.mux(audio.encode())
    return made.getvalue()


@pytest.fixture
def photo(town):  # noqa: F811
    made = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(made, "JPEG")
    return evidence.keep_made(made.getvalue(), f"现场{date(2024, 5, 4)}.jpg", "image/jpeg")
