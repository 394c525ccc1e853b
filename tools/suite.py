"""What ``./test`` does: the cheap checks first, the tests last, one verdict at the end."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("src", "tests", "tools", "bench", "run", "test", "yipanqi")
NOTHING_CHOSEN = 5  # pytest's code where no test was selected
POSTGRES = "YIPANQI_TEST_POSTGRES"
EPILOG = """\
Browser tests need Chromium (YIPANQI_CHROMIUM names it, or it is on PATH). Tests on PostgreSQL
need YIPANQI_TEST_POSTGRES=postgresql://user@host/name of a server where databases may be made.
Whatever is missing is left out and said.
"""


@dataclass(frozen=True, slots=True)
class Options:
    fast: bool
    workers: str
    pytest: tuple[str, ...]


def parse(arguments: Sequence[str]) -> Options:
    parser = argparse.ArgumentParser(
        prog="./test",
        description="Every check of the project. 全部检查。",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--fast", action="store_true", help="no types, no browser, no PostgreSQL")
    parser.add_argument("-n", "--workers", default=str(os.cpu_count() or 1), help="(%(default)s)")
    given, rest = parser.parse_known_args(arguments)
    return Options(given.fast, given.workers, tuple(rest))


def run(python: Path, options: Options) -> int:
    started = time.monotonic()
    faults = [name for name, command in checks(python, options) if not passes(name, command)]
    if faults:
        print(f"failed before the tests: {', '.join(faults)}", flush=True)
    codes = [tests(python, options)]
    if (server := os.environ.get(POSTGRES)) and not options.fast:
        codes.append(tests_on_postgres(python, options, server))
    if faults or any(codes):
        print(f"./test failed after {time.monotonic() - started:.0f} s", flush=True)
        return 1
    return 0


def checks(python: Path, options: Options) -> list[tuple[str, list[str]]]:
    """In the order of their cost; the house rules themselves are tests (tests/house)."""
    program = str(python)
    sources = [name for name in SOURCES if (ROOT / name).exists()]
    found = [
        ("ruff check", [program, "-m", "ruff", "check", *sources]),
        ("ruff format", [program, "-m", "ruff", "format", "--check", *sources]),
        ("import contracts", [program, "-c", LINT_IMPORTS]),
        ("migrations", [program, "-m", "django", "makemigrations", "--check", "--dry-run"]),
        ("types", [program, "-m", "mypy", "src/yipanqi"]),
    ]
    return found[:-1] if options.fast else found


# A file's tests run in one process: what it builds (a whole city) is built once.
BY_FILE = ("--dist", "loadfile", "--no-loadscope-reorder")
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def passes(name: str, command: Sequence[str]) -> bool:
    """Quiet when all is well, complete when it is not."""
    started = time.monotonic()
    print(f"· {name} …", end="", flush=True)
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=environment(), capture_output=True, text=True
    )
    verdict = "ok" if done.returncode == 0 else "FAILED"
    print(f" {verdict} {time.monotonic() - started:.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != POSTGRES}
    return {**kept, "DJANGO_SETTINGS_MODULE": "yipanqi.settings.test", **more}


def tests(python: Path, options: Options) -> int:
    """On SQLite; the tests that only PostgreSQL can show are run by the other call."""
    chosen = "not postgres and not browser" if options.fast else "not postgres"
    if not options.fast and POSTGRES not in os.environ:
        print(f"PostgreSQL tests left out: {POSTGRES} names no server", flush=True)
    return pytest(python, options, ["-m", chosen, *options.pytest], environment())


def tests_on_postgres(python: Path, options: Options, server: str) -> int:
    """Verbs, scope, freeze and concurrency again where they will be served."""
    print("· the ledger's tests again, on PostgreSQL", flush=True)
    chosen = ["-m", "postgres or ledger", *options.pytest]
    code = pytest(python, options, chosen, environment(**{POSTGRES: server}))
    return 0 if code == NOTHING_CHOSEN and options.pytest else code


def pytest(
    python: Path, options: Options, arguments: Sequence[str], environ: dict[str, str]
) -> int:
    command = [str(python), "-m", "pytest", "-n", options.workers, *BY_FILE, *arguments]
    return subprocess.run(command, check=False, cwd=ROOT, env=environ).returncode


if __name__ == "__main__":
    sys.exit(run(Path(sys.executable), parse(sys.argv[1:])))
