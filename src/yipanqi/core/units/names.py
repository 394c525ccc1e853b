"""Which unit a written name means: full name, alias in force, short name, then spelling.

One unit at the first of these levels is an answer; several, or none, are a question. A near
name is only ever offered, never taken.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from yipanqi.core.tables.clean import name_key
from yipanqi.core.units.tree import Node, Tree

NEAR = 0.6
OFFERED = 8


@dataclass(frozen=True, slots=True)
class Alias:
    """``name`` has stood for the unit ``pk``."""

    name: str
    pk: int


class UnitNames:
    """Names of the units of one day."""

    def __init__(self, tree: Tree, aliases: Iterable[Alias] = ()) -> None:
        self.tree = tree
        self._levels: list[dict[str, set[int]]] = [defaultdict(set) for _ in range(3)]
        full, told, short = self._levels
        for node in tree.nodes.values():
            full[name_key(node.name)].add(node.pk)
            short[name_key(node.short_name)].add(node.pk)
        for alias in aliases:
            if alias.pk in tree.nodes:
                told[name_key(alias.name)].add(alias.pk)

    def find(self, text: str, within: int | None = None) -> tuple[Node, ...]:
        """Units that ``text`` means. ``within`` (a unit) settles a name borne in several
        places only where exactly one of them lies inside it.
        """
        key = name_key(text)
        for level in self._levels:
            found = level.get(key, set()) if key else set()
            if found:
                inside = found & self.tree.under(within) if within in self.tree.nodes else found
                return self._nodes(inside if len(inside) == 1 else found)
        return ()

    def near(self, text: str) -> tuple[Node, ...]:
        """Units to offer for a name nobody bears, best first."""
        wanted = name_key(text)
        scored = []
        for node in self.tree.nodes.values():
            scores = [_likeness(wanted, name_key(n)) for n in (node.name, node.short_name)]
            if max(scores) >= NEAR:
                scored.append((-max(scores), node.sort, node.pk))
        return tuple(self.tree.nodes[pk] for *_, pk in sorted(scored)[:OFFERED])

    def _nodes(self, pks: set[int]) -> tuple[Node, ...]:
        nodes = [self.tree.nodes[pk] for pk in pks]
        return tuple(sorted(nodes, key=lambda n: (n.sort, n.pk)))


def _likeness(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    if one in other or other in one:
        return 0.9
    return SequenceMatcher(None, one, other, autojunk=False).ratio()
