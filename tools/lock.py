"""Write the lock files from pyproject.toml: pinned, hashed, for every platform, without addresses.

``base.lock`` is what a city runs on, ``dev.lock`` adds what the tests need, ``assets.lock`` is
the throw-away environment that fetches the charts' script, ``outlines.lock`` the one package that
the map's outlines come in, alone. Raise a version with
``tools/lock.py --upgrade``, or one package with ``--upgrade-package NAME``.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = Path("requirements")
COMPILE = (
    *("uv", "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-header", "--no-annotate", "--no-emit-index-url", "--system-certs", "--quiet"),
)
LOCKS: dict[str, tuple[str, ...]] = {
    "base.lock": ("pyproject.toml", "--group", "install"),
    "dev.lock": (
        *("pyproject.toml", "--group", "install", "--group", "dev"),
        *("--constraints", str(FOLDER / "base.lock")),
    ),
    "assets.lock": ("--group", "assets"),
    "outlines.lock": ("--group", "outlines", "--no-deps"),
}


def main(extra: list[str]) -> None:
    for name, sources in LOCKS.items():
        target = FOLDER / name
        subprocess.run(
            [sys.executable, "-m", *COMPILE, *sources, *extra, "--output-file", str(target)],
            check=True,
            cwd=ROOT,
        )
        pins = sum("==" in line for line in (ROOT / target).read_text().splitlines())
        print(f"{target}: {pins} packages")


if __name__ == "__main__":
    main(sys.argv[1:])
