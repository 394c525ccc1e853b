"""Where commitments come from: what points to them registers itself here, at app start.

A commitment knows none of its kinds. It keeps a kind's key; the kind says what it is called,
where its own page is, and is told when the commitment moves. Unknown keys are an error.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Follow = Callable[[Any, str, Any], None]  # commitment, verb, viewer


@dataclass(frozen=True, slots=True)
class Origin:
    """``url_name`` takes the origin's uid; ``follow`` runs inside the commitment's verb;
    ``by_hand``: a person may name it when assigning a task.
    """

    key: str
    label: Promise | str
    url_name: str = ""
    follow: Follow | None = None
    by_hand: bool = False


ORIGINS: dict[str, Origin] = {}


def register(origin: Origin) -> None:
    ORIGINS[origin.key] = origin


def origin_of(key: str) -> Origin:
    return ORIGINS[key]
