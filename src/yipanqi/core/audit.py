"""The audit chain: what is hashed, in which order, and how a break is found.

Every field of an entry is digested with a salt of its own, and the entry's digest covers
only those digests and the fixed heads. So a personal value can be erased together with
its salt while the chain still verifies: what was written is gone, that it was written
stays provable.
"""

import hashlib
import hmac
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

ALGORITHM = "sha256"
GENESIS = "0" * 64


def canonical(value: Any) -> bytes:
    """JSON in one spelling: sorted keys, no spaces, NFC."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text).encode()


def field_digest(salt: str, name: str, value: Any) -> str:
    """Digest of one field, keyed by its salt."""
    return hmac.new(salt.encode(), canonical([name, value]), ALGORITHM).hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One audit row as it is hashed. ``heads`` are the fixed columns, ``digests`` the fields'.

    ``values`` and ``salts`` hold what has not been erased.
    """

    heads: Mapping[str, str]
    digests: Mapping[str, str]
    values: Mapping[str, Any]
    salts: Mapping[str, str]
    digest: str
    sequence: int | None = None
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where the record stops being trustworthy: sequence number and what is wrong there."""

    sequence: int
    uid: str
    what: str  # value | entry | order | chain


def entry_digest(heads: Mapping[str, str], digests: Mapping[str, str]) -> str:
    return hashlib.sha256(canonical([dict(heads), dict(digests)])).hexdigest()


def chained(previous: str, sequence: int, digest: str) -> str:
    """The chain value of entry number ``sequence`` after ``previous``."""
    return hashlib.sha256(f"{previous}|{sequence}|{digest}".encode()).hexdigest()


def own_fault(entry: Entry) -> str:
    """What is wrong inside one entry: ``value``, ``entry`` or nothing."""
    if set(entry.values) != set(entry.salts) or not set(entry.values) <= set(entry.digests):
        return "value"
    for name, value in entry.values.items():
        if field_digest(entry.salts[name], name, value) != entry.digests[name]:
            return "value"
    if entry_digest(entry.heads, entry.digests) != entry.digest:
        return "entry"
    return ""


def first_break(entries: Iterable[Entry], *, start: str = GENESIS, after: int = 0) -> Break | None:
    """The first fault of sealed entries in order, or None where all holds."""
    previous, expected = start, after + 1
    for entry in entries:
        uid = entry.heads.get("uid", "")
        if entry.sequence != expected:
            return Break(expected, uid, "order")
        if fault := own_fault(entry):
            return Break(expected, uid, fault)
        previous = chained(previous, expected, entry.digest)
        if entry.chain != previous:
            return Break(expected, uid, "chain")
        expected += 1
    return None


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> Sequence[str]:
    """Names whose value differs, in order of the alphabet."""
    return sorted(k for k in {*before, *after} if before.get(k) != after.get(k))
