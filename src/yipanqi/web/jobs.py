"""Work that crosses apps and outlives a request."""

from typing import Any

from yipanqi.apps.snapshots.verify import verify_snapshots
from yipanqi.infra.jobs import Progress, handler
from yipanqi.infra.seal import verify_chain
from yipanqi.infra.texts import render


@handler("verify")
def verify(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Recompute audit chain, snapshots and score sheets; the result lists every fault."""
    progress(0, 3)
    chain = verify_chain()
    faults = []
    if chain.fault is not None:
        faults.append(
            render(
                "verify.audit_broken",
                {
                    "sequence": chain.fault.sequence,
                    "uid": chain.fault.uid,
                    "what": chain.fault.what,
                },
            )
        )
    progress(1, 3)
    faults += [f"{f.place} {f.table} {render(f.code)}" for f in verify_snapshots(args.get("month"))]
    progress(2, 3)
    faults += sheet_faults(args.get("month"))
    progress(3, 3)
    return {"faults": faults, "sealed": chain.sealed, "unsealed": chain.unsealed}


def sheet_faults(month: str | None) -> list[str]:
    """Faults of stored score sheets, in words."""
    from yipanqi.apps.scoring.verify import verify_sheets

    return [render(f.code, f.params) for f in verify_sheets(month)]
