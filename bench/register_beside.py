"""The register beside Tryton's list of the same projects: one run, one machine, taken in turns.

    .venv/bin/python -m bench.register_beside
    .venv/bin/python -m bench.register_beside --projects 2000 --readers 4 --rounds 7

Tryton (trytond, trytond_project) is installed into an environment that is thrown away; it is no
dependency. Where it can't be installed the run says so and ends. Both keep the same names in
SQLite, both serve over loopback with one process, both are asked for the first fifty rows in an
order, a later fifty, and the rows whose name holds a word, with how many there are in all.

What is compared is not the same work: the register answers with a whole page — fifty rows with
plan, report, light and its reason, sums over all that fit — Tryton with the JSON of ten
plain columns, which its client has yet to draw. So the ratio flatters Tryton.
"""

import argparse
import base64
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from bench import pages

PORT = 8978
PASSWORD = "Yard-stick-2024"  # noqa: S105  (of a database that lives for one run)
FIELDS = ["name", "type", "company", "status", "party", "timesheet_available", "effort_duration",
          "total_progress", "total_effort", "rec_name"]  # fmt: skip
WORD = "光伏"
OURS = {
    "first fifty": "/projects/?view=none&month=2024-04&sort=name",
    "a later fifty": "/projects/?view=none&month=2024-04&sort=name&page={page}",
    "name holds a word": f"/projects/?view=none&month=2024-04&sort=name&q={WORD}",
}
DOMAIN = ["type", "=", "project"]
THEIRS = {
    "first fifty": ([DOMAIN], 0),
    "a later fifty": ([DOMAIN], 50),  # times the number of the page before
    "name holds a word": ([DOMAIN, ["name", "ilike", f"%{WORD}%"]], 0),
}


class NotThere(RuntimeError):  # noqa: N818
    """Tryton can't be had here."""


class Yard:
    """Tryton in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.bin = folder, folder / "env" / "bin"
        self.config = folder / "trytond.conf"

    def install(self) -> str:
        venv.create(self.folder / "env", with_pip=True)
        asked = [self.bin / "python", "-m", "pip", "install", "-q", "trytond", "trytond_project"]
        if subprocess.run(asked, check=False).returncode:
            raise NotThere("pip could not install trytond and trytond_project")
        shown = subprocess.run(
            [self.bin / "python", "-c", "import trytond; print(trytond.__version__)"],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return shown.stdout.strip()

    def fill(self, names: list[str]) -> None:
        self.config.write_text(
            f"[database]\nuri = sqlite://\npath = {self.folder}\n"
            f"[web]\nlisten = 127.0.0.1:{PORT}\n[session]\nauthentications = password\n"
        )
        (self.folder / "pass").write_text(PASSWORD)
        (self.folder / "yard.sqlite").touch()
        admin = [self.bin / "trytond-admin", "-c", self.config, "-d", "yard", "-u", "project"]
        admin += ["--activate-dependencies", "--email", "root@localhost"]
        environment = os.environ | {"TRYTONPASSFILE": str(self.folder / "pass")}
        subprocess.run(admin, check=True, env=environment)
        file = self.folder / "names.json"
        file.write_text(json.dumps(names))
        script = Path(__file__).with_name("tryton_yard.py")
        subprocess.run([self.bin / "python", script, self.config, "yard", file], check=True)

    def serve(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [self.bin / "trytond", "-c", self.config, "-d", "yard"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(PORT)
        return process


def wait_for(port: int) -> None:
    for _ in range(900):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"nothing answers at {port}")


class TrytonReader:
    """One client: logged in, asks as the desktop client's list does."""

    def __init__(self, page: int) -> None:
        self.page = page
        self.connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        self.headers = {"Content-Type": "application/json"}
        found = self.call("common.db.login", ["admin", {"password": PASSWORD}])
        token = base64.b64encode(f"admin:{found[0]}:{found[1]}".encode()).decode()
        self.headers["Authorization"] = f"Session {token}"
        self.context = self.call("model.res.user.get_preferences", [True, {}])

    def call(self, method: str, parameters: list[object]) -> object:
        body = json.dumps({"id": 1, "method": method, "params": parameters})
        self.connection.request("POST", "/yard/rpc/", body, self.headers)
        answer = self.connection.getresponse()
        read = json.loads(answer.read())
        assert answer.status == 200, (method, answer.status, read)
        assert not (isinstance(read, dict) and read.get("error")), read
        return read["result"] if isinstance(read, dict) and "result" in read else read

    def ask(self, what: str) -> float:
        domain, offset = THEIRS[what]
        started = time.perf_counter()
        rows = self.call(
            "model.project.work.search_read",
            [domain, offset * (self.page - 1), 50, [["name", "ASC"]], FIELDS, self.context],
        )
        count = self.call("model.project.work.search_count", [domain, 0, None, self.context])
        took = time.perf_counter() - started
        assert rows
        assert count
        return took


class OwnReader:
    def __init__(self, cookie: str, page: int) -> None:
        self.page = page
        self.connection = http.client.HTTPConnection("127.0.0.1", pages.PORT, timeout=120)
        self.cookie = cookie

    def ask(self, what: str) -> float:
        from urllib.parse import quote

        address = quote(OURS[what].format(page=self.page), safe="/?&=")
        return pages.ask(self.connection, address, self.cookie)


def measured(make: Callable[[], Any], readers: int, each: int) -> dict[str, list[float]]:
    """Every reader asks the three questions in turn, ``each`` times."""
    times: dict[str, list[float]] = {what: [] for what in OURS}

    def read(start: int) -> None:
        reader = make()
        wanted = list(OURS)
        for step in range(each * len(wanted)):
            what = wanted[(start + step) % len(wanted)]
            times[what].append(reader.ask(what))

    with ThreadPoolExecutor(readers) as pool:
        for done in [pool.submit(read, number) for number in range(readers)]:
            done.result()  # a reader that fails ends the run
    return times


def names_of_register() -> list[str]:
    from yipanqi.apps.ledger.projects.models import Project

    rows = Project.objects.unscoped("a bench copies all names").exclude(current=None)
    return list(rows.values_list("current__name", flat=True))


def told(rounds: list[tuple[dict[str, list[float]], dict[str, list[float]]]]) -> None:
    print(f"{'list':<22}{'register p50':>14}{'p95 ms':>9}{'Tryton p50':>14}{'p95 ms':>9}"
          f"{'p95 ratio, median of rounds (range)':>40}")  # fmt: skip
    for what in OURS:
        ours = [value for own, _ in rounds for value in own[what]]
        theirs = [value for _, other in rounds for value in other[what]]
        ratios = [
            pages.quantile(own[what], 0.95) / pages.quantile(other[what], 0.95)
            for own, other in rounds
        ]
        figures = [f(v) * 1000 for v in (ours, theirs) for f in (statistics.median, p95)]
        print(f"{what:<22}{figures[0]:>14.0f}{figures[1]:>9.0f}{figures[2]:>14.0f}"
              f"{figures[3]:>9.0f}{statistics.median(ratios):>26.2f} "
              f"({min(ratios):.2f}–{max(ratios):.2f})")  # fmt: skip


def p95(values: list[float]) -> float:
    return pages.quantile(values, 0.95)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.register_beside", description=__doc__)
    parser.add_argument("--projects", type=int, default=20_000)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--each", type=int, default=10, help="questions of each kind a reader")
    chosen = parser.parse_args()
    folder = Path(mkdtemp(prefix="yipanqi-beside-"))
    processes: list[subprocess.Popen[bytes]] = []
    try:
        yard = Yard(folder)
        try:
            print(f"trytond {yard.install()}", flush=True)
        except NotThere as fault:
            raise SystemExit(f"no comparison: {fault}") from None
        pages.setup(folder / "own")
        pages.build(chosen.projects)
        names = names_of_register()
        yard.fill(names)
        print(f"{len(names)} projects in both", flush=True)
        page = max(2, min(100, len(names) // 100))  # the hundredth, or the middle of fewer
        cookie = pages.sessions()["office"]
        processes += [pages.served(1), yard.serve()]
        measured(lambda: OwnReader(cookie, page), 1, 2)  # warm
        measured(lambda: TrytonReader(page), 1, 2)
        rounds = [
            (
                measured(lambda: OwnReader(cookie, page), chosen.readers, chosen.each),
                measured(lambda: TrytonReader(page), chosen.readers, chosen.each),
            )
            for _ in range(chosen.rounds)
        ]
        told(rounds)
    finally:
        for process in processes:
            process.terminate()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.path.insert(0, str(pages.ROOT))
    main()
