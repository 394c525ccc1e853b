"""The tree of units on one day: who is under whom, and which nodes are never addends."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from yipanqi.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Node:
    """A unit as it stood on the tree's day. ``pk`` is the identity's primary key."""

    pk: int
    uid: str
    name: str
    short_name: str
    kind: str
    parent: int | None
    code: str = ""
    is_view: bool = False
    sort: int = 0


@dataclass(frozen=True)
class Tree:
    """Nodes by primary key; refuses cycles, orphans and more than one root."""

    nodes: dict[int, Node]

    @classmethod
    def of(cls, nodes: Iterable[Node]) -> "Tree":
        """Raises ``tree.no_single_root``, ``tree.unknown_parent`` or ``tree.cycle``."""
        by_pk = {n.pk: n for n in sorted(nodes, key=lambda n: (n.sort, n.pk))}
        roots = [n for n in by_pk.values() if n.parent is None]
        if len(roots) != 1:
            raise Refusal("tree.no_single_root", names="、".join(n.name for n in roots))
        for node in by_pk.values():
            if node.parent is not None and node.parent not in by_pk:
                raise Refusal("tree.unknown_parent", name=node.name)
        tree = cls(by_pk)
        reached = tree.under(roots[0].pk)
        for node in by_pk.values():
            if node.pk not in reached:
                raise Refusal("tree.cycle", name=node.name)
        return tree

    @cached_property
    def root(self) -> Node:
        return next(n for n in self.nodes.values() if n.parent is None)

    @cached_property
    def _children(self) -> dict[int, tuple[Node, ...]]:
        found: dict[int, list[Node]] = {}
        for node in self.nodes.values():
            if node.parent is not None:
                found.setdefault(node.parent, []).append(node)
        return {pk: tuple(nodes) for pk, nodes in found.items()}

    @cached_property
    def by_uid(self) -> dict[str, Node]:
        return {n.uid: n for n in self.nodes.values()}

    def children(self, pk: int) -> tuple[Node, ...]:
        return self._children.get(pk, ())

    def under(self, pk: int) -> frozenset[int]:
        """The unit itself and everything below it."""
        found: set[int] = set()
        waiting = [pk]
        while waiting:
            here = waiting.pop()
            if here in found:
                continue
            found.add(here)
            waiting.extend(child.pk for child in self.children(here))
        return frozenset(found)

    def above(self, pk: int) -> Iterator[Node]:
        """The unit itself, its parent … up to the root."""
        node = self.nodes.get(pk)
        while node is not None:
            yield node
            node = self.nodes.get(node.parent) if node.parent is not None else None

    def path(self, pk: int) -> tuple[Node, ...]:
        """From the root down to the unit."""
        return tuple(reversed(tuple(self.above(pk))))

    def walk(self, pk: int | None = None, depth: int = 0) -> Iterator[tuple[int, Node]]:
        """(depth, node) in reading order."""
        node = self.root if pk is None else self.nodes[pk]
        yield depth, node
        for child in self.children(node.pk):
            yield from self.walk(child.pk, depth + 1)
