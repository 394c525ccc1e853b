"""Read lists of region codes from a folder of tables: Source, Revision, Code, Name."""

import csv
import re
from datetime import date
from pathlib import Path

from yipanqi.core.refusal import Refusal
from yipanqi.core.units.regions import Revision, Succession

_STAMP = re.compile(r"(\d{6})\.tsv$")


def revisions_in(folder: Path) -> dict[str, Revision]:
    """Lists keyed ``YYYYMM`` by the file's name. Raises ``region.no_tables``."""
    found: dict[str, Revision] = {}
    for path in sorted(folder.glob("*.tsv")):
        stamp = _STAMP.search(path.name)
        if stamp:
            with path.open(encoding="utf-8", newline="") as stream:
                rows = csv.DictReader(stream, delimiter="\t")
                found[stamp[1]] = [(row["Code"], row["Name"]) for row in rows]
    if not found:
        raise Refusal("region.no_tables", folder=str(folder))
    return found


def shaoxing_successions() -> list[Succession]:
    """Renumberings that two lists alone don't tell: 绍兴县 330621 became 柯桥区 330603
    (国函〔2013〕112号, October 2013).
    """
    return [Succession("330621", "330603", date(2013, 10, 18))]
