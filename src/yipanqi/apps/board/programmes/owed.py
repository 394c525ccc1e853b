"""Monthly reports that programmes owe: until when, how far each is, who is waited for."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Min, Q

from yipanqi.apps.board.programmes.models import Charter, ProgrammeReport
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING
from yipanqi.core.ledgers.programmes import ReportState, report_due_on
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock

OWED_BY_ALL = "what is owed concerns whoever is told or counted"


class ReportStep(StrEnum):
    """How far a month's report is."""

    MISSING = "missing"  # 未起草
    TO_SIGN = "to_sign"  # 待签发
    TO_COLLECT = "to_collect"  # 已签发，待收集
    COLLECTED = "collected"  # 已收集上会

    @property
    def is_owed(self) -> bool:
        """The lead unit still has something to do."""
        return self in {ReportStep.MISSING, ReportStep.TO_SIGN}


@dataclass(frozen=True, slots=True)
class Owed:
    """One programme's report of one month."""

    charter: Charter
    month: Month
    due_on: date
    report: ProgrammeReport | None

    @property
    def step(self) -> ReportStep:
        if self.report is None:
            return ReportStep.MISSING
        if self.report.state != ReportState.SIGNED:
            return ReportStep.TO_SIGN
        return ReportStep.TO_COLLECT if self.report.item_uid is None else ReportStep.COLLECTED

    @property
    def is_late(self) -> bool:
        """Not signed by its day, or signed after it."""
        signed = self.report.signed_on if self.report else None
        return (signed or clock.business_today()) > self.due_on


def month_owed(today: date) -> Month:
    """The month that is over: its reports are asked for now."""
    return Month.of(today).previous


def owed(month: Month, charters: Iterable[Charter] | None = None) -> list[Owed]:
    """Of every programme that ran in the month, in the order of the board; one that was ended
    since owes nothing more.
    """
    if charters is None:
        charters = Charter.objects.unscoped(OWED_BY_ALL).select_related("programme")
    rows = [row for row in charters if _ran_in(row, month)]
    found = ProgrammeReport.objects.unscoped(OWED_BY_ALL).filter(month=str(month), charter__in=rows)
    reports = {r.charter_id: r for r in found.select_related("signed_by")}
    papers_by = papers_due(month)
    return [
        Owed(row, month, report_due_on(month, row.report_day, papers_by), reports.get(row.pk))
        for row in rows
        if row.ended_on is None or row.pk in reports
    ]


def papers_due(month: Month) -> date | None:
    """The earliest day for papers of a meeting that hears the month and has been called; none
    where papers were due before the month was over.
    """
    called = Meeting.objects.unscoped(OWED_BY_ALL).exclude(state=Meeting.State.PLANNED)
    called = called.filter(month=str(month), materials_due_on__gt=month.last)
    day: date | None = called.aggregate(d=Min("materials_due_on"))["d"]
    return day


def _ran_in(row: Charter, month: Month) -> bool:
    over = row.ended_on or row.to_on
    return row.from_on <= month.last and (over is None or over >= month.first)


def deciding_units(units: Iterable[int | None]) -> set[int]:
    """Those of the units in which somebody holds a deciding post today."""
    today = clock.business_today()
    held = Appointment.objects.filter(
        Q(to_on=None) | Q(to_on__gt=today),
        from_on__lte=today,
        unit__in=[unit for unit in units if unit is not None],
        role__in=ORDERING,
        user__is_active=True,
    )
    return set(held.values_list("unit", flat=True))


def signing_unit(row: Charter, deciding: set[int]) -> int:
    """Where the report is signed off: in the lead unit, or at the root if nobody decides there."""
    lead: int | None = row.lead_unit_id
    return lead if lead is not None and lead in deciding else tree_on().root.pk


Waits = dict[str, tuple[int, date | None]]


def waiting_reports(viewer: Viewer) -> Waits:
    """Reports to write, to sign off and to collect, and those the office waits for: how many
    of each, and the nearest date.
    """
    posts, ordering = viewer.posts_as(*WORKING), viewer.posts_as(*ORDERING)
    if not posts:
        return dict.fromkeys(("to_write", "to_sign", "to_collect", "awaited"), (0, None))
    rows = owed(month_owed(clock.business_today()))
    deciding = deciding_units(r.charter.lead_unit_id for r in rows)
    office = viewer.is_root_office
    return {
        "to_write": _of(r for r in rows if _is_written_by(r, posts)),
        "to_sign": _of(r for r in rows if _is_signed_by(r, viewer, ordering, deciding)),
        "to_collect": _of(r for r in rows if office and r.step is ReportStep.TO_COLLECT),
        "awaited": _of(r for r in rows if office and r.step.is_owed),
    }


def _is_written_by(row: Owed, posts: Container[int | None]) -> bool:
    return row.step is ReportStep.MISSING and row.charter.lead_unit_id in posts


def _is_signed_by(row: Owed, viewer: Viewer, ordering: Container[int], deciding: set[int]) -> bool:
    """A draft of somebody else's, in the unit where it is signed off; at the root by its office."""
    if row.report is None or row.step is not ReportStep.TO_SIGN:
        return False
    unit = signing_unit(row.charter, deciding)
    signs = viewer.is_root_office if unit == viewer.root else unit in ordering
    return signs and row.report.edited_by_id != viewer.user


def _of(rows: Iterable[Owed]) -> tuple[int, date | None]:
    days = [row.due_on for row in rows]
    return len(days), min(days, default=None)
