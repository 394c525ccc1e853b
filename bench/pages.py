"""Pages on 20,000 projects: the same number of queries as on 800, and how long readers wait.

    .venv/bin/python -m bench.pages                     builds a large city and measures
    .venv/bin/python -m bench.pages --projects 5000 --readers 20

Fifty readers ask one page after another over loopback. A bare Django view with the same
server, middleware and session is asked in the same run, interleaved with the pages: the
figures to quote are the ratios to it.
"""

import argparse
import http.client
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from itertools import count
from pathlib import Path
from tempfile import mkdtemp

ROOT = Path(__file__).resolve().parents[1]
PORT = 8977
ACCOUNTS = {"office": "bangongshi", "reporter": "diankou.tb", "reviewer": "zhuji.sh"}
BARE = "/bench/bare/"
REGISTER = "/projects/?month=2024-04"


def pages() -> list[tuple[str, str, str]]:
    """(name, account, address)"""
    return [
        ("bare view", "office", BARE),
        ("desk, whole city", "office", "/?month=2024-04"),
        ("register, first page", "office", REGISTER),
        (
            "register, filtered and sorted",
            "office",
            "/projects/?month=2024-04&domain=industry&sort=-done",
        ),
        ("register, page 100", "office", f"{REGISTER}&page=100"),
        ("register, red lights", "office", f"{REGISTER}&view=none&light=red"),
        ("register, initials typed", "office", f"{REGISTER}&view=none&q=gfzj"),
        ("register, by district", "office", f"{REGISTER}&view=none&group=unit"),
        ("register, against March", "office", f"{REGISTER}&view=none&vs=2024-03"),
        ("cards by stage", "office", "/projects/board/?month=2024-04"),
        ("time line", "office", "/projects/timeline/?month=2024-04"),
        ("map", "office", "/map/?month=2024-04"),
        ("map, towns", "office", "/map/?month=2024-04&by=town"),
        ("pipeline health", "office", "/projects/funnel/?month=2024-04"),
        ("slip ledger, nodes", "office", "/projects/slips/?month=2024-04"),
        ("slip ledger, all nodes", "office", "/projects/slips/?month=2024-04&show=all"),
        ("slip ledger, moves", "office", "/projects/slips/?month=2024-04&list=moves"),
        ("typical problems", "office", "/projects/cases/?month=2024-04"),
        ("suspected doubles", "office", "/projects/doubles/?month=2024-04"),
        ("gates", "office", "/gates/"),
        ("preliminary work", "office", "/preliminary/?show=all"),
        ("leads", "reporter", "/leads/"),
        ("programmes", "office", "/programmes/"),
        ("search", "office", "/search/?q=%E5%85%89%E4%BC%8F"),
        ("who has not reported", "office", "/reporting/2024-04/standing/"),
        ("review queue, county", "reviewer", "/reporting/2024-04/review/"),
        ("sheet, town", "reporter", "/reporting/"),
        ("scoreboard", "office", "/publishing/?month=2024-03"),
    ]


def setup(folder: Path) -> None:
    os.environ |= {"YIPANQI_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bench.page_settings"}
    sys.path.insert(0, str(ROOT / "src"))
    import django

    django.setup()


def build(projects: int) -> None:
    from django.core.management import call_command

    from bench.large_city import grow
    from yipanqi import demo

    call_command("migrate", verbosity=0, interactive=False)
    demo.build()
    print(f"grown to {grow(projects)} projects", flush=True)


def query_counts() -> dict[str, int]:
    """Queries of each page, in this process, by the test client."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from yipanqi.apps.ledger.units.models import User

    found = {}
    for name, account, address in pages():
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.get(username=ACCOUNTS[account]), BACKEND)
        client.get(address, follow=True)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = client.get(address, follow=True)
        assert answer.status_code == 200, (name, answer.status_code)
        found[name] = len(seen)
    return found


BACKEND = "django.contrib.auth.backends.ModelBackend"


def sessions() -> dict[str, str]:
    """A session cookie per account, without passing the login page fifty times."""
    from django.test import Client

    from yipanqi.apps.ledger.units.models import User

    cookies = {}
    for account, username in ACCOUNTS.items():
        client = Client()
        client.force_login(User.objects.get(username=username), BACKEND)
        cookies[account] = "; ".join(f"{k}={v.value}" for k, v in client.cookies.items())
    return cookies


def ask(connection: http.client.HTTPConnection, address: str, cookie: str) -> float:
    started = time.perf_counter()
    for _hop in range(4):
        connection.request("GET", address, headers={"Cookie": cookie, "Host": "localhost"})
        answer = connection.getresponse()
        answer.read()
        if answer.status in {301, 302}:
            address = answer.headers["Location"]
            continue
        assert answer.status == 200, (address, answer.status)
        return time.perf_counter() - started
    raise AssertionError(address)


def measure(readers: int, seconds: float) -> dict[str, list[float]]:
    """Fifty readers, each walking all pages again and again from a place of its own."""
    wanted, cookies = pages(), sessions()
    times: dict[str, list[float]] = {name: [] for name, _, _ in wanted}
    end = time.monotonic() + seconds

    def read(start: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        for step in count(start):
            if time.monotonic() > end:
                return
            name, account, address = wanted[step % len(wanted)]
            times[name].append(ask(connection, address, cookies[account]))

    threads = [threading.Thread(target=read, args=(n,)) for n in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times


def served(workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "granian", "--interface", "asginl", "--host", "127.0.0.1"]
    command += ["--port", str(PORT), "--workers", str(workers), "--no-ws", "--log-level", "error"]
    process = subprocess.Popen([*command, "yipanqi.asgi:application"], cwd=ROOT, env=os.environ)
    for _ in range(900):  # a busy machine starts slowly
        try:
            http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return process
    raise SystemExit("the server did not start")


def quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def table(times: dict[str, list[float]], small: dict[str, int], large: dict[str, int]) -> None:
    base = statistics.median(times["bare view"])
    base95 = quantile(times["bare view"], 0.95)
    print(f"{'page':<32}{'queries 800':>12}{'queries large':>14}{'n':>6}{'p50 ms':>9}{'p95 ms':>9}"
          f"{'p50 ÷ bare':>12}{'p95 ÷ bare':>12}")  # fmt: skip
    for name, values in times.items():
        if not values:
            print(f"{name:<32}{small[name]:>12}{large[name]:>14}{0:>6}")
            continue
        middle, high = statistics.median(values), quantile(values, 0.95)
        print(f"{name:<32}{small[name]:>12}{large[name]:>14}{len(values):>6}{middle * 1000:>9.0f}"
              f"{high * 1000:>9.0f}{middle / base:>12.2f}{high / base95:>12.2f}")  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.pages", description=__doc__)
    parser.add_argument("--projects", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    folder = Path(mkdtemp(prefix="yipanqi-pages-"))
    try:
        setup(folder)
        build(0)
        small = query_counts()
        from bench.large_city import grow

        print(f"grown to {grow(chosen.projects)} projects", flush=True)
        large = query_counts()
        process = served(chosen.workers)
        try:
            measure(4, 5)  # warm
            times = measure(chosen.readers, chosen.seconds)
        finally:
            process.terminate()
            process.wait()
        table(times, small, large)
        grown = {n: (small[n], large[n]) for n in small if large[n] > small[n]}
        print("queries grow on no page" if not grown else f"QUERIES GROW: {grown}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
