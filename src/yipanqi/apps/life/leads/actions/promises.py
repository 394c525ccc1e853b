"""What investor and city promise each other at the signing, by a day; and whether it was kept."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.projects.access import may_stand
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.life.leads.access import check_writer, locked, promise_of, visible
from yipanqi.apps.life.leads.models import SigningPromise
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.core.projects.leads import LeadStage, Side
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


@dataclass(frozen=True, slots=True)
class Promised:
    side: Side
    text: str
    due_on: date
    unit: Unit | None = None  # of the city's side: who must keep it


def add_promise(
    *, viewer: Viewer, lead_uid: str | UUID, promised: Promised, key: str | None = None
) -> SigningPromise:
    """Before the signature; afterwards they stand. Raises ``lead.promise_missing``,
    ``lead.promise_unit_missing``, ``lead.signed_already`` or ``lead.writer_only``.
    """
    found = visible(viewer, lead_uid)
    check_writer(viewer, found.unit_id)
    if not promised.text.strip():
        raise Refusal("lead.promise_missing", field="text")
    if promised.side is Side.CITY and promised.unit is None:
        raise Refusal("lead.promise_unit_missing", field="unit")
    with act(viewer, "add_promise", key=key) as verb:
        row = locked(viewer, lead_uid)
        if verb.repeated:
            return row.promises.order_by("-pk").first() or SigningPromise()
        if row.stage == LeadStage.SIGNED:
            raise Refusal("lead.signed_already")
        made = SigningPromise.objects.create(
            lead=row,
            side=promised.side,
            text=promised.text.strip()[:200],
            due_on=promised.due_on,
            unit=promised.unit if promised.side is Side.CITY else None,
        )
        verb.record(row, after={"promise": made.uid})
    return made


def withdraw_promise(
    *, viewer: Viewer, promise_uid: str | UUID, key: str | None = None
) -> SigningPromise:
    """Struck before the signature: it was never promised."""
    found = promise_of(viewer, promise_uid)
    lead = visible(viewer, found.lead.uid)
    check_writer(viewer, lead.unit_id)
    with act(viewer, "withdraw_promise", key=key) as verb:
        row = locked(viewer, lead.uid)
        if verb.repeated:
            return found
        if row.stage == LeadStage.SIGNED:
            raise Refusal("lead.signed_already")
        found.withdrawn_on = clock.business_today()
        found.save(update_fields=["withdrawn_on"])
        verb.record(row, before={"promise": found.uid}, after={"promise": None})
    return found


def keep_promise(
    *,
    viewer: Viewer,
    promise_uid: str | UUID,
    on: date,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> SigningPromise:
    """Kept on that day, by which fact; a promise that became a task is kept by closing the task.

    Raises ``lead.promise_not_signed``, ``lead.promise_is_task``, ``lead.promise_kept``,
    ``lead.words_missing`` or ``lead.in_the_future``.
    """
    found = promise_of(viewer, promise_uid)
    project = _project(found)
    if not may_stand(viewer, project):
        raise Forbidden("project.reporter_only")
    if not words.strip():
        raise Refusal("lead.words_missing", field="words")
    if on > clock.business_today():
        raise Refusal("lead.in_the_future", field="on", day=on)
    with act(viewer, "keep_promise", key=key) as verb:
        row = _locked(found)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        if row.commitment_id is not None:
            raise Refusal("lead.promise_is_task")
        settle(row, on, words)
        verb.record(
            row,
            before={"kept_on": None},
            after={"kept_on": on, "project": project.uid},
            reason=words,
            unit=project.current.counting_unit,
        )
    return row


def hand_over_promise(
    *, viewer: Viewer, promise_uid: str | UUID, key: str | None = None
) -> SigningPromise:
    """A promise of the city's becomes a task of the unit that must keep it.

    Raises ``lead.promise_not_signed``, ``lead.promise_not_citys``, ``lead.promise_is_task``,
    ``lead.promise_kept`` and what ``commitments.assign`` refuses.
    """
    found = promise_of(viewer, promise_uid)
    project = _project(found)
    if found.side != Side.CITY or found.unit_id is None:
        raise Refusal("lead.promise_not_citys")
    with act(viewer, "hand_over_promise", key=key) as verb:
        row = _locked(found)
        if verb.repeated:
            return row
        if row.commitment_id is not None:
            raise Refusal("lead.promise_is_task")
        if row.kept_on is not None:
            raise Refusal("lead.promise_kept")
        order = commitments.Order(
            title=row.text,
            lead_unit=found.unit_id,
            origin_kind="signing_promise",
            origin_uid=row.uid,
            source=project.current.name,
            project=project,
            due_on=max(row.due_on, clock.business_today()),
        )
        row.commitment = commitments.assign(viewer=viewer, order=order)
        row.version += 1
        row.save(update_fields=["commitment", "version"])
        after = {"project": project.uid, "task": row.commitment.uid}
        verb.record(row, after=after, unit=project.current.counting_unit)
    return row


def settle(row: SigningPromise, on: date, words: str) -> None:
    """Raises ``lead.promise_kept``."""
    if row.kept_on is not None:
        raise Refusal("lead.promise_kept")
    row.kept_on, row.kept_words = on, words.strip()[:300]
    row.version += 1
    row.save(update_fields=["kept_on", "kept_words", "version"])


def _project(found: SigningPromise) -> Any:
    if found.project is None:
        raise Refusal("lead.promise_not_signed")
    return found.project


def _locked(found: SigningPromise) -> SigningPromise:
    rows = SigningPromise.objects.unscoped("checked by the caller")
    return rows.select_for_update(of=("self",)).get(pk=found.pk)
