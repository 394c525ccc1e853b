"""The version of the frozen facts in force, and the earlier ones that can still be read.

Everything that writes a month or reads one takes tables from here; only a manifest's own
version decides what its folder must hold.
"""

from collections.abc import Mapping

from yipanqi.core.facts import v1, v2
from yipanqi.core.facts.v1 import Column, Kind, Table
from yipanqi.core.facts.v2 import TABLES, VERSION

_READABLE: Mapping[str, Mapping[str, Table]] = {
    f"v{version.VERSION}": version.TABLES for version in (v1, v2)
}


def tables_of(facts: str) -> Mapping[str, Table]:
    """Tables of a month whose manifest says ``v1``, ``v2`` …; KeyError for what is unknown."""
    return _READABLE[facts]


__all__ = ["TABLES", "VERSION", "Column", "Kind", "Table", "tables_of"]
