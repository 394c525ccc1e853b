"""Prepare the data folder, start web server and worker, say where the city is to be found."""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from yipanqi.serve.options import Options, parse, port_fault
from yipanqi.serve.supervisor import Child, Supervisor, accepts


def main(arguments: Sequence[str], program: str = "./run") -> int:
    options = parse(arguments, program)
    if fault := port_fault(options.host, options.port):
        print(fault, file=sys.stderr)  # noqa: T201
        return 1
    signal.signal(signal.SIGTERM, _leave)
    options.apply(os.environ)
    if settings_are_read():  # by the command line, before the options were known
        os.execv(sys.executable, [sys.executable, "-m", "yipanqi.serve", *arguments])  # noqa: S606
    try:
        prepare(options)
    except KeyboardInterrupt:
        say("已停止。 Stopped.")
        return 130
    return serve(options)


def settings_are_read() -> bool:
    from django.conf import settings

    return settings.configured


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    """Asked to stop while preparing: roll back what is under way and go."""
    raise KeyboardInterrupt


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


@contextmanager
def step(text: str) -> Iterator[None]:
    started = time.monotonic()
    print(f"· {text} …", end="", flush=True)  # noqa: T201
    yield
    say(f" {time.monotonic() - started:.1f} s")


def prepare(options: Options) -> None:
    """Bring the database to this version; build the demonstration city where there is none."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.YIPANQI_DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
    with step("核对数据库结构 database"):
        call_command("migrate", verbosity=0, interactive=False)
    recover()
    if options.public:
        with step("收集静态文件 static files"):
            call_command("collectstatic", verbosity=0, interactive=False)
    if options.demo:
        from yipanqi.serve.demonstration import build_where_none

        build_where_none()


def recover() -> None:
    """A freeze that a crash cut off is taken back before anybody works on its month.

    On PostgreSQL another server may be freezing right now: there only a stale one is taken back.
    """
    from django.db import connection

    from yipanqi.apps.month.snapshots.actions import recover_freezes

    found = recover_freezes(at_start=connection.vendor == "sqlite")
    for month in found.reopened:
        say(f"  {month} 的封账曾中断，已恢复为审核中，请重新封账。 A cut-off freeze was undone.")


def serve(options: Options) -> int:
    web = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", options.host]
    web += ["--port", str(options.port), "--workers", str(options.processes), "--no-ws"]
    web += ["--log-level", "warning", "--workers-kill-timeout", "5", "yipanqi.asgi:application"]
    children = [
        Child("网站", web),
        Child("后台作业", [sys.executable, "-m", "yipanqi.serve.worker"]),
    ]

    def ready() -> bool:
        return accepts(options.host, options.port)

    def announce() -> None:
        say(f"\n  一盘棋已启动 Yipanqi is at  {options.address}\n")
        if options.demo:
            from yipanqi.serve.demonstration import show_accounts

            show_accounts()
        say("  按 Ctrl-C 停止。 Ctrl-C stops it.")

    return Supervisor(children, say).run(ready, announce)
