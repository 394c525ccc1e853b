"""Name the unit that looks after all leads of the city."""

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.life.leads.models import InvestmentOffice
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


def name_investment_office(
    *, viewer: Viewer, unit: Unit, key: str | None = None
) -> InvestmentOffice:
    """By the administrator: whoever names it does not come to see leads by it.

    Raises ``lead.administrator_only`` or ``lead.office_already``.
    """
    _check(viewer)
    with act(viewer, "name_investment_office", key=key) as verb:
        if verb.repeated:
            return InvestmentOffice.objects.get(uid=verb.subject_uid)
        if InvestmentOffice.objects.filter(unit=unit, to_on=None).exists():
            raise Refusal("lead.office_already", field="unit")
        row = InvestmentOffice.objects.create(
            unit=unit, from_on=clock.business_today(), named_by_id=viewer.user
        )
        verb.record(row, after={"unit": unit.uid}, unit=unit)
    return row


def end_investment_office(
    *, viewer: Viewer, office: InvestmentOffice, reason: str, key: str | None = None
) -> InvestmentOffice:
    """From today on it sees its own leads only."""
    _check(viewer)
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "end_investment_office", key=key) as verb:
        row = InvestmentOffice.objects.select_for_update().get(pk=office.pk)
        if verb.repeated:
            return row
        row.to_on = row.to_on or clock.business_today()
        row.save(update_fields=["to_on"])
        verb.record(row, after={"to_on": row.to_on}, reason=reason, unit=row.unit)
    return row


def _check(viewer: Viewer) -> None:
    if not viewer.has(Role.ADMIN):
        raise Forbidden("lead.administrator_only")
