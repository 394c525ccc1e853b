"""Watchers on a real server over real sockets: what each heard, and when.

Standard library only; the bench uses the same clients.
"""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from yipanqi.infra import clock

EVENT = re.compile(rb'data: \{"sequence":(\d+),"kind":"\w+","at":(\d+)')


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def server(folder: Path, database: str, secret: str, processes: int = 1) -> Iterator[int]:
    """The product's own server on a database that exists; gives its port."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "secret_key").write_text(secret + "\n", encoding="ascii")
    (folder / "secret_key").chmod(0o600)
    port = free_port()
    environment = os.environ | {
        "YIPANQI_DATA": str(folder),
        "YIPANQI_DATABASE": database,
        "DJANGO_SETTINGS_MODULE": "yipanqi.settings.local",
    }
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", str(processes), "--no-ws"]
    command += ["--backlog", "4096", "--log-level", "warning", "yipanqi.asgi:application"]
    running = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        running.terminate()
        try:
            running.wait(10)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as one:
                one.sendall(b"GET /login/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                if one.recv(12):
                    return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("the server did not start")


@dataclass
class Watcher:
    """One screen. ``cut`` closes its line; it comes back with ``Last-Event-ID`` like a browser."""

    port: int
    address: str
    cookie: str
    first: int = 0
    sequence: int = 0
    heard: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)  # ms from the event to here
    status: int = 0
    cuts: int = 0
    ended: str = ""
    _writer: asyncio.StreamWriter | None = None
    _task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self.sequence = self.first
        self._task = asyncio.create_task(self._live())

    def cut(self) -> None:
        """The line breaks in the middle of whatever is on its way."""
        if self._writer is not None:
            self.cuts += 1
            self._writer.transport.abort()

    async def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        if self._writer is not None:
            self._writer.transport.abort()

    async def _live(self) -> None:
        while not self.ended:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._line()
            if self.status not in {0, 200}:
                self.ended = str(self.status)
            await asyncio.sleep(0.05)

    async def _line(self) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        ask = f"GET {self.address}?after={self.first} HTTP/1.1\r\nHost: localhost\r\n"
        if self.sequence > self.first:
            ask += f"Last-Event-ID: {self.sequence}\r\n"
        self._writer.write(f"{ask}Cookie: {self.cookie}\r\n\r\n".encode())
        head = await reader.readline()
        if not head:
            return  # cut before the answer began
        self.status = int(head.split()[1])
        while (await reader.readline()).strip():
            pass
        while self.status == 200:
            size = int((await reader.readline()) or b"0", 16)
            if size == 0:
                return
            self._hear(await reader.readexactly(size + 2))

    def _hear(self, chunk: bytes) -> None:
        now = clock.now().timestamp() * 1000
        for line in chunk.split(b"\n"):
            if line.startswith(b"event: cut"):
                self.ended = "cut"
            if heard := EVENT.match(line):  # 1,700 of them share the machine with the server
                self.sequence = int(heard[1])
                self.heard.append(self.sequence)
                self.delays.append(now - int(heard[2]))
