"""The pictures of the user guide: goes through the product in a browser as the guide tells it.

    python tools/screenshots.py [--out FOLDER] [--chromium PATH] [--port PORT]
                                [--only WORD] [--at URL]

Builds the demonstration city in a temporary folder, serves it there, and drives Chromium
role by role: the stations first, then the ten steps of the tour from the first report to the
bulletin, the meeting's room last. A step that no longer works stops the script and says which.
``--only`` takes the steps whose title has the word, ``--at`` a city that is served already.
Needs an installed checkout.
"""

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from pictures import ledgers, meeting, projects, reckoning, room, tour
from pictures.walk import Step, Walk
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = (projects, ledgers, meeting, reckoning, tour, room)


@contextlib.contextmanager
def served(data: Path, port: int) -> Iterator[str]:
    """The demonstration city, built in ``data`` and served until the block ends."""
    base = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "yipanqi.serve", "--port", str(port), "--data", str(data)]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local"}
    env |= {"YIPANQI_DATA": str(data), "PYTHONPATH": str(ROOT / "src")}
    with (data / "serve.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 300
            while time.monotonic() < until and process.poll() is None:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{base}/login/", timeout=2).close()
                    break
                time.sleep(1)
            else:
                raise SystemExit((data / "serve.log").read_text()[-2000:])
            yield base
        finally:
            process.terminate()
            process.wait(30)


def steps_of(only: str) -> list[Step]:
    return [step for chapter in CHAPTERS for step in chapter.STEPS if only in step[0]]


def walk_through(base: str, scratch: Path, options: argparse.Namespace) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=options.chromium,
            args=["--no-sandbox", "--lang=zh-CN"],
        )
        walk = Walk(browser, base, options.out, scratch)
        for title, walked in steps_of(options.only):
            print(f"· {title}", flush=True)
            walked(walk)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "guide" / "img")
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("chrome"))
    parser.add_argument("--port", type=int, default=8970)
    parser.add_argument("--only", default="")
    parser.add_argument("--at", default="")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="yipanqi-guide-") as place:
        scratch = Path(place)
        city = contextlib.nullcontext(options.at.rstrip("/"))
        with city if options.at else served(scratch, options.port) as base:
            walk_through(base, scratch, options)
    print(f"{len(list(options.out.glob('*.png')))} pictures in {options.out}")


if __name__ == "__main__":
    main()
