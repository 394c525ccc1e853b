"""How every write happens: one transaction, one audit row, safe to repeat.

    with act(viewer, "submit_report", key=key) as verb:
        if verb.repeated:
            return verb.subject_uid
        ...
        verb.record(report, before=..., after=...)

A verb that writes without recording, or whose audit row can't be written, rolls back.
"""

import hashlib
import secrets
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Protocol

from django.db import IntegrityError, models, transaction

from yipanqi.core import audit
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry


class Subject(Protocol):
    """Anything an audit row may point at."""

    @property
    def uid(self) -> Any: ...


class Unrecorded(RuntimeError):  # noqa: N818
    """A verb finished without an audit row: a defect of the verb."""


def plain(value: Any) -> Any:
    """``value`` as JSON keeps it: text for uids, dates, Decimals and months."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, models.Model):
        return str(getattr(value, "uid", value.pk))
    if isinstance(value, Decimal | uuid.UUID | Month):
        return str(value)
    return value


class Verb:
    """One running verb; see the module's example."""

    def __init__(self, viewer: Viewer, name: str, key: str | None) -> None:
        self.viewer = viewer
        self.name = name
        self.key = own_key(viewer, name, key) if key else None
        self.recorded = 0
        self.earlier = AuditEntry.objects.filter(key=self.key).first() if key else None

    @property
    def repeated(self) -> bool:
        """True where the same key has already been carried out."""
        return self.earlier is not None

    @property
    def subject_uid(self) -> str:
        """What the earlier run with this key was about."""
        return self.earlier.subject_uid if self.earlier else ""

    def record(
        self,
        subject: Subject,
        *,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
        reason: str = "",
        unit: Subject | None = None,
        month: Month | str = "",
    ) -> AuditEntry:
        """Write one audit row. ``before`` and ``after`` keep only what differs."""
        old, new = plain(dict(before or {})), plain(dict(after or {}))
        names = audit.changed(old, new)
        values = {f"before.{n}": old[n] for n in names if n in old}
        values |= {f"after.{n}": new[n] for n in names if n in new}
        salts = {name: secrets.token_hex(8) for name in values}
        entry = AuditEntry(
            at=clock.now(),
            business_on=clock.business_today(),
            actor=self.viewer.uid or "system",
            actor_name=self.viewer.name or self.viewer.system_reason,
            on_behalf_of=self.viewer.on_behalf_of,
            verb=self.name,
            subject_kind=type(subject).__name__,
            subject_uid=str(subject.uid),
            unit_uid=str(unit.uid) if unit else "",
            month=str(month),
            reason=reason,
            values=values,
            salts=salts,
            digests={n: audit.field_digest(salts[n], n, v) for n, v in values.items()},
            key=self.key if self.recorded == 0 else None,
        )
        entry.digest = audit.entry_digest(heads(entry), entry.digests)
        try:
            entry.save(force_insert=True)
        except IntegrityError:
            if entry.key is None:
                raise
            raise Conflict("form.sent_twice") from None
        self.recorded += 1
        for watch in WATCHERS:
            watch(subject)
        return entry


# who keeps copies of the ledger hears of every written subject, inside the transaction
WATCHERS: list[Callable[[Subject], None]] = []


def own_key(viewer: Viewer, name: str, key: str) -> str:
    """A key holds for one verb of one person, in one capacity: sent by anybody else, or to
    another verb, it is a new key and never answers with what the first run was about.
    """
    whose = "\0".join((viewer.uid or "system", viewer.on_behalf_of, name, key))
    return hashlib.sha256(whose.encode("utf-8", "surrogatepass")).hexdigest()


def was_done_by(viewer: Viewer, subject: Subject, *names: str) -> bool:
    """Whether the last of those verbs on ``subject`` was this person's: done themselves, by
    somebody in their name, or in the name of whom they act for now. Who checks another's work
    asks this first.
    """
    rows = AuditEntry.objects.filter(subject_uid=str(subject.uid), verb__in=names)
    last = rows.order_by("-id").first()
    if last is None or viewer.is_system:
        return False
    own = {viewer.name, viewer.on_behalf_of} - {""}
    return last.actor == viewer.uid or not own.isdisjoint({last.actor_name, last.on_behalf_of})


def heads(entry: AuditEntry) -> dict[str, str]:
    """The fixed columns of an entry as they are hashed."""
    return {
        "uid": str(entry.uid),
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "business_on": entry.business_on.isoformat(),
        "actor": entry.actor,
        "actor_name": entry.actor_name,
        "on_behalf_of": entry.on_behalf_of,
        "verb": entry.verb,
        "subject_kind": entry.subject_kind,
        "subject_uid": entry.subject_uid,
        "unit_uid": entry.unit_uid,
        "month": entry.month,
        "reason": entry.reason,
    }


@contextmanager
def act(viewer: Viewer, name: str, *, key: str | None = None) -> Iterator[Verb]:
    """Run one verb in one transaction; without an audit row nothing is kept."""
    with transaction.atomic():
        verb = Verb(viewer, name, key)
        yield verb
        if not verb.repeated and verb.recorded == 0:
            raise Unrecorded(name)


def check_version(row: Any, expected: int | None) -> None:
    """Refuse where somebody else saved ``row`` since the viewer read it."""
    if expected is not None and row.version != expected:
        raise Conflict("form.changed_meanwhile", expected=expected, current=row.version)
