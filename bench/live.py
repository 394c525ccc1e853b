"""The live room under its real load: venue screens and watchers on loopback, delays, cuts.

    python -m bench.live [--venues 200] [--watchers 1500] [--events 60] [--processes 2]

A small town's meeting is opened on a database of its own; the product's own server runs beside
on as many processes as asked for; every line is a real socket. The clients share the cores with
the server, so the delays include their own reading. Every tenth event some lines are cut and
come back with ``Last-Event-ID``. Printed: the delay from the event's own instant (inside the
verb, before its commit) to the client, and whether anybody missed one.
"""

import argparse
import asyncio
import os
import random
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
SECRET = "bench-only-key-bench-only-key-0123456789abcdefghij"  # noqa: S105


def main() -> None:
    options = parsed()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 16_384)), hard))
    with tempfile.TemporaryDirectory() as folder:
        prepare(Path(folder))
        room, keys = opened()
        run(options, Path(folder), room, keys)


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--venues", type=int, default=200)
    parser.add_argument("--watchers", type=int, default=1_500)
    parser.add_argument("--events", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--pause", type=float, default=1.0, help="seconds between two events")
    parser.add_argument("--seed", type=int, default=6)
    return parser.parse_args()


def prepare(folder: Path) -> None:
    """A database with the small town; the same settings and key as the server beside."""
    (folder / "secret_key").write_text(SECRET + "\n")
    (folder / "secret_key").chmod(0o600)
    os.environ["YIPANQI_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "yipanqi.settings.local"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False, skip_checks=True)


def opened() -> tuple[object, dict[str, str]]:
    """An open meeting, and the cookies of two people who may watch it."""
    from django.conf import settings
    from django.test import Client

    from city import make_city
    from yipanqi.apps.meeting.meetings import actions
    from yipanqi.core.month import Month

    town = make_city()
    office = town.viewer("office")
    from datetime import time as at

    series = actions.open_series(viewer=office, rhythm=actions.Rhythm("例会", 6, at(9)))
    call = actions.Call(month=Month(2024, 4))
    meeting = actions.plan_meeting(viewer=office, series=series, call=call)
    actions.draft_agenda(viewer=office, uid=meeting.uid)
    actions.call_meeting(viewer=office, uid=meeting.uid)
    room = actions.open_room(viewer=office, uid=meeting.uid)
    keys = {}
    for name in ("east_reviewer", "west_reviewer"):
        client = Client()
        client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        keys[name] = f"{settings.SESSION_COOKIE_NAME}={value}"
    return room, keys


def run(options: argparse.Namespace, folder: Path, room: object, keys: dict[str, str]) -> None:
    from meetings.live_clients import server

    database = f"sqlite:///{folder / 'yipanqi.sqlite3'}"
    with server(folder, database, SECRET, options.processes) as port:
        asyncio.run(play(options, port, room, keys))


async def play(options: argparse.Namespace, port: int, room: object, keys: dict[str, str]) -> None:
    from django.urls import reverse

    from meetings.live_clients import Watcher

    address = reverse("meetings:stream", args=[room.uid])  # type: ignore[attr-defined]
    first = room.live_sequence  # type: ignore[attr-defined]
    venues = [Watcher(port, address, keys["east_reviewer"], first) for _ in range(options.venues)]
    others = [Watcher(port, address, keys["west_reviewer"], first) for _ in range(options.watchers)]
    every = [*venues, *others]
    began = time.monotonic()
    for n, one in enumerate(every):
        one.start()
        if n % 50 == 49:
            await asyncio.sleep(0.05)
    while any(one.status != 200 for one in every) and time.monotonic() - began < 120:
        await asyncio.sleep(0.2)
    joined = time.monotonic() - began
    print(f"{len(every)} lines open after {joined:.1f} s ({len(every) / joined:.0f}/s)")
    await tell(options, room, every)
    report(options, first, venues, others)
    for one in every:
        await one.stop()


async def tell(options: argparse.Namespace, room: object, every: list) -> None:
    from yipanqi.apps.ledger.units.models import User
    from yipanqi.apps.ledger.units.queries import viewer_for
    from yipanqi.apps.meeting.meetings import actions

    office = await asyncio.to_thread(lambda: viewer_for(User.objects.get(username="office")))
    chance = random.Random(options.seed)
    line = "第{}句：各区、县（市）要对照清单倒排工期，确保二季度应开工项目全部开工。" * 3
    for n in range(options.events):
        wish = actions.Wish("text", text=line.format(n, n, n))
        await asyncio.to_thread(actions.show, viewer=office, uid=room.uid, wish=wish)  # type: ignore[attr-defined]
        if n % 10 == 5:
            await asyncio.sleep(options.pause * chance.random())
            for one in chance.sample(every, max(1, len(every) // 20)):
                one.cut()
        await asyncio.sleep(options.pause)
    await asyncio.sleep(4)


def report(options: argparse.Namespace, first: int, venues: list, others: list) -> None:
    wanted = list(range(first + 1, first + options.events + 1))
    for name, group in (("venue screens", venues), ("watchers", others)):
        if not group:
            continue
        delays = sorted(d for one in group for d in one.delays)
        bad = sum(one.heard != wanted for one in group)
        at = {p: delays[min(len(delays) - 1, len(delays) * p // 100)] for p in (50, 95, 99)}
        print(
            f"{name}: {len(group)}, events heard {len(delays)} of {len(group) * len(wanted)}, "
            f"with a hole or out of order {bad}, cut {sum(one.cuts for one in group)} times; "
            f"delay ms p50 {at[50]:.0f} p95 {at[95]:.0f} p99 {at[99]:.0f} max {delays[-1]:.0f}, "
            f"mean {statistics.fmean(delays):.0f}"
        )


if __name__ == "__main__":
    main()
