"""The guided tour: offered by the demonstration package, shown by the product."""

from collections.abc import Sequence
from typing import Any

_steps: list[Any] = []


def offer(steps: Sequence[Any]) -> None:
    """Called once, when the demonstration package is loaded."""
    _steps[:] = steps


def steps() -> list[Any]:
    return list(_steps)
