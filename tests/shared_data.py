"""Where published data kept beside the project is, if it is there at all."""

import csv
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("YIPANQI_SHARED_DATA") or ROOT.parent / "shared" / "data")

needs_shared = [
    pytest.mark.shared,
    pytest.mark.skipif(
        not (SHARED / "tables").is_dir(),
        reason="published tables are not beside the project (set YIPANQI_SHARED_DATA)",
    ),
]


def table(name: str) -> list[dict[str, str]]:
    """Rows of a published table; lines starting with # are its notes."""
    with (SHARED / "tables" / name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
