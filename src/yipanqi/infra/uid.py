"""Public identifiers: UUIDv7, so they sort by creation and never say anything else.

The demonstration city must come out the same every time, so inside ``seeded`` identifiers
are drawn from the seed. They keep the UUIDv7 layout: one millisecond per identifier from a
fixed instant, the other 74 bits from a hash.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count
from uuid import UUID

from uuid_utils.compat import uuid7

_SEEDED_FROM_MS = 1_704_038_400_000  # 2024-01-01T00:00 in Asia/Shanghai

_source: ContextVar[Iterator[UUID] | None] = ContextVar("uid_source", default=None)


def new_uid() -> UUID:
    source = _source.get()
    return uuid7() if source is None else next(source)


@contextmanager
def seeded(seed: str | int) -> Iterator[None]:
    """Every ``new_uid()`` inside, in this thread, follows from ``seed`` and its turn.

    Two blocks that write to one database need two seeds.
    """
    token = _source.set(_sequence(str(seed)))
    try:
        yield
    finally:
        _source.reset(token)


def _sequence(seed: str) -> Iterator[UUID]:
    for turn in count():
        digest = hashlib.sha256(f"{seed}\x1f{turn}".encode()).digest()
        random_a = int.from_bytes(digest[:2]) & 0xFFF
        random_b = int.from_bytes(digest[2:10]) & ((1 << 62) - 1)
        head = (_SEEDED_FROM_MS + turn) << 80 | 0x7 << 76 | random_a << 64
        yield UUID(int=head | 0b10 << 62 | random_b)
