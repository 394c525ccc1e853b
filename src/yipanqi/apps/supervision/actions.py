"""What only this station does: put an item on the year's list of key work."""

from dataclasses import replace
from datetime import date

from django.db.models import Max

from yipanqi.apps.commitments.access import is_root_office
from yipanqi.apps.commitments.actions import Order, assign
from yipanqi.apps.commitments.rules import rules
from yipanqi.apps.supervision.models import KeyWork
from yipanqi.apps.units.queries import tree_on
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

KIND = "key_work"


def add_key_work(*, viewer: Viewer, year: int, order: Order, key: str | None = None) -> KeyWork:
    """The next item of the year, assigned at once; without a date it is due at the year's end.

    Raises ``key_work.office_only`` or ``key_work.year``.
    """
    if not viewer.is_system and not is_root_office(viewer):
        raise Forbidden("key_work.office_only")
    this_year = clock.business_today().year
    if year not in {this_year, this_year + 1}:
        raise Refusal("key_work.year", field="year", year=year)
    with act(viewer, "add_key_work", key=key) as verb:
        if verb.repeated:
            return KeyWork.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        due = order.due_on or rules().calendar.previous_workday(date(year, 12, 31))
        row = assign(viewer=viewer, order=replace(order, origin_kind=KIND, due_on=due, term=""))
        rows = KeyWork.objects.unscoped("numbers are given across all units")
        last = rows.filter(year=year).aggregate(last=Max("number"))["last"] or 0
        made = KeyWork.objects.create(
            year=year, number=last + 1, commitment=row, recorded_at=clock.now()
        )
        after = {"year": year, "number": made.number, "commitment": row}
        verb.record(made, after=after, unit=tree_on().nodes.get(row.lead_unit_id))
    return made
