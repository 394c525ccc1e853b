"""The sealer: numbers audit rows in the order of commit and chains them.

It runs beside the writers, so no write waits for a lock of the chain. Rows that are
written but not yet sealed are the tail; ``verify`` reports how long it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from yipanqi.core import audit
from yipanqi.infra.models import AuditEntry, Installation
from yipanqi.infra.verbs import heads

BATCH = 2_000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What ``verify`` found: sealed rows checked, rows waiting, the first break."""

    sealed: int
    unsealed: int
    head: str
    fault: audit.Break | None


def seal(limit: int = BATCH) -> int:
    """Seal up to ``limit`` waiting rows; returns how many."""
    with transaction.atomic():
        home = Installation.objects.select_for_update().get(pk=1)
        waiting = list(AuditEntry.objects.filter(sequence=None).order_by("id")[:limit])
        head, number = home.chain_head or audit.GENESIS, home.chain_length
        for entry in waiting:
            number += 1
            head = audit.chained(head, number, entry.digest)
            entry.sequence, entry.chain = number, head
        if waiting:
            AuditEntry.objects.bulk_update(waiting, ["sequence", "chain"], batch_size=500)
            home.chain_length, home.chain_head = number, head
            home.save(update_fields=["chain_length", "chain_head"])
    return len(waiting)


def seal_all() -> int:
    """Seal until no row waits; returns how many were sealed."""
    total = 0
    while count := seal():
        total += count
    return total


def entries() -> Iterator[audit.Entry]:
    """Sealed rows in order, as the core checks them."""
    rows = AuditEntry.objects.exclude(sequence=None).order_by("sequence")
    for row in rows.iterator(chunk_size=BATCH):
        yield as_entry(row)


def as_entry(row: AuditEntry) -> audit.Entry:
    return audit.Entry(
        heads=heads(row),
        digests=row.digests,
        values=row.values,
        salts=row.salts,
        digest=row.digest,
        sequence=row.sequence,
        chain=row.chain,
    )


def verify_chain() -> ChainReport:
    """Recompute the whole chain, and the digests of rows that wait for their seal."""
    home = Installation.objects.get(pk=1)
    fault = audit.first_break(entries())
    count = AuditEntry.objects.exclude(sequence=None).count()
    tail = AuditEntry.objects.filter(sequence=None).order_by("id")
    if fault is None and count != home.chain_length:
        fault = audit.Break(min(count, home.chain_length) + 1, "", "order")
    if fault is None and count:
        last = AuditEntry.objects.get(sequence=count)
        if last.chain != home.chain_head:
            fault = audit.Break(count, str(last.uid), "chain")
    if fault is None:
        for row in tail.iterator(chunk_size=BATCH):
            if what := audit.own_fault(as_entry(row)):
                fault = audit.Break(0, str(row.uid), what)
                break
    return ChainReport(count, tail.count(), home.chain_head, fault)
