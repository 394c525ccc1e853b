"""Keeps limited worker processes, hands them one workbook at a time, replaces them.

A worker is replaced after a breach (memory, CPU, wall time, death) and after
``FILES_PER_WORKER`` files. Only Linux enforces the limits, so elsewhere reading is refused.
"""

import atexit
import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, cast

import yipanqi
from yipanqi.core.refusal import Refusal
from yipanqi.infra.workbooks import ceilings

_START = (
    "import sys; sys.path.insert(0, sys.argv[1]);"
    "from yipanqi.infra.workbooks.worker import main; main()"
)
_ROOT = str(Path(yipanqi.__file__).parents[1])


class Breach(Exception):  # noqa: N818
    """The child died, ran out of memory or out of time."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Worker:
    """One child process. Not thread-safe; the pool lends it to one thread at a time."""

    def __init__(self) -> None:
        self.served = 0
        self._child = subprocess.Popen(
            [sys.executable, "-I", "-c", _START, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={
                "LANG": "C.UTF-8",
                "PYTHONUTF8": "1",
                "MALLOC_ARENA_MAX": "1",
            },
            close_fds=True,
        )
        self._source = cast("BinaryIO", self._child.stdout).fileno()
        self._sink = cast("BinaryIO", self._child.stdin).fileno()
        os.set_blocking(self._sink, False)
        os.set_blocking(self._source, False)

    @property
    def pid(self) -> int:
        return self._child.pid

    def ask(
        self, head: dict[str, Any], content: bytes, seconds: float
    ) -> tuple[dict[str, Any], bytes]:
        """One reply; raises ``Breach``."""
        until = time.monotonic() + seconds
        encoded = json.dumps(head).encode()
        self._send(struct.pack(">QQ", len(encoded), len(content)) + encoded + content, until)
        head_length, body_length = struct.unpack(">QQ", self._receive(16, until))
        if head_length + body_length > ceilings.REPLY_BYTES:
            raise Breach("memory")
        reply: dict[str, Any] = json.loads(self._receive(head_length, until))
        body = self._receive(body_length, until)
        self.served += 1
        if "breach" in reply:
            raise Breach(str(reply["breach"]))
        return reply, body

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._child.kill()
        for pipe in (self._child.stdin, self._child.stdout):
            with contextlib.suppress(OSError, AttributeError):
                cast("BinaryIO", pipe).close()
        self._child.wait()

    def _send(self, frame: bytes, until: float) -> None:
        view = memoryview(frame)
        while view:
            _, ready, _ = select.select([], [self._sink], [], _left(until))
            if not ready:
                raise Breach("time")
            try:
                view = view[os.write(self._sink, view[: 1 << 16]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise Breach("death") from None

    def _receive(self, count: int, until: float) -> bytes:
        parts, missing = [], count
        while missing:
            ready, _, _ = select.select([self._source], [], [], _left(until))
            if not ready:
                raise Breach("time")
            try:
                part = os.read(self._source, min(missing, 1 << 20))
            except BlockingIOError:
                continue
            if not part:
                raise Breach("death")
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


def _left(until: float) -> float:
    return max(0.0, until - time.monotonic())


class Pool:
    """Up to ``size`` idle workers kept; busy threads beyond that start their own."""

    def __init__(self, size: int = 2) -> None:
        self._size = size
        self._idle: list[Worker] = []
        self._lock = threading.Lock()
        self._owner = os.getpid()

    def ask(
        self, head: dict[str, Any], content: bytes, seconds: float = ceilings.WALL_SECONDS
    ) -> tuple[dict[str, Any], bytes]:
        """The child's reply, or the refusal it gave, or one for its breach of a limit."""
        if sys.platform != "linux":
            raise Refusal("workbook.platform", name=head.get("name", ""))
        worker = self._take()
        try:
            reply, body = worker.ask(head, content, seconds)
        except Breach as breach:
            worker.close()
            raise _refusal(breach, str(head.get("name", ""))) from None
        except BaseException:
            worker.close()
            raise
        self._give_back(worker)
        if "refusal" in reply:
            raise Refusal(reply["refusal"], **{"name": head.get("name", ""), **reply["params"]})
        return reply, body

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.close()

    def _take(self) -> Worker:
        with self._lock:
            if self._owner != os.getpid():  # after a fork the pipes belong to the parent
                self._owner, self._idle = os.getpid(), []
            if self._idle:
                return self._idle.pop()
        return Worker()

    def _give_back(self, worker: Worker) -> None:
        with self._lock:
            keep = worker.served < ceilings.FILES_PER_WORKER and len(self._idle) < self._size
            if keep:
                self._idle.append(worker)
        if not keep:
            worker.close()


def _refusal(breach: Breach, name: str) -> Refusal:
    if breach.reason == "time":
        return Refusal("workbook.too_slow", name=name)
    return Refusal("workbook.too_demanding", name=name)


POOL = Pool()
atexit.register(POOL.close)
