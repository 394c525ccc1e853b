"""A year of the clock over 5,000 commitments, every reminder, slip and climb foretold.

    .venv/bin/python -m bench.commitments [--count 5000] [--seed 2024]

The product's verbs and daily sweep run on a throw-away database; the reference in
``tests/year_of_promises.py`` works the same script out on its own. Exit 1 on any difference.
"""

import argparse
import os
import sys
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]
FIRST, LAST = date(2024, 1, 1), date(2024, 12, 31)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=2024)
    asked = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "yipanqi.settings.test"
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        return run(asked.count, asked.seed)
    finally:
        teardown_databases(databases, verbosity=0)


def run(count: int, seed: int) -> int:
    from city import make_city
    from year_of_promises import expected, play, write_scripts
    from yipanqi.infra.models import AuditEntry

    town = make_city()
    rungs = {"town": 2, "west_town": 2, "east": 1, "west": 1, "south": 1, "ndrc": 1, "health": 1}
    units = [(town.unit[key].pk, depth) for key, depth in rungs.items()]
    scripts = write_scripts(count, FIRST, LAST, units, seed)
    wanted = expected(scripts, FIRST, LAST)
    began = time.monotonic()
    found = play(scripts, FIRST, LAST, told=lambda text: print(text, flush=True))
    took = time.monotonic() - began
    differences = found.differences(wanted)
    print(
        f"{count} commitments, {(LAST - FIRST).days + 1} days: {len(found.reminders)} reminders, "
        f"{len(found.slips)} slips, {len(found.climbs)} climbs, {len(found.late)} late; "
        f"{AuditEntry.objects.count()} audit rows; {took:.0f} s"
    )
    for kind, (only_found, only_wanted) in differences.items():
        print(f"{kind}: {len(only_found)} not foretold, {len(only_wanted)} missing")
        print("  not foretold:", only_found[:5])
        print("  missing:", only_wanted[:5])
    print("agrees with the reference" if not differences else "DIFFERS from the reference")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
