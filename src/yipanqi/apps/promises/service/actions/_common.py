"""What the verbs share: the audited fields, telling units, secrets of links."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.service.models import ServiceLink, ServiceRequest
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb

AUDITED = (
    "title",
    "topic",
    "state",
    "unit_id",
    "first_answer_on",
    "answered_on",
    "closed_on",
    "rating",
    "times_returned",
    "version",
)
WORDS_MAX = 2_000


def audited(row: ServiceRequest) -> dict[str, Any]:
    """Names and numbers of people are not among them."""
    return {name: getattr(row, name) for name in AUDITED}


def kept(verb: Verb, row: ServiceRequest, before: dict[str, Any], reason: str = "") -> None:
    row.version += 1
    row.save()
    node = tree_on().nodes.get(row.unit_id)
    verb.record(row, before=before, after=audited(row), reason=reason[:500], unit=node)


def said(text: str, field: str) -> str:
    """Words that must be there. Raises ``service.words_needed`` or ``…words_too_long``."""
    words = text.strip()
    if not words:
        raise Refusal("service.words_needed", field=field)
    if len(words) > WORDS_MAX:
        raise Refusal("service.words_too_long", field=field, limit=WORDS_MAX)
    return words


def told(row: ServiceRequest, code: str, units: Iterable[int], event: str, **params: Any) -> None:
    tell(notice(row, code, units, event, **params))


def notice(row: ServiceRequest, code: str, units: Iterable[int], event: str, **params: Any) -> Told:
    return Told(
        units=sorted(set(units)),
        code=code,
        key=f"{row.uid}:{event}",
        params={"title": row.title, "enterprise": row.enterprise, "number": row.number} | params,
        url_name="service:record",
        subject_uid=str(row.uid),
    )


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def new_link(viewer: Viewer, kind: str, days: int, **values: Any) -> tuple[ServiceLink, str]:
    """The row and the secret, which is kept nowhere."""
    secret, now = secrets.token_urlsafe(24), clock.now()
    made = ServiceLink.objects.create(
        kind=kind,
        digest=digest_of(secret),
        made_by_id=viewer.user,
        made_at=now,
        expires_at=now + timedelta(days=days),
        **values,
    )
    return made, secret
