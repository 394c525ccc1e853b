"""Transfer a project to another unit from a month on; a package goes with its parts."""

from dataclasses import dataclass
from typing import Any

from yipanqi.apps.ledger.projects.access import locked
from yipanqi.apps.ledger.projects.actions import amend_project
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.shares.access import check_transfer
from yipanqi.apps.ledger.shares.actions.segments import check_open
from yipanqi.apps.ledger.shares.models import Transfer
from yipanqi.apps.ledger.shares.queries import segments_in
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import TransferRule
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act, check_version


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferOrder:
    to_unit: Unit
    effective_month: Month
    reason: str
    rule: TransferRule = TransferRule.GIVER_KEEPS
    reporting_unit: Unit | None = None  # who reports from then on; the receiver by default
    document_number: str = ""


def transfer_project(
    *,
    viewer: Viewer,
    project: Project,
    order: TransferOrder,
    expected_version: int | None = None,
    key: str | None = None,
) -> Transfer:
    """The project counts for ``to_unit`` from the first day of a month that is still open.

    What the year's earlier months brought stays with the giver, or moves, by the rule; months
    already frozen stay as they are. Raises ``share.office_only``, ``share.month_closed``,
    ``share.same_unit``, ``share.has_segments``, ``share.reason_missing``, and what amending
    the register raises.
    """
    with act(viewer, "transfer_project", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return Transfer.objects.get(uid=verb.subject_uid)
        check_transfer(viewer)
        check_version(row, expected_version)
        check_open(order.effective_month)
        if not order.reason.strip():
            raise Refusal("share.reason_missing", field="reason")
        made = _move(verb, viewer, row, order)
        for part in _parts(row, made.from_unit_id):
            _move(verb, viewer, part, order)
    return made


def _parts(row: Project, giver: int) -> list[Project]:
    """Parts of a package that count for the same unit as the package did."""
    if not row.is_package:
        return []
    parts = Project.objects.unscoped("a package's parts go with it")
    rows = parts.filter(package=row, current__counting_unit=giver)
    return list(rows.select_related("current").order_by("pk"))


def _move(verb: Verb, viewer: Viewer, row: Project, order: TransferOrder) -> Transfer:
    version = row.current
    if version is None or version.counting_unit_id == order.to_unit.pk:
        raise Refusal("share.same_unit", field="to_unit", unit=order.to_unit)
    if segments_in(row, order.effective_month):
        raise Refusal("share.has_segments", field="to_unit")
    giver = version.counting_unit
    changes: dict[str, Any] = {
        "counting_unit": order.to_unit,
        "reporting_unit": order.reporting_unit or order.to_unit,
    }
    if version.zone_id is not None:
        changes["zone"] = None  # a zone lies inside the unit that gave the project away
    amend_project(
        viewer=viewer,
        project=row,
        changes=changes,
        reason=order.reason,
        effective_on=order.effective_month.first,
    )
    made = Transfer.objects.create(
        project=row,
        from_unit=giver,
        to_unit=order.to_unit,
        effective_month=str(order.effective_month),
        rule=order.rule.value,
        document_number=order.document_number.strip(),
        reason=order.reason.strip()[:300],
        recorded_at=clock.now(),
        recorded_by_id=viewer.user,
    )
    verb.record(
        made,
        before={"unit": str(giver.uid)},
        after={"unit": str(order.to_unit.uid), "rule": order.rule.value},
        reason=made.reason,
        unit=order.to_unit,
        month=order.effective_month,
    )
    return made
