"""What the verbs share."""

from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.risks.models import Risk
from yipanqi.core.refusal import Refusal
from yipanqi.infra.verbs import Verb

AUDITED = ("title", "kind", "state", "likelihood", "impact", "level", "review_on", "version")
WORDS_MAX = 2_000


def audited(row: Risk) -> dict[str, Any]:
    return {name: getattr(row, name) for name in AUDITED}


def kept(verb: Verb, row: Risk, before: dict[str, Any], reason: str = "") -> Risk:
    row.version += 1
    row.save()
    node = tree_on().nodes.get(row.unit_id)
    verb.record(row, before=before, after=audited(row), reason=reason[:500], unit=node)
    return row


def said(text: str, field: str) -> str:
    """Words that must be there. Raises ``risk.words_needed``."""
    words = text.strip()
    if not words or len(words) > WORDS_MAX:
        raise Refusal("risk.words_needed", field=field, limit=WORDS_MAX)
    return words
