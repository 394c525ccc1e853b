"""Where commitments come from: what points to them registers itself here, at app start.

A commitment knows none of its kinds. It keeps a kind's key; the kind says what it is called,
where its own page is, and is told when the commitment moves. Unknown keys are an error.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

Follow = Callable[[Any, str, Any], None]  # commitment, verb, viewer
Remind = Callable[[date], Iterable[Any]]  # city's day → what to tell (``notices.Told``)


@dataclass(frozen=True, slots=True)
class Origin:
    """``url_name`` takes the origin's uid; ``follow`` runs inside the commitment's verb;
    ``by_hand``: a person may name it when assigning a task; ``remind`` is asked once a day
    what of its own has fallen due.
    """

    key: str
    label: Promise | str
    url_name: str = ""
    follow: Follow | None = None
    by_hand: bool = False
    remind: Remind | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """A list of its own that a kind keeps (专项台账): one tab among its sisters."""

    key: str
    label: Promise | str
    url_name: str
    order: int


ORIGINS: dict[str, Origin] = {}
LEDGERS: dict[str, Ledger] = {}


def keep_ledger(ledger: Ledger) -> None:
    LEDGERS[ledger.key] = ledger


def register(origin: Origin) -> None:
    ORIGINS[origin.key] = origin


def origin_of(key: str) -> Origin:
    return ORIGINS[key]
