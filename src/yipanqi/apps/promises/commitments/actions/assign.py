"""Hand a task to a unit (交办), take it back (撤销)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.promises.commitments.access import check_master, locked, ordering_unit
from yipanqi.apps.promises.commitments.actions._common import (
    audited,
    kept,
    next_number,
    node_of,
    said,
    told,
)
from yipanqi.apps.promises.commitments.models import Commitment, SupportingUnit
from yipanqi.apps.promises.commitments.origins import origin_of
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.core.commitments.states import CommitmentState, CommitmentVerb, moved
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

TITLE_MAX = 200


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be done, by whom, until when; units are primary keys.

    Without ``due_on`` the ``term`` of the rule table gives the date. ``closing_unit`` verifies;
    it is the assigning unit unless somebody else raised the matter. ``assigning_unit`` is
    heeded only where a rule assigns, not a person. ``is_confined``: only the units named see it.
    """

    title: str
    lead_unit: int
    supporting_units: tuple[int, ...] = ()
    requirement: str = ""
    origin_kind: str = "document"
    origin_uid: UUID | None = None
    source: str = ""
    cause: str = ""
    project: Project | None = None
    closing_unit: int | None = None
    sponsor: str = ""
    contact: str = ""
    term: str = ""
    due_on: date | None = None
    is_urgent: bool = False
    needs_evidence: bool = True
    assigning_unit: int | None = None
    is_confined: bool = False


def assign(*, viewer: Viewer, order: Order, key: str | None = None) -> Commitment:
    """Create the commitment and tell its units.

    Raises ``commitment.may_not_assign``, ``commitment.title_needed``,
    ``commitment.due_in_the_past``, ``commitment.own_support`` or ``terms.unknown``.
    """
    _check(order)
    origin_of(order.origin_kind)
    with act(viewer, "assign_commitment", key=key) as verb:
        if verb.repeated:
            return Commitment.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        today = clock.business_today()
        by_rule = order.assigning_unit if viewer.is_system else None
        unit = by_rule or ordering_unit(viewer, order.lead_unit)
        due = _due_on(order, today)
        row = Commitment.objects.create(
            number=next_number("督", today.year),
            title=order.title.strip(),
            requirement=order.requirement.strip(),
            origin_kind=order.origin_kind,
            origin_uid=order.origin_uid,
            source=order.source.strip()[:120],
            cause=order.cause,
            project=order.project,
            lead_unit_id=order.lead_unit,
            assigning_unit_id=unit,
            closing_unit_id=order.closing_unit or unit,
            raiser_closes=order.closing_unit is not None,
            sponsor=order.sponsor.strip()[:40],
            contact=order.contact.strip()[:60],
            term=order.term,
            is_urgent=order.is_urgent or (bool(order.term) and rules().terms[order.term].is_urgent),
            needs_evidence=order.needs_evidence,
            is_confined=order.is_confined,
            assigned_on=today,
            original_due_on=due,
            due_on=due,
            clean_due_on=due,
            recorded_at=clock.now(),
        )
        support = _support(row, order.supporting_units)
        verb.record(
            row,
            after=audited(row) | {"supporting_units": len(support), "origin": row.origin_kind},
            reason=row.source,
            unit=node_of(order.lead_unit),
        )
        told(row, "notice.assigned", [order.lead_unit], "assigned", due_on=_day(due))
        told(row, "notice.assigned_support", support, "assigned", due_on=_day(due))
    return row


def _check(order: Order) -> None:
    title = order.title.strip()
    if not title or len(title) > TITLE_MAX:
        raise Refusal("commitment.title_needed", field="title", limit=TITLE_MAX)
    if order.lead_unit in order.supporting_units:
        raise Refusal("commitment.own_support", field="supporting_units")
    if order.closing_unit == order.lead_unit:
        raise Refusal("commitment.own_closing", field="closing_unit")


def _due_on(order: Order, today: date) -> date:
    if order.due_on is not None:
        if order.due_on < today:
            raise Refusal("commitment.due_in_the_past", field="due_on", due_on=order.due_on)
        return order.due_on
    if not order.term:
        raise Refusal("commitment.due_needed", field="due_on")
    in_force = rules()
    return in_force.terms[order.term].due_on(today, in_force.calendar)


def _support(row: Commitment, units: Iterable[int]) -> list[int]:
    wanted = sorted(set(units))
    SupportingUnit.objects.bulk_create(
        SupportingUnit(commitment=row, unit_id=unit) for unit in wanted
    )
    return wanted


def add_supports(
    *,
    viewer: Viewer,
    uid: str | UUID,
    units: tuple[int, ...],
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Further supporting units (增加配合单位), named by whoever assigned it; those that support
    it already stay as they are.
    """
    with act(viewer, "add_supports", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_master(viewer, row, CommitmentVerb.ADD_SUPPORTS)
        check_version(row, expected_version)
        moved(CommitmentState(row.state), CommitmentVerb.ADD_SUPPORTS)
        known = set(row.supports.values_list("unit", flat=True))
        fresh = _support(row, set(units) - known - {row.lead_unit_id})
        before = audited(row)
        kept(verb, viewer, row, before, supporting_units=len(known) + len(fresh))
        told(row, "notice.assigned_support", fresh, "assigned", due_on=_day(row.due_on))
    return row


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def cancel(
    *,
    viewer: Viewer,
    uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Commitment:
    """Take the task back for good; it then counts in no statistic."""
    words = said(reason, "reason")
    with act(viewer, "cancel_commitment", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_master(viewer, row, CommitmentVerb.CANCEL)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(CommitmentState(row.state), CommitmentVerb.CANCEL).value
        row.verdict = words
        kept(verb, viewer, row, before, reason=words)
        told(row, "notice.cancelled", [row.lead_unit_id], "cancelled", reason=words[:80])
    return row
