"""短板清单: a unit's five worst gaps of a month, by a stated rule.

First the three criteria on which it lost most against the best of its league (points lost as a
share of the league's best total, so that schemes of any scale compare), then its red projects,
then its late tasks; where there are none of these, the criteria that follow.
排序规则：先取失分占组内第一名总分比重最大的三项指标，再取红灯项目、逾期事项；没有的由其余失分指标依次补足。
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

FIVE = 5
FIRST_CRITERIA = 3

Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Lost:
    """Points of a unit on one criterion against the best of its league. ``value`` and ``best``
    are in the criterion's own unit; None is silence, which earned what silence earns.
    """

    sheet: str
    unit: str
    league: str
    criterion: str
    title: str
    points: Decimal
    best_points: Decimal
    best_total: Decimal
    value: Decimal | None = None
    best_value: Decimal | None = None
    best_unit: str = ""
    measured_in: str = ""  # unit of account of the values

    @property
    def lost(self) -> Decimal:
        return self.best_points - self.points

    @property
    def weight(self) -> Decimal:
        """Of the league's best total; 0 where there is none."""
        return self.lost / self.best_total if self.best_total > 0 else Decimal(0)


def most_lost(rows: Iterable[Lost]) -> list[Lost]:
    """Those with points lost, most first; a criterion's title settles ties."""
    return sorted((r for r in rows if r.lost > 0), key=lambda r: (-r.weight, -r.lost, r.title))


def five_worst(criteria: Sequence[Lost], others: Sequence[Other]) -> list[Lost | Other]:
    """``criteria`` in the order of ``most_lost``; ``others`` those kinds that have something."""
    first: list[Lost | Other] = list(criteria[:FIRST_CRITERIA])
    room = FIVE - len(first)
    first += others[:room]
    rest = criteria[FIRST_CRITERIA : FIRST_CRITERIA + FIVE - len(first)]
    return [*first, *rest]
