"""What only this station does: the year's list of key work, and its table by quarter."""

from dataclasses import replace
from datetime import date

from django.db.models import Max

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import is_root_office
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.supervision.key_work import Quarter, issue_of, key_work
from yipanqi.apps.promises.supervision.models import KeyWork, KeyWorkIssue
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


def publish_key_work(
    *, viewer: Viewer, quarter: Quarter, reason: str = "", key: str | None = None
) -> KeyWorkIssue:
    """Fix the quarter's four-column table and show it to every unit (按季公布).

    Raises ``key_work.office_only``, ``key_work.quarter_running``, ``key_work.nothing_to_publish``
    or, where it stands published already, ``key_work.reason_needed``.
    """
    if not viewer.is_system and not is_root_office(viewer):
        raise Forbidden("key_work.office_only")
    today, words = clock.business_today(), reason.strip()[:300]
    if quarter.end >= today:
        raise Refusal("key_work.quarter_running", field="quarter", end=quarter.end)
    with act(viewer, "publish_key_work", key=key) as verb:
        if verb.repeated:
            return KeyWorkIssue.objects.get(uid=verb.subject_uid)
        earlier = issue_of(quarter)
        if earlier is not None and not words:
            raise Refusal("key_work.reason_needed", field="reason", revision=earlier.revision)
        items = key_work(viewer, quarter)
        if not items:
            raise Refusal("key_work.nothing_to_publish", year=quarter.year)
        made = KeyWorkIssue.objects.create(
            year=quarter.year,
            quarter=quarter.number,
            revision=earlier.revision + 1 if earlier else 1,
            rows=[
                {name: getattr(item, name) for name in ("number", "content", "progress", "units")}
                for item in items
            ],
            reason=words,
            published_on=today,
            published_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        after = {"year": quarter.year, "quarter": quarter.number, "revision": made.revision}
        verb.record(made, after=after | {"items": len(items)}, reason=words)
        tell(
            Told(
                units=sorted({item.line.row.lead_unit_id for item in items}),
                code="notice.key_work_published",
                key=f"{made.uid}",
                params={"year": quarter.year, "quarter": quarter.number},
                subject_uid=str(made.uid),
            )
        )
    return made
