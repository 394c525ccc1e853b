"""See the package's docstring."""

import argparse
import random
import re
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import mkdtemp

from bench.kills.places import ROOT, Place

BEFORE = {"freeze": None, "publish": "prepare_publish", "import": "prepare_import"}
VERB = {"freeze": "freeze", "publish": "publish", "import": "apply_import"}
SOURCES = {
    "freeze": "src/yipanqi/apps/month/snapshots",
    "publish": "src/yipanqi/apps/results/publishing",
    "import": "src/yipanqi/apps/month/imports",
}


@dataclass
class Tally:
    inside: int = 0
    before: int = 0
    after: int = 0
    ends: dict[str, int] = field(default_factory=dict)


def failpoints(what: str) -> list[str]:
    """Names of the failpoints that stand in the code of a verb."""
    found = set()
    for path in (ROOT / SOURCES[what]).rglob("*.py"):
        found |= set(re.findall(r'failpoint\(f?"([^"]+)"\)', path.read_text()))
    names = set()
    for name in found:
        if "{name}" in name:
            from yipanqi.core.facts.v1 import TABLES

            names |= {name.replace("{name}", t) for t in TABLES}
        else:
            names.add(name)
    return sorted(names)


def kill_once(place: Place, what: str, delay: float) -> str:
    """Kill the verb ``delay`` seconds after it began; says where the signal landed."""
    process = place.start(VERB[what])
    line = process.stdout.readline().strip() if process.stdout else ""
    if line != "BEGIN":
        raise SystemExit(f"the victim said {line!r} instead of BEGIN")
    time.sleep(delay)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read() if process.stdout else ""
    process.wait()
    return "after" if "END" in rest else "inside"


def duration(place: Place, what: str) -> float:
    """Seconds from BEGIN to END on this machine, undisturbed."""
    process = place.start(VERB[what])
    assert process.stdout
    process.stdout.readline()
    started = time.monotonic()
    process.stdout.readline()
    process.wait()
    return time.monotonic() - started


def finish(place: Place, what: str) -> str:
    """After a crash the verb must still be possible, exactly once."""
    state = place.run("check").strip()
    undone = {"freeze": "frozen=0", "publish": "final=0", "import": "applied=0"}[what]
    if what == "import":
        state += " " + place.run("check_import").strip()
    if undone in state:
        place.run(VERB[what])
        place.run("check")
        if what == "import":
            place.run("check_import")
    return state


def rounds(base: Place, what: str, times: int, seed: int) -> Tally:
    tally = Tally()
    chance = random.Random(f"{seed} {what}")
    trial = Place(base.folder.parent / f"{what}-round", base.server)
    base.copy_to(trial)
    length = duration(trial, what)
    for number in range(times):
        base.copy_to(trial)
        delay = chance.uniform(0, length)
        where = kill_once(trial, what, delay)
        if where == "after":  # the machine is quicker now than when the verb was timed
            length = delay
        setattr(tally, where, getattr(tally, where) + 1)
        state = finish(trial, what)
        tally.ends[state] = tally.ends.get(state, 0) + 1
        print(f"  {what} {number + 1}/{times}: killed {where}, then {state}", flush=True)
    trial.remove()
    return tally


def at_failpoints(base: Place, what: str) -> int:
    trial = Place(base.folder.parent / f"{what}-point", base.server)
    names = failpoints(what)
    for name in names:
        base.copy_to(trial)
        process = trial.start(VERB[what], failpoint=name)
        process.wait()
        died = process.returncode == -signal.SIGKILL
        state = finish(trial, what)
        print(f"  {what} at {name}: {'died there' if died else 'not reached'}, then {state}")
    trial.remove()
    return len(names)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.kills", description=__doc__)
    parser.add_argument("--what", default="import,freeze,publish")
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="")
    parser.add_argument("--failpoints", action="store_true")
    chosen = parser.parse_args()
    home = Path(mkdtemp(prefix="yipanqi-kills-"))
    city = Place(home / "city", chosen.database)
    city.create()
    print("building the city …", flush=True)
    city.run("build")
    for what in chosen.what.split(","):
        base = Place(home / f"{what}-base", chosen.database)
        city.copy_to(base)
        if BEFORE[what]:
            base.run(BEFORE[what])
        if chosen.failpoints:
            print(f"{what}: {at_failpoints(base, what)} failpoints, nothing half done")
        else:
            tally = rounds(base, what, chosen.times, chosen.seed)
            print(
                f"{what}: {chosen.times} kills, {tally.inside} inside the verb, "
                f"{tally.after} after its end; nothing half done, nothing lost; {tally.ends}"
            )
        base.remove()
    city.remove()
    home.rmdir()


if __name__ == "__main__":
    sys.exit(main())
