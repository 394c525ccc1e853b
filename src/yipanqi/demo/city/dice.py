"""Chance that always falls the same way: every die is cast under its own name.

A project's dice do not depend on how many projects were drawn before it, so a change in one
place leaves the rest of the city as it was.
"""

from random import Random

SEED = "yipanqi-2024"


def dice(*name: object) -> Random:
    """The generator of that name; asking twice gives the same numbers."""
    return Random(":".join((SEED, *map(str, name))))  # noqa: S311


def share_out(total: int, weights: dict[str, int]) -> dict[str, int]:
    """``total`` whole things by ``weights``; what is left goes to the largest remainders."""
    whole = sum(weights.values())
    given = {name: total * weight // whole for name, weight in weights.items()}
    rest = sorted(weights, key=lambda name: (-(total * weights[name] % whole), name))
    for name in rest[: total - sum(given.values())]:
        given[name] += 1
    return given
