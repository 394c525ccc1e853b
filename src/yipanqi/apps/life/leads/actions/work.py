"""Open a lead, keep it up to date, log a contact, move it on. The audit rows of these verbs name
no lead: they hold its uid and its stage, and no page shows them.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.life.leads.access import check_writer, locked, visible
from yipanqi.apps.life.leads.models import Lead, LeadContact, LeadMove
from yipanqi.core.projects.identity import normalised, tidy
from yipanqi.core.projects.leads import ContactKind, LeadStage, check_move
from yipanqi.core.projects.stages import Domain
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units import codes
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

NAME_MAX = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadData:
    """What is known of a lead. ``amount``: intended investment, whole yuan."""

    name: str
    investor_name: str
    unit: Unit
    owner: str
    amount: int
    domain: Domain = Domain.INDUSTRY
    investor_credit_code: str = ""
    industry_code: str = ""
    source: str = ""
    place: str = ""
    content: str = ""
    next_step: str = ""
    next_on: date | None = None

    @classmethod
    def of(cls, row: Lead) -> "LeadData":
        values = {name: getattr(row, name) for name in cls.__slots__}
        return cls(**values | {"domain": Domain(row.domain)})


@dataclass(frozen=True, slots=True)
class Contact:
    kind: ContactKind
    on: date
    who: str
    words: str


def open_lead(*, viewer: Viewer, lead: LeadData, key: str | None = None) -> Lead:
    """By a post of the attracting unit, or the investment office for any unit.

    Raises ``lead.writer_only``, ``lead.name_missing``, ``lead.investor_missing``,
    ``lead.owner_missing``, ``lead.amount_missing`` or what the code's check refuses.
    """
    check_writer(viewer, lead.unit.pk)
    _check(lead)
    today = clock.business_today()
    with act(viewer, "open_lead", key=key) as verb:
        if verb.repeated:
            return Lead.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        row = Lead.objects.create(
            **_values(lead), opened_on=today, stage_since=today, recorded_at=clock.now()
        )
        LeadMove.objects.create(lead=row, stage=row.stage, on=today, by_id=viewer.user)
        verb.record(row, after={"stage": row.stage})
    return row


def amend_lead(
    *,
    viewer: Viewer,
    lead_uid: str | UUID,
    lead: LeadData,
    expected_version: int | None = None,
    key: str | None = None,
) -> Lead:
    """Also hands it to another attracting unit, where the viewer writes for both: that is the
    investment office.

    Raises ``lead.signed_already`` and what ``open_lead`` refuses.
    """
    found = visible(viewer, lead_uid)
    check_writer(viewer, found.unit_id)
    check_writer(viewer, lead.unit.pk)
    _check(lead)
    with act(viewer, "amend_lead", key=key) as verb:
        row = locked(viewer, lead_uid)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        _check_unsigned(row)
        for name, value in _values(lead).items():
            setattr(row, name, value)
        row.version += 1
        row.save()
        verb.record(row, before={"version": row.version - 1}, after={"version": row.version})
    return row


def log_contact(
    *, viewer: Viewer, lead_uid: str | UUID, contact: Contact, key: str | None = None
) -> LeadContact:
    """Raises ``lead.in_the_future``, ``lead.who_missing`` or ``lead.words_missing``."""
    found = visible(viewer, lead_uid)
    check_writer(viewer, found.unit_id)
    if contact.on > clock.business_today():
        raise Refusal("lead.in_the_future", field="on", day=contact.on)
    if not contact.who.strip():
        raise Refusal("lead.who_missing", field="who")
    if not contact.words.strip():
        raise Refusal("lead.words_missing", field="words")
    with act(viewer, "log_contact", key=key) as verb:
        row = locked(viewer, lead_uid)
        if verb.repeated:
            return row.contacts.order_by("-pk").first() or LeadContact()
        made = LeadContact.objects.create(
            lead=row,
            kind=contact.kind,
            on=contact.on,
            who=contact.who.strip()[:200],
            words=contact.words.strip()[:2_000],
            by_id=viewer.user,
        )
        verb.record(row, after={"contact": made.uid})
    return made


def move_lead(
    *,
    viewer: Viewer,
    lead_uid: str | UUID,
    stage: LeadStage,
    words: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Lead:
    """Raises what ``core.leads.check_move`` refuses; a signature has its own verb."""
    found = visible(viewer, lead_uid)
    check_writer(viewer, found.unit_id)
    with act(viewer, "move_lead", key=key) as verb:
        row = locked(viewer, lead_uid)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        before = LeadStage(row.stage)
        check_move(before, stage, words)
        stand(row, viewer, stage, words)
        verb.record(row, before={"stage": before}, after={"stage": stage})
    return row


def stand(row: Lead, viewer: Viewer, stage: LeadStage, words: str) -> None:
    today = clock.business_today()
    row.stage, row.stage_since = stage, today
    row.version += 1
    row.save()
    LeadMove.objects.create(
        lead=row, stage=stage, on=today, words=words.strip()[:300], by_id=viewer.user
    )


def _check(lead: LeadData) -> None:
    if not tidy(lead.name):
        raise Refusal("lead.name_missing", field="name")
    if not tidy(lead.investor_name):
        raise Refusal("lead.investor_missing", field="investor_name")
    if not tidy(lead.owner):
        raise Refusal("lead.owner_missing", field="owner")
    if lead.amount <= 0:
        raise Refusal("lead.amount_missing", field="amount")
    code = lead.investor_credit_code
    if code and (fault := codes.uscc_fault(code)):
        raise Refusal(fault.code, field="investor_credit_code", **fault.params)


def _check_unsigned(row: Lead) -> None:
    if row.stage == LeadStage.SIGNED:
        raise Refusal("lead.signed_already")


def _values(lead: LeadData) -> dict[str, Any]:
    values = {name: getattr(lead, name) for name in lead.__slots__}
    values["name"] = tidy(lead.name)[:NAME_MAX]
    values["search_name"] = normalised(lead.name)[:NAME_MAX]
    return values
