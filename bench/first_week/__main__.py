"""A stranger's files become a running city with a frozen month, a ranking and a bulletin.

    python -m bench.first_week [--seed N] [--month 2024-04] [--out FOLDER] [--ledgers FOLDER]

Needs Chromium. An empty installation is founded by ``yipanqi init`` on a temporary data folder,
served by the product's own server and worker, and set up, run and closed by clicks alone. The
city lives on the real date; its month is the one before unless named. Printed: every step with
its machine seconds, what a person did and, by the stated rule, how long it takes, what could not
be mapped, and whether every row is accounted for. The seed is new each time unless given.
"""

import argparse
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import chromium  # noqa: E402  (found on the path set above)
from bench.first_week import story, told  # noqa: E402
from bench.first_week.files import CITY  # noqa: E402
from bench.first_week.person import Diary  # noqa: E402
from bench.first_week.walk import Walk  # noqa: E402
from yipanqi.core.month import Month  # noqa: E402


def main() -> int:
    options = parsed()
    month = Month.parse(options.month) if options.month else last_month()
    print(f"seed {options.seed}, {CITY}, {month}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        diary = Diary()
        with diary.step("found the city (yipanqi init)"):
            first = founded(Path(folder), month)
            diary.count("guanliyuan", "click")
            diary.count("guanliyuan", "field", 6)
        with served(Path(folder), options.port) as base, browser() as running:
            walk = Walk(running, base, month, diary, first=first)
            try:
                story.play(walk, options.seed)
                if options.ledgers:
                    story.try_others(walk, options.ledgers)
            except BaseException:
                story.picture(walk, options.out)
                raise
            return told.report(walk, Path(folder), options)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=secrets.randbelow(100_000))
    parser.add_argument("--month", default="", help="YYYY-MM; else the month before this one")
    parser.add_argument("--port", type=int, default=8497)
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()) / "first_week")
    parser.add_argument("--ledgers", type=Path, default=None, help="further workbooks to try")
    return parser.parse_args()


def last_month() -> Month:
    return Month.of(datetime.now(ZoneInfo("Asia/Shanghai")).date()).previous


def environment(folder: Path) -> dict[str, str]:
    import os

    return os.environ | {
        "YIPANQI_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local",
        "PYTHONPATH": str(ROOT / "src"),
    }


def founded(folder: Path, month: Month) -> dict[str, str]:
    """First passwords by user name, as the command shows them once."""
    command = [sys.executable, "-m", "yipanqi.cli", "init", "--name", CITY, "--short", CITY[:2]]
    command += ["--office", "市重大项目推进办", "--admin", "guanliyuan"]
    command += ["--office-account", "bangongshi", "--month", str(month)]
    made = subprocess.run(
        command, env=environment(folder), capture_output=True, text=True, check=True
    )
    lines = [line for line in made.stdout.splitlines() if "用户名" in line and "口令" in line]
    return {line.split("用户名")[1].split()[0]: line.split("口令")[1].strip() for line in lines}


@contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Server and worker of the product, as ``./run`` starts them."""
    command = [sys.executable, "-m", "yipanqi.serve", "--no-demo", "--port", str(port)]
    with (folder / "serve.log").open("w") as log:
        running = subprocess.Popen(
            command, env=environment(folder), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + 120
            while "已启动" not in (folder / "serve.log").read_text():
                if running.poll() is not None or time.monotonic() > until:
                    raise RuntimeError((folder / "serve.log").read_text())
                time.sleep(0.3)
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()
            running.wait(30)


@contextmanager
def browser() -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    if chromium.find() is None:
        raise SystemExit("needs Chromium (install it, or name it in YIPANQI_CHROMIUM)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium.find(), args=list(chromium.ARGUMENTS)
        )
        yield running
        running.close()


if __name__ == "__main__":
    sys.exit(main())
