"""What the slip ledger lists: nodes side by side, every move, or the sums of projects."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline import nodes
from yipanqi.apps.life.pipeline.nodes import NODES, Shown, step_moves
from yipanqi.apps.life.pipeline.slips import Asked, SlipLine, SlipSum, by_project, slip_lines, told
from yipanqi.core.month import Month
from yipanqi.core.projects.slips import SlipCause, Verdict
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.inputs import one_of
from yipanqi.web.frame import chosen_unit

LISTS = ("nodes", "moves", "projects")
MOVES_BY: Mapping[str, Callable[[SlipLine], Any]] = {
    "name": lambda line: line.name,
    "node": lambda line: (nodes.ORDER[line.milestone], line.text),
    "earlier": lambda line: line.move.earlier,
    "later": lambda line: line.move.later,
    "moved": lambda line: line.moved_days,
    "told": lambda line: line.recorded_at,
}
SUMS_BY: Mapping[str, Callable[[SlipSum], Any]] = {
    "name": lambda one: one.name,
    "moves": lambda one: one.moves,
    "days": lambda one: one.days,
    "longest": lambda one: one.longest,
    "preliminary": lambda one: one.preliminary,
}


@dataclass(frozen=True, slots=True)
class Ledger:
    """The asked list, every row of it; ``moves`` are the moves that fit, newest first."""

    node: Node
    asked: Asked
    period: str
    shown: Shown
    kind: str
    rows: list[Any]
    moves: list[SlipLine]

    def with_words(self, rows: list[Any]) -> list[Any]:
        """Those that are to be seen, with unit and who told them."""
        if self.kind == "nodes":
            return list(nodes.nodes_told(rows))
        return told(rows) if self.kind == "moves" else rows


def ledger(request: HttpRequest, viewer: Viewer, month: Month) -> Ledger:
    tree = tree_on()
    node = tree.by_uid.get(chosen_unit(request)) or tree.root
    asked = _asked(request, month, node)
    every = [*slip_lines(viewer, month), *step_moves(viewer, month)]
    moves = [line for line in every if asked.takes(line)]
    # what waits for a verdict is a move; so is what a key figure counts
    kind = one_of(request.GET.get("list", ""), LISTS, "moves" if asked.verdict else "nodes")
    shown = Shown(one_of(request.GET.get("show", ""), list(Shown), Shown.MOVED))
    sort = request.GET.get("sort", "")
    if kind == "nodes":
        narrow = shown is Shown.MOVED or bool(asked.cause or asked.since or asked.verdict)
        today = clock.business_today()
        found = nodes.node_lines(viewer, month, every, today, every=not narrow)
        rows: list[Any] = nodes.ordered(nodes.chosen(found, asked, shown), sort)
    elif kind == "moves":
        usual = sorted(moves, key=MOVES_BY["told"], reverse=True)
        rows = _sorted(usual, MOVES_BY, sort)
    else:
        rows = _sorted(by_project(moves), SUMS_BY, sort)
    return Ledger(node, asked, request.GET.get("period", ""), shown, kind, rows, moves)


def _sorted(rows: list[Any], by: Mapping[str, Callable[[Any], Any]], sort: str) -> list[Any]:
    key = by.get(sort.removeprefix("-"))
    return sorted(rows, key=key, reverse=sort.startswith("-")) if key else rows


def _asked(request: HttpRequest, month: Month, node: Node) -> Asked:
    tree = tree_on()
    since: dict[str, date] = {"year": Month(month.year, 1).first, "month": month.first}
    return Asked(
        units=None if node is tree.root else tree.under(node.pk),
        milestone=one_of(request.GET.get("milestone", ""), NODES),
        cause=one_of(request.GET.get("cause", ""), list(SlipCause)),
        since=since.get(request.GET.get("period", "")),
        verdict=one_of(request.GET.get("verdict", ""), {"waits", *Verdict}),
        project=request.GET.get("project", ""),
    )
