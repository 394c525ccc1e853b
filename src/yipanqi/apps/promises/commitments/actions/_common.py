"""What the verbs share: numbers, the audited fields, telling units, following origins."""

from collections.abc import Iterable
from typing import Any

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.models import Commitment, Numbering
from yipanqi.apps.promises.commitments.origins import ORIGINS
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import Verb

AUDITED = (
    "title",
    "state",
    "version",
    "due_on",
    "clean_due_on",
    "signed_for_on",
    "done_on",
    "closed_on",
    "times_returned",
    "times_reopened",
    "level",
)
PAGE = "supervision:record"
WORDS_MAX = 2_000


def audited(row: Commitment | None) -> dict[str, Any]:
    """A confined one's title stays out of the log, which others read."""
    if row is None:
        return {}
    names = [n for n in AUDITED if n != "title" or not row.is_confined]
    return {name: getattr(row, name) for name in names}


def node_of(unit: int) -> Node | None:
    return tree_on().nodes.get(unit)


def next_number(series: str, year: int) -> str:
    """``督〔2024〕12号``: the next of the series, for good."""
    row, _ = Numbering.objects.select_for_update().get_or_create(series=series, year=year)
    row.last += 1
    row.save()
    return f"{series}〔{year}〕{row.last}号"


def said(text: str, field: str) -> str:
    """Words that must be there. Raises ``commitment.words_needed`` or ``…words_too_long``."""
    words = text.strip()
    if not words:
        raise Refusal("commitment.words_needed", field=field)
    if len(words) > WORDS_MAX:
        raise Refusal("commitment.words_too_long", field=field, limit=WORDS_MAX, length=len(words))
    return words


def open_words(row: Commitment, words: str) -> str:
    """Words for the audit log: nothing of a confined commitment's."""
    return "" if row.is_confined else words


def kept(
    verb: Verb,
    viewer: Viewer,
    row: Commitment,
    before: dict[str, Any],
    *,
    reason: str = "",
    **more: Any,
) -> Commitment:
    """Save with the next version, audit it, and let what points here follow."""
    row.version += 1
    row.save()
    verb.record(
        row,
        before=before,
        after=audited(row) | more,
        reason=open_words(row, reason[:500]),
        unit=node_of(row.lead_unit_id),
    )
    origin = ORIGINS.get(row.origin_kind)
    if origin is not None and origin.follow is not None:
        origin.follow(row, verb.name, viewer)
    return row


def told(row: Commitment, code: str, units: Iterable[int], event: str, **params: Any) -> int:
    """Tell units about the commitment, once per ``event``."""
    return tell(notice(row, code, units, event, **params))


def notice(row: Commitment, code: str, units: Iterable[int], event: str, **params: Any) -> Told:
    """A confined one is told by its number alone: notices also go to group robots."""
    if row.is_confined:
        hidden = {name: "…" for name in ("reason",) if name in params}
        params = params | hidden | {"title": render("commitment.confined_title")}
    else:
        params = params | {"title": row.title}
    return Told(
        units=sorted(set(units)),
        code=code,
        key=f"{row.uid}:{event}",
        params={"number": row.number} | params,
        url_name=PAGE,
        subject_uid=str(row.uid),
    )
