"""Keep the processes of one installation together: all run, or none does."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

GRACE = 10.0  # seconds a process may take to finish its requests
TICK = 0.1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """One process, in a group of its own, so that it and all it starts can be ended."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509  # the supervisor has one thread
        )

    def ended(self) -> int | None:
        return self.process.poll() if self.process else None

    def signal(self, number: signal.Signals) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)


def _die_with_parent() -> None:
    """Where the kernel offers it, a child does not outlive a killed supervisor."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGTERM)


@dataclass(slots=True)
class Supervisor:
    """``run`` returns 0 after a stop that was asked for, 1 when a process ended by itself."""

    children: Sequence[Child]
    say: Callable[[str], None]
    asked: bool = False

    def run(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
        for number in STOP_SIGNALS:
            signal.signal(number, self._ask)
        try:
            for child in self.children:
                child.start()
            return self._watch(is_ready, on_ready)
        finally:
            self._stop()

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def _watch(self, is_ready: Callable[[], bool], on_ready: Callable[[], None]) -> int:
        announced = False
        while not self.asked:
            for child in self.children:
                if (code := child.ended()) is not None:
                    self.say(
                        f"{child.name}意外退出（返回码 {code}），其余进程一并停止。"
                        f" A process ended by itself (code {code}); stopping the others."
                    )
                    return 1
            if not announced and is_ready():
                announced = True
                on_ready()
            time.sleep(TICK)
        self.say("正在停止 …… Stopping.")
        return 0

    def _stop(self) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        until = time.monotonic() + GRACE
        while time.monotonic() < until and any(c.ended() is None for c in self.children):
            time.sleep(TICK)
        for child in self.children:
            child.signal(signal.SIGKILL)  # the group: also what a child left behind
            if child.process:
                child.process.wait()


def accepts(host: str, port: int) -> bool:
    """Whether something answers there."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    try:
        with socket.create_connection((target, port), timeout=1):
            return True
    except OSError:
        return False
