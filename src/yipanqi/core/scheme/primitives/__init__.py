"""The scoring primitives: one file each, its definition beside its SQL.

A new primitive is a file with a ``KIND`` and a line in this list.
"""

from collections.abc import Mapping

from yipanqi.core.scheme.primitives import (
    bracket,
    count,
    efficacy,
    formula,
    ledger,
    min_max,
    rank_points,
    ratio,
    steps,
)
from yipanqi.core.scheme.primitives.base import PrimitiveKind

PRIMITIVES: Mapping[str, PrimitiveKind] = {
    module.KIND.name: module.KIND
    for module in (
        ratio,
        count,
        bracket,
        steps,
        efficacy,
        min_max,
        rank_points,
        ledger,
        formula,
    )
}
