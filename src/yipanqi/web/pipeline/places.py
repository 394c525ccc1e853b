"""A project's point in words."""

from yipanqi.core.units.coordinates import Placed
from yipanqi.infra.texts import render


def placed_text(kind: Placed, other: str) -> str:
    """The finding in words; nothing where the point is right."""
    if kind is Placed.ELSEWHERE:
        return render("place.elsewhere", {"name": other})
    if kind is Placed.OUTSIDE:
        return render("place.outside")
    return ""
