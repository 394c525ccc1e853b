"""OpenSlides 3.3's projector under the load of ``bench.live``, on the same machine.

    python3.8 -m venv /somewhere && /somewhere/bin/pip install 'openslides==3.3' 'twisted<21'
    python -m bench.live_openslides /somewhere/bin/openslides [--watchers 1700] [--events 60]

OpenSlides starts in a folder of its own with its default single process and memory cache; only
its compression is switched off, so that a client of the standard library can read it. Every
watcher is a real WebSocket that listens to projector 1; an event is a new text of the message
that the projector shows. Printed: the delay from asking for the change to the client, how long
asking took, and how many never heard.

Where it installs: on Python 3.8 (Django 2.2, channels 2.3, daphne 2.4) with twisted before 21,
since a later one wants a newer typing_extensions than openslides 3.3 permits. On 3.11 pip takes
it, too, but it does not start: its bleach looks for ``collections.Mapping``.
What differs from ``bench.live``: the change is asked over HTTP here (there the
verb runs beside the server), and a cut line is not tried, since the projector's client has to
ask for the whole state again.
"""

import argparse
import asyncio
import base64
import contextlib
import json
import os
import resource
import statistics
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

from meetings.live_clients import free_port

WAIT = 120  # s for a start


def main() -> None:
    options = parsed()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 16_384)), hard))
    with tempfile.TemporaryDirectory() as folder, served(options.openslides, Path(folder)) as port:
        office = Office(port)
        asyncio.run(play(options, port, office))


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("openslides", type=Path)
    parser.add_argument("--watchers", type=int, default=1_700)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two events")
    return parser.parse_args()


@contextlib.contextmanager
def served(program: Path, folder: Path) -> Any:
    """Its own settings, database and administrator (admin/admin), as it makes them itself."""
    settings = folder / "settings.py"
    subprocess.run(
        [program, "createsettings", "--settings_dir", folder], check=True, capture_output=True
    )
    with settings.open("a", encoding="utf-8") as out:
        out.write("\nCOMPRESSION = False\n")
    port = free_port()
    command = [program, "start", "--no-browser", "--host", "127.0.0.1", "--port", str(port)]
    running = subprocess.Popen(
        [*command, "--settings_dir", folder],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + WAIT
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/apps/core/servertime/", timeout=5)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.5)
        yield port
    finally:
        running.terminate()
        running.wait(20)


class Office:
    """The administrator, who changes what the projector shows."""

    def __init__(self, port: int) -> None:
        self.root = f"http://127.0.0.1:{port}"
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.ask("POST", "/apps/users/login/", {"username": "admin", "password": "admin"})
        made = self.ask("POST", "/rest/core/projector-message/", {"message": "0"})
        answer = json.loads(made)
        self.message = (answer.get("data") or answer).get("id", 1)
        element = {"name": "core/projector-message", "id": self.message}
        self.ask("POST", "/rest/core/projector/1/project/", {"elements": [element]})

    def ask(self, method: str, path: str, sent: dict[str, Any]) -> bytes:
        headers = {"Content-Type": "application/json"}
        token = next((c.value for c in self.jar if "Csrf" in c.name or "csrf" in c.name), None)
        if token:
            headers |= {"X-CSRFToken": token, "Referer": self.root}
        body = json.dumps(sent).encode()
        request = urllib.request.Request(self.root + path, body, headers, method=method)  # noqa: S310
        with self.opener.open(request, timeout=60) as answer:
            return bytes(answer.read())

    def tell(self, number: int) -> float:
        """Returns how long the request took, in ms."""
        at = time.time()
        words = {"message": f"event {number} at {at:.6f} end"}
        self.ask("PATCH", f"/rest/core/projector-message/{self.message}/", words)
        return (time.time() - at) * 1000

    @property
    def cookie(self) -> str:
        return "; ".join(f"{c.name}={c.value}" for c in self.jar)


@dataclass
class Screen:
    """A WebSocket that listens to projector 1 (RFC 6455, as far as it takes)."""

    port: int
    cookie: str
    heard: dict[int, float] = field(default_factory=dict)  # number → ms
    is_open: bool = False

    async def live(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 22)
        key = base64.b64encode(os.urandom(16)).decode()
        writer.write(
            f"GET /ws/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Origin: http://127.0.0.1:{self.port}\r\nCookie: {self.cookie}\r\n\r\n".encode()
        )
        while (await reader.readline()).strip():
            pass
        content = {"type": "listenToProjectors", "content": {"projector_ids": [1]}, "id": "one"}
        writer.write(frame(json.dumps(content).encode()))
        while True:
            told = await message(reader)
            self.is_open = True
            if b'"projector"' in told:
                self.take(told, time.time())

    def take(self, told: bytes, now: float) -> None:
        _, marked, rest = told.partition(b"event ")
        if not marked:
            return
        number, _, at = rest.partition(b" end")[0].partition(b" at ")
        self.heard.setdefault(int(number), (now - float(at)) * 1000)


def frame(content: bytes) -> bytes:
    """A masked text frame of a client; content below 126 bytes."""
    mask = os.urandom(4)
    body = bytes(b ^ mask[n % 4] for n, b in enumerate(content))
    return bytes([0x81, 0x80 | len(content)]) + mask + body


async def message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(2)
    size = head[1] & 0x7F
    if size == 126:
        size = int.from_bytes(await reader.readexactly(2), "big")
    elif size == 127:
        size = int.from_bytes(await reader.readexactly(8), "big")
    return await reader.readexactly(size)


async def play(options: argparse.Namespace, port: int, office: Office) -> None:
    screens = [Screen(port, office.cookie) for _ in range(options.watchers)]
    tasks = []
    began = time.monotonic()
    for n, screen in enumerate(screens):
        tasks.append(asyncio.create_task(screen.live()))
        if n % 20 == 19:
            await asyncio.sleep(0.2)
    while not all(s.is_open for s in screens) and time.monotonic() - began < WAIT * 2:
        await asyncio.sleep(0.2)
    opened = sum(s.is_open for s in screens)
    print(f"{opened} of {len(screens)} lines open after {time.monotonic() - began:.1f} s")
    asked = []
    for number in range(1, options.events + 1):
        asked.append(await asyncio.to_thread(office.tell, number))
        await asyncio.sleep(options.pause)
    await asyncio.sleep(10)
    for task in tasks:
        task.cancel()
    report(options, screens, asked)


def report(options: argparse.Namespace, screens: list[Screen], asked: list[float]) -> None:
    delays = sorted(d for s in screens for d in s.heard.values())
    wanted = len(screens) * options.events
    at = {p: delays[min(len(delays) - 1, len(delays) * p // 100)] for p in (50, 95, 99)}
    print(
        f"OpenSlides 3.3: {len(screens)} screens, events heard {len(delays)} of {wanted}; "
        f"delay ms p50 {at[50]:.0f} p95 {at[95]:.0f} p99 {at[99]:.0f} max {delays[-1]:.0f}; "
        f"asking took ms p50 {statistics.median(asked):.0f}"
    )


if __name__ == "__main__":
    main()
