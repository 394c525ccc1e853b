"""Work that crosses apps and outlives a request."""

from dataclasses import asdict
from typing import Any

from yipanqi.infra.jobs import Progress, handler
from yipanqi.web import documents, meeting_documents, pack  # noqa: F401  (register their jobs)
from yipanqi.web.packing import film_jobs  # noqa: F401  (registers its job)
from yipanqi.web.verification import verify_everything


@handler("verify")
def verify(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Recompute audit chain, snapshots and score sheets; the result lists every fault."""
    return asdict(verify_everything(args.get("month"), progress))
