"""Rows put into a worksheet: what stands below moves, the row's copies keep its look."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shift:
    """``by`` rows put in below row ``row`` (from 1); -1 where the row stands for nobody."""

    row: int
    by: int
