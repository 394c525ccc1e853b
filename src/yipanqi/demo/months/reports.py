"""Write the month reports with their revisions, in bulk."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.month.reporting.models import (
    FieldRemark,
    MonthReport,
    MonthWindow,
    ReportRevision,
)
from yipanqi.core.month import Month
from yipanqi.core.reporting.values import ReportValues
from yipanqi.demo.city.calendar import schedule
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.instants import LAST, instant
from yipanqi.demo.city.people import reporter_of, reviewers_of
from yipanqi.demo.city.places import ROOT
from yipanqi.demo.city.register import BATCH, Registered
from yipanqi.demo.months.figures import SILENT, Told
from yipanqi.demo.months.workflow import Event, Step, steps_of
from yipanqi.demo.stories.april import story_of, tour_fates

State = MonthReport.State
AFTER = {
    Event.SUBMITTED: State.SUBMITTED,
    Event.PASSED: State.SUBMITTED,
    Event.APPROVED: State.APPROVED,
    Event.RETURNED: State.RETURNED,
}


@dataclass
class Ledger:
    """What the reports are written against, and the rows that wait to be written."""

    units: dict[str, Unit]
    users: dict[str, User]
    windows: dict[Month, MonthWindow]
    registered: Registered
    reports: list[MonthReport] = field(default_factory=list)
    revisions: list[ReportRevision] = field(default_factory=list)
    remarks: list[FieldRemark] = field(default_factory=list)
    tour: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.tour = tour_fates(self.registered.drafts)

    def add(self, told: Told) -> None:
        """Queue one report; a silent one leaves a draft or nothing at all."""
        days = schedule(told.month)
        if told.month == LAST:
            steps, kept = story_of(told, days, self.tour)
        else:
            steps = steps_of(told, days)
            kept = told.values if _leaves_draft(told) else None
        if not steps and kept is None:
            return
        report = self._report(told, steps, kept)
        self.reports.append(report)
        for number, step in enumerate(steps, 1):
            self._revision(told, report, number, step)

    def _report(self, told: Told, steps: list[Step], kept: ReportValues | None) -> MonthReport:
        """``kept``: values of the working copy where they are not those of the last step."""
        unit = told.draft.reporting
        handed_in = [s.at for s in steps if s.event == Event.SUBMITTED]
        state = AFTER[Event(steps[-1].event)] if steps else State.DRAFT
        saved = handed_in[-1] if handed_in else instant(schedule(told.month).due_on, 9)
        waiting = _waiting(unit, steps) if state == State.SUBMITTED else None
        source = "workbook" if dice("by", told.draft.number, told.month).random() < 0.6 else "web"
        return MonthReport(
            project=self.registered.project[told.draft.number],
            window=self.windows[told.month],
            reporting_unit=self.units[unit],
            state=state,
            waiting_unit=self.units[waiting] if waiting else None,
            waiting_since=steps[-1].at if waiting else None,
            version=len(steps) + 1,
            source=source,
            first_submitted_at=handed_in[0] if handed_in else None,
            first_submitted_on=handed_in[0].date() if handed_in else None,
            saved_by=self.users[reporter_of(unit)],
            saved_at=saved,
            times_returned=sum(s.event == Event.RETURNED for s in steps),
            **columns(kept or steps[-1].values),
            explanations=told.explanations if steps else {},
        )

    def _revision(self, told: Told, report: MonthReport, number: int, step: Step) -> None:
        revision = ReportRevision(
            report=report,
            number=number,
            event=step.event,
            by=self.users[step.username],
            by_unit=self.units[step.unit],
            at=step.at,
            business_on=step.at.date(),
            remark=step.remark,
            soft_findings=len(told.explanations),
            explanations=told.explanations,
            **columns(step.values),
        )
        self.revisions.append(revision)
        for name, text in step.field_remarks:
            self.remarks.append(FieldRemark(revision=revision, field=name, text=text))

    def write(self) -> None:
        MonthReport.objects.bulk_create(self.reports, batch_size=BATCH)
        ReportRevision.objects.bulk_create(self.revisions, batch_size=BATCH)
        FieldRemark.objects.bulk_create(self.remarks, batch_size=BATCH)


def build_reports(
    told: Iterable[Told],
    units: dict[str, Unit],
    users: dict[str, User],
    windows: dict[Month, MonthWindow],
    registered: Registered,
) -> Ledger:
    ledger = Ledger(units, users, windows, registered)
    for one in told:
        ledger.add(one)
    ledger.write()
    return ledger


def columns(values: ReportValues) -> dict[str, Any]:
    names = ReportValues.__slots__
    return {name: getattr(values, name) for name in names if name != "photos"}


def _leaves_draft(told: Told) -> bool:
    return told.fate == SILENT and dice("draft", told.draft.number, told.month).random() < 0.3


def _waiting(unit: str, steps: list[Step]) -> str:
    """The key of the unit whose turn it is."""
    chain = [key for key, _name in reviewers_of(unit)] + [ROOT]
    passed = 0
    for step in steps:
        passed = passed + 1 if step.event == Event.PASSED else 0
    return chain[passed]
