"""Open a programme (设立专项), change it, end it: by the office at the root."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from yipanqi.apps.board.programmes.access import charter_for, check_office, check_running
from yipanqi.apps.board.programmes.models import Charter, CharterUnit
from yipanqi.apps.ledger.projects.models import Programme
from yipanqi.core.ledgers.programmes import ProgrammeKind
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verbs import act, check_version

NAME_MAX = 60
AUDITED = ("kind", "sponsor", "from_on", "to_on", "report_day", "ended_on", "version")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a programme; units are primary keys. ``to_on`` None is open-ended."""

    name: str
    kind: str
    lead_unit: int
    from_on: date
    to_on: date | None = None
    units: tuple[int, ...] = ()
    purpose: str = ""
    basis: str = ""
    sponsor: str = ""
    report_day: int = 5
    parent: UUID | None = None


def open_programme(*, viewer: Viewer, plan: Plan, key: str | None = None) -> Charter:
    """Raises ``programme.office_only``, ``programme.name_taken`` and what a plan may lack."""
    check_office(viewer)
    _check(plan)
    with act(viewer, "open_programme", key=key) as verb:
        if verb.repeated:
            return charter_for(viewer, verb.subject_uid)
        _check_name(plan.name, None)
        last = Programme.objects.aggregate(last=Max("sort"))["last"] or 0
        programme = Programme.objects.create(
            key=f"p-{str(new_uid())[-12:]}", name=plan.name.strip(), sort=last + 1
        )
        row = Charter(programme=programme, recorded_at=clock.now())
        _fill(viewer, row, plan)
        row.save()
        _join(row, plan.units)
        verb.record(row, after=_said(row), unit=row.lead_unit)
    return row


def change_programme(
    *,
    viewer: Viewer,
    uid: str | UUID,
    plan: Plan,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> Charter:
    """Raises ``programme.ended`` besides what opening one does."""
    check_office(viewer)
    _check(plan)
    with act(viewer, "change_programme", key=key) as verb:
        row = charter_for(viewer, uid, locked=True)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        check_running(row)
        _check_name(plan.name, row.programme_id)
        before = _said(row)
        row.programme.name = plan.name.strip()
        row.programme.save(update_fields=["name"])
        _fill(viewer, row, plan)
        row.version += 1
        row.save()
        _join(row, plan.units)
        verb.record(
            row, before=before, after=_said(row), reason=reason.strip()[:500], unit=row.lead_unit
        )
    return row


def end_programme(
    *,
    viewer: Viewer,
    uid: str | UUID,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Charter:
    """It is over from today; its tasks run on, its record stays. Raises ``programme.ended``."""
    check_office(viewer)
    if not words.strip():
        raise Refusal("programme.words_needed", field="words")
    with act(viewer, "end_programme", key=key) as verb:
        row = charter_for(viewer, uid, locked=True)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        check_running(row)
        before = _said(row)
        row.ended_on, row.end_words = clock.business_today(), words.strip()[:2_000]
        row.version += 1
        row.save()
        verb.record(
            row, before=before, after=_said(row), reason=words.strip()[:500], unit=row.lead_unit
        )
    return row


def _check(plan: Plan) -> None:
    if not plan.name.strip() or len(plan.name.strip()) > NAME_MAX:
        raise Refusal("programme.name_needed", field="name", limit=NAME_MAX)
    if plan.kind not in set(ProgrammeKind):
        raise Refusal("programme.kind", field="kind")
    if plan.to_on is not None and plan.to_on < plan.from_on:
        raise Refusal("programme.dates", field="to_on")
    if not 1 <= plan.report_day <= 28:
        raise Refusal("programme.report_day", field="report_day")


def _check_name(name: str, own: int | None) -> None:
    others = Programme.objects.filter(name=name.strip())
    if (others.exclude(pk=own) if own else others).exists():
        raise Refusal("programme.name_taken", field="name", name=name.strip())


def _fill(viewer: Viewer, row: Charter, plan: Plan) -> None:
    row.kind, row.lead_unit_id = plan.kind, plan.lead_unit
    row.from_on, row.to_on, row.report_day = plan.from_on, plan.to_on, plan.report_day
    row.purpose, row.basis = plan.purpose.strip()[:2_000], plan.basis.strip()[:120]
    row.sponsor = plan.sponsor.strip()[:40]
    row.parent = charter_for(viewer, plan.parent) if plan.parent else None
    _check_parent(row)


def _check_parent(row: Charter) -> None:
    above, steps = row.parent, 0
    while above is not None:
        steps += 1
        if above.pk == row.pk or steps > 4:
            raise Refusal("programme.parent", field="parent")
        above = above.parent


def _join(row: Charter, units: Iterable[int]) -> None:
    """The units that take part are exactly these from today on."""
    today, wanted = clock.business_today(), set(units) - {row.lead_unit_id}
    here = row.members.filter(left_on=None)
    known = set(here.values_list("unit", flat=True))
    here.exclude(unit__in=wanted).update(left_on=today)
    CharterUnit.objects.bulk_create(
        CharterUnit(charter=row, unit_id=unit, joined_on=today) for unit in sorted(wanted - known)
    )


def _said(row: Charter) -> dict[str, Any]:
    members = row.members.filter(left_on=None) if row.pk else row.members.none()
    return {name: getattr(row, name) for name in AUDITED} | {
        "name": row.programme.name,
        "lead_unit": row.lead_unit_id,
        "units": sorted(members.values_list("unit", flat=True)),
    }
