"""What a profile lets others see of a board; a unit always sees itself whole."""

from collections.abc import Sequence
from typing import Any

from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.scoring.access import Opening
from yipanqi.core.publishing.honours import EdgeTies, within_first, within_last

Board = dict[str, Any]


def shown_units(board: Board, own: frozenset[str]) -> frozenset[str]:
    """Uids of the units whose rank and points may be seen."""
    profile = board["profile"]
    found = set()
    for league in board["leagues"]:
        ranks = [row["rank"] for row in league["rows"] if row["rank"] is not None]
        for row in league["rows"]:
            if row["unit"] in own or _is_open(row, ranks, profile, board["first_last"]):
                found.add(row["unit"])
    return frozenset(found)


def _is_open(row: Board, ranks: Sequence[int], profile: str, k: int) -> bool:
    if profile == Publication.Profile.FULL:
        return True
    if profile == Publication.Profile.LIGHTS or row["rank"] is None:
        return False
    include = EdgeTies.INCLUDE
    return within_first(row["rank"], ranks, k, include) or within_last(
        row["rank"], ranks, k, include
    )


def seen_board(board: Board, opening: Opening) -> Board:
    """The board with what the viewer may not see taken out, never greyed out.

    Under "lights only" every unit stays with its light, in the order of units, since the
    order of ranks would tell the rank. Under "first and last" the others are left out.
    """
    if opening.whole:
        return board
    lights = board["profile"] == Publication.Profile.LIGHTS
    return {**board, "leagues": [_league(g, opening, lights=lights) for g in board["leagues"]]}


def _league(league: Board, opening: Opening, *, lights: bool) -> Board:
    rows = []
    for row in league["rows"]:
        if opening.shows(row["unit"]):
            rows.append(row)
        elif lights:
            rows.append(
                {
                    **row,
                    "hidden": True,
                    "rank": None,
                    "change": None,
                    "total": None,
                    "tied": False,
                    "points": dict.fromkeys(row["points"]),
                    "note": "",
                }
            )
    if lights:
        rows.sort(key=lambda row: row["sort"])
    hidden = len(league["rows"]) - sum(not row.get("hidden") for row in rows)
    return {
        **league,
        "rows": rows,
        "hidden": hidden,
        "honours": None if lights else league["honours"],
    }
