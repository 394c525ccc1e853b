"""Merged ranges clipped to the used area; overlapping ones (no program writes them) refused.

Recognition walks every merged cell, so their number must stay below the sheet's own size.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from yipanqi.core.refusal import Refusal


def clipped(
    rows: Sequence[Sequence[Any]], ranges: Iterable[tuple[int, int, int, int]]
) -> list[list[int]]:
    """``ranges`` are top, left, bottom, right from 0, inclusive. Raises ``workbook.damaged``."""
    height, width = len(rows), max(map(len, rows), default=0)
    kept, covered = [], 0
    for top, left, bottom, right in ranges:
        if top >= height or left >= width or bottom < top or right < left:
            continue
        bottom_in, right_in = min(bottom, height - 1), min(right, width - 1)
        covered += (bottom_in - top + 1) * (right_in - left + 1)
        if covered > height * width:
            raise Refusal("workbook.damaged")
        kept.append([top, left, bottom_in, right_in])
    return kept
