"""What a published ranking is made of, in the shape documents take it: names and figures.

Points and totals are the published ones (already rounded by the scheme); documents only
format them. Units stand under the name they carried in that month.
"""

from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.refusal import Refusal

_DIGEST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Citation:
    """What every figure rests on. Digests are hexadecimal; documents print their beginning."""

    snapshot: str  # 2024-04/r1
    snapshot_digest: str
    scheme_title: str
    scheme_id: str
    scheme_version: str
    scheme_digest: str = ""
    chain_head: str = ""  # of the audit chain when the sheet was published

    @property
    def snapshot_mark(self) -> str:
        return self.snapshot_digest[:_DIGEST_SHOWN]

    @property
    def chain_mark(self) -> str:
        return self.chain_head[:_DIGEST_SHOWN]


@dataclass(frozen=True, slots=True)
class Criterion:
    title: str
    full: Decimal | None = None  # points at most; None where unbounded


@dataclass(frozen=True, slots=True)
class LeagueRow:
    """``rank`` None: not ranked. ``points`` None: no data. ``change``: places won since last."""

    unit: str
    rank: int | None
    total: Decimal | None
    points: tuple[Decimal | None, ...]
    change: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class League:
    """Rows in the order they are printed. Raises ``league.row_does_not_fit``."""

    title: str
    criteria: tuple[Criterion, ...]
    rows: tuple[LeagueRow, ...]
    places: int = 2  # decimals of points and totals
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.points) != len(self.criteria):
                raise Refusal("league.row_does_not_fit", league=self.title, unit=row.unit)
