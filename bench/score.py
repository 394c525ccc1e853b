"""Bench (b): one score over a year of a million projects, against a query by hand and pandas.

    python -m bench.score                    # 1,000,000 projects, 12 months, 7 rounds
    python -m bench.score --projects 50000 --rounds 3

The scheme is city_2024 with investment and reports added up over the year: twelve million
rows in one score of three leagues. Every round runs the engines one after the other on the
same Parquet files, in turning order, and all must give the same totals and ranks. The
yardsticks, ``score_by_hand.sql`` and ``score_pandas.py``, are what a careful person would
write for this one scheme, without reasons, figures to drill into or the law of silence.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from bench import score_city, score_pandas
from yipanqi.core.month import Month
from yipanqi.core.scheme import rank
from yipanqi.infra.score import duck

BY_HAND = Path(__file__).with_name("score_by_hand.sql").read_text(encoding="utf-8")
GOALS = {"by hand": 1.5, "pandas": 3.0}

Line = tuple[str, str, int | None, str | None]  # league, unit, rank, total
Lines = list[Line]


def line(league: str, unit: str, place: Any, total: Decimal | None) -> Line:
    return (
        league,
        unit,
        None if total is None else int(place),
        None if total is None else f"{total:.2f}",
    )


def compiled(folders: dict[Month, Path]) -> Lines:
    """The product: every cell with its reason, figures, totals, ranks."""
    scheme, month = score_city.scheme(), max(folders)
    sheet = duck.score(scheme, list(folders.values()), month)
    return sorted(
        line(ranking.league, row.unit_uid, row.rank, row.points)
        for ranking in rank(scheme, sheet)
        for row in ranking.rows
    )


def by_hand(folders: dict[Month, Path]) -> Lines:
    with duck.connect(list(folders.values())) as connection:
        connection.execute("RESET disabled_optimizers")
        rows = connection.execute(BY_HAND, score_city.parameters(max(folders))).fetchall()
    return sorted(line(*row) for row in rows)


def in_pandas(folders: dict[Month, Path]) -> Lines:
    words = score_city.parameters(max(folders))
    return sorted(line(*row) for row in score_pandas.score(list(folders.values()), words))


ENGINES: dict[str, Callable[[dict[Month, Path]], Lines]] = {
    "compiled": compiled,
    "by hand": by_hand,
    "pandas": in_pandas,
}


@dataclass
class Times:
    """Seconds of every round: by the clock, and of the processor over all threads."""

    clock: dict[str, list[float]] = field(default_factory=lambda: {n: [] for n in ENGINES})
    processor: dict[str, list[float]] = field(default_factory=lambda: {n: [] for n in ENGINES})


def measure(folders: dict[Month, Path], rounds: int) -> Times:
    times = Times()
    expected: Lines | None = None
    for number in range(rounds):
        names = list(ENGINES)
        for name in names[number % 3 :] + names[: number % 3]:
            started, used = time.perf_counter(), time.process_time()
            result = ENGINES[name](folders)
            times.clock[name].append(time.perf_counter() - started)
            times.processor[name].append(time.process_time() - used)
            expected = expected or result
            if result != expected:
                differs = next(p for p in zip(result, expected, strict=True) if p[0] != p[1])
                sys.exit(f"{name} gives another result: {differs}")
        shown = "  ".join(f"{n} {t[-1]:.2f} s" for n, t in times.clock.items())
        print(f"round {number + 1}: {shown}", flush=True)
    return times


def summary(values: list[float]) -> str:
    return f"median {statistics.median(values):.2f}, {min(values):.2f} to {max(values):.2f}"


def report(times: Times) -> None:
    for what, seconds in (("clock", times.clock), ("processor", times.processor)):
        print(f"by the {what}:")
        for name, values in seconds.items():
            print(f"  {name:9} seconds: {summary(values)}")
        rounds = list(zip(seconds["compiled"], seconds["by hand"], seconds["pandas"], strict=True))
        hand = [ours / theirs for ours, theirs, _ in rounds]
        pandas = [theirs / ours for ours, _, theirs in rounds]
        print(f"  compiled / by hand: {summary(hand)}  (goal at most {GOALS['by hand']})")
        print(f"  pandas / compiled:  {summary(pandas)}  (goal at least {GOALS['pandas']})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--projects", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="yipanqi-score-"))
    try:
        started = time.perf_counter()
        folders = score_city.build(folder, options.projects, options.months)
        size = sum(f.stat().st_size for f in folder.rglob("*.parquet")) / 1e6
        print(f"{options.projects:,} projects x {options.months} months, {size:.0f} MB of Parquet,"
              f" made in {time.perf_counter() - started:.0f} s")  # fmt: skip
        report(measure(folders, options.rounds))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
