"""Documents that are made again and again for one thing: each kind has its own numbers."""

from typing import Any

from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import Verb


def enter_next(verb: Verb, rows: Any, viewer: Viewer, kind: str, kept: Kept, *, month: str) -> Any:
    """The next number of ``kind`` among ``rows`` (the owner's related manager), with its audit
    row, inside a verb that holds the owner's lock: the row has ``kind, number, file, made_at,
    made_by``.
    """
    last = rows.filter(kind=kind).order_by("-number").first()
    made = rows.create(
        kind=kind,
        number=last.number + 1 if last else 1,
        file=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=""),
        made_at=clock.now(),
        made_by_id=viewer.user,
    )
    after = {"kind": kind, "number": made.number, "sha256": kept.sha256}
    verb.record(made, after=after, month=month)
    return made
