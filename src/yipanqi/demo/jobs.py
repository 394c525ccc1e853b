"""The button on the system page: put the city back to its start."""

from typing import Any

from yipanqi.demo.builder import reset_city
from yipanqi.infra.jobs import Progress, handler


@handler("demo.reset")
def reset(args: dict[str, Any], progress: Progress) -> None:
    """Safe to run again: a reset that was cut off starts over."""
    reset_city(
        lambda done, total, _what: progress(done, total),
        freeze=args.get("freeze", True),
        keep=progress.job,
    )
