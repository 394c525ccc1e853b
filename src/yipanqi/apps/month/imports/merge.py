"""One cell of a workbook against what stands: same, a change, somebody else's, or a conflict.

A file made from our template knows what stood in each cell when it was written; a
stranger's does not, and its blanks say nothing.
"""

from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    SAME = "same"
    CHANGE = "change"
    KEPT = "kept"  # changed meanwhile by somebody else; the file did not touch it
    CONFLICT = "conflict"  # both changed it, differently: never overwritten


class Base(StrEnum):
    """What is known of a cell's value when the file was written, where no value is."""

    NONE = "none"  # a stranger's file
    LOST = "lost"  # ours, but the record does not reach back: treated as changed by all


def verdict(written: Any, stands: Any, base: Any) -> Verdict:
    """``base``: the value when the file was written, or a ``Base``."""
    if plain(written) == plain(stands):
        return Verdict.SAME
    if base is Base.NONE:
        return Verdict.SAME if plain(written) is None else Verdict.CHANGE
    if base is Base.LOST:
        return Verdict.CONFLICT
    if plain(written) == plain(base):
        return Verdict.KEPT
    return Verdict.CHANGE if plain(base) == plain(stands) else Verdict.CONFLICT


def plain(value: Any) -> Any:
    """Texts without their ends and with one kind of line break; nothing is None."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip() or None
    return value
