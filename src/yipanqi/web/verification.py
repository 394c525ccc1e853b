"""Verify everything that claims to be fixed: audit chain, snapshots, score sheets."""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from yipanqi.apps.month.snapshots.verify import verify_snapshots
from yipanqi.apps.results.scoring.verify import verify_sheets
from yipanqi.infra.seal import verify_chain
from yipanqi.infra.texts import render

STEPS = 3


@dataclass(frozen=True, slots=True)
class Verification:
    """Faults in words; rows of the audit that are sealed and that wait for their seal."""

    faults: tuple[str, ...]
    sealed: int
    unsealed: int


def _nothing(_done: int, _total: int) -> None:
    return


def verify_everything(
    month: str | None = None, progress: Callable[[int, int], None] = _nothing
) -> Verification:
    """Recompute and compare; ``month`` limits snapshots and sheets, never the audit."""
    progress(0, STEPS)
    chain = verify_chain()
    faults = []
    if chain.fault is not None:
        broken = chain.fault
        params = {"sequence": broken.sequence, "uid": broken.uid, "what": broken.what}
        faults.append(render("verify.audit_break_at", params))
    progress(1, STEPS)
    faults += [f"{f.place} {f.table} {render(f.code)}" for f in verify_snapshots(month)]
    progress(2, STEPS)
    faults += [render(fault.code, asdict(fault)) for fault in verify_sheets(month)]
    progress(STEPS, STEPS)
    return Verification(tuple(faults), chain.sealed, chain.unsealed)
