"""GB/T 2260 codes through time: names by date, renames, and what became of a code.

A code is an attribute of a unit between two dates, never its identity. Revisions of the
standard are lists taken on a day; the day of a change between two lists is not in them, so
a row counts from the first day of the month of the first revision that has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One name of one code. ``valid_from`` None: as far back as is known; both ends included."""

    code: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Succession:
    """``old`` ended and lives on in ``new``: a new code, or one it was merged into."""

    old: str
    new: str
    on: date


@dataclass(frozen=True, slots=True)
class RegionRegister:
    rows: tuple[RegionRow, ...]
    successions: tuple[Succession, ...] = ()
    _by_code: dict[str, list[RegionRow]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        for row in sorted(self.rows, key=lambda r: r.valid_from or date.min):
            known = self._by_code.setdefault(row.code, [])
            if known and (known[-1].valid_to is None or row.covers(known[-1].valid_to)):
                raise Refusal("region.rows_overlap", field="code", value=row.code)
            known.append(row)

    def is_known(self, code: str) -> bool:
        """Whether the code was ever valid."""
        return code in self._by_code

    def name_on(self, code: str, day: date) -> str | None:
        """The code's name on a day, None if it was not valid then."""
        rows = self._by_code.get(code, ())
        return next((row.name for row in rows if row.covers(day)), None)

    def is_valid_on(self, code: str, day: date) -> bool:
        return self.name_on(code, day) is not None

    def names(self, code: str) -> tuple[RegionRow, ...]:
        """All names of a code, oldest first: more than one row is a rename or a return."""
        return tuple(self._by_code.get(code, ()))

    def successors(self, code: str) -> tuple[Succession, ...]:
        """What became of the code, one step on; several if it was divided."""
        return tuple(s for s in self.successions if s.old == code)

    def predecessors(self, code: str) -> tuple[Succession, ...]:
        """What was renumbered to the code or merged into it."""
        return tuple(s for s in self.successions if s.new == code)

    def current(self, code: str, day: date) -> frozenset[str]:
        """The codes valid on ``day`` in which ``code`` lives on; itself while it is valid."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = [code]
        while waiting:
            one = waiting.pop()
            if one in seen:
                continue
            seen.add(one)
            if self.is_valid_on(one, day):
                found.add(one)
            else:
                waiting += [s.new for s in self.successors(one) if s.on <= day]
        return frozenset(found)


Revision = Iterable[tuple[str, str]]  # (code, name)


def register_from_revisions(
    revisions: Mapping[str, Revision], successions: Iterable[Succession] = ()
) -> RegionRegister:
    """A register from lists keyed ``YYYYMM``.

    A code that disappears is linked to the code of the same prefecture that appears in the
    same revision under the same name but for its kind (上虞市 → 上虞区). Other changes
    (绍兴县 → 柯桥区) cannot be read from the lists and are given as ``successions``.
    """
    rows: list[RegionRow] = []
    derived: list[Succession] = []
    open_rows: dict[str, RegionRow] = {}
    for index, key in enumerate(sorted(revisions)):
        names = dict(revisions[key])
        starts = _first_day(key)
        ended = {c: r for c, r in open_rows.items() if names.get(c) != r.name}
        new = {c: n for c, n in names.items() if c not in open_rows or c in ended}
        rows += [_ended(row, starts) for row in ended.values()]
        gone = {c: r.name for c, r in ended.items() if c not in names}
        born = {c: n for c, n in new.items() if c not in ended}
        derived += _renumbered(gone, born, starts)
        for code in ended:
            del open_rows[code]
        since = None if index == 0 else starts
        open_rows |= {c: RegionRow(c, n, since) for c, n in new.items()}
    rows += open_rows.values()
    given = tuple(successions)
    told = {s.old for s in given}
    return RegionRegister(tuple(rows), given + tuple(s for s in derived if s.old not in told))


def _first_day(key: str) -> date:
    return Month.parse(f"{key[:4]}-{key[4:]}").first


def _ended(row: RegionRow, starts: date) -> RegionRow:
    return RegionRow(row.code, row.name, row.valid_from, starts - timedelta(days=1))


def _renumbered(gone: Mapping[str, str], born: Mapping[str, str], on: date) -> list[Succession]:
    by_stem: dict[tuple[str, str], list[str]] = {}
    for code, name in born.items():
        by_stem.setdefault((code[:4], _stem(name)), []).append(code)
    return [
        Succession(old, new[0], on)
        for old, name in gone.items()
        if len(new := by_stem.get((old[:4], _stem(name)), [])) == 1
    ]


def _stem(name: str) -> str:
    return name[:-1] if name[-1:] in "市区县" and len(name) > 2 else name
