"""Days on which a project's clock stood still, by decision: its plan of those days is not due.

Which pauses are approved is known to the station that decides them; it registers its answer here
at app start, since the register stands below it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from yipanqi.core.projects.pauses import Spell

Ids = Iterable[int] | QuerySet[Any] | None
Spells = Mapping[int, Sequence[Spell]]
Reader = Callable[[Ids], Spells]
_READERS: list[Reader] = []


def register(reader: Reader) -> None:
    _READERS.append(reader)


def stopped(ids: Ids = None) -> Spells:
    """Project id → its approved pauses; of every project where no ids are given. One query."""
    found: dict[int, Sequence[Spell]] = {}
    for reader in _READERS:
        found.update(reader(ids))
    return found
