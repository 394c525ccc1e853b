"""What a freeze of the month would take now: counted, fallen back, or missing."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.history import COUNTED
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow, ReportRevision
from yipanqi.core.reporting.reports import ReportState
from yipanqi.core.scope import Viewer


class CountsAs(StrEnum):
    """What the freeze takes of a report as it stands."""

    APPROVED = "approved"  # its present values
    EARLIER = "earlier"  # the values last approved in this month; the present ones wait
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """One report that is due and not approved."""

    project_uid: str
    report_uid: str
    code: str
    name: str
    unit: str
    state: ReportState
    counts_as: CountsAs


@dataclass(frozen=True, slots=True)
class UnitOutlook:
    """A reporting unit's reports that are due; the three kinds add up to ``due``."""

    uid: str
    name: str
    due: int
    approved: int
    earlier: int
    missing: int


@dataclass(frozen=True, slots=True)
class Outlook:
    due: int
    states: dict[str, int]
    counts: dict[str, int]
    units: Sequence[UnitOutlook]  # worst first
    rows: Sequence[OutlookRow]  # what is not approved, by unit


def outlook(viewer: Viewer, window: MonthWindow) -> Outlook:
    """Of the projects the viewer sees. A constant number of queries."""
    ids = Project.objects.visible_to(viewer).values("pk")
    facts = project_facts(window.value, project_ids=None if viewer.whole_tree else ids)
    reports = {
        r.project_id: r
        for r in MonthReport.objects.unscoped("of projects scoped above").filter(window=window)
    }
    fallback = set(
        ReportRevision.objects.filter(report__window=window, event__in=COUNTED).values_list(
            "report_id", flat=True
        )
    )
    names = {n.pk: n.short_name for n in tree_on().nodes.values()}
    found = [
        (f, _row(f, reports.get(f.project), fallback, names))
        for f in facts.values()
        if f.report_due
    ]
    return Outlook(
        due=len(found),
        states=dict(Counter(str(row.state) for _, row in found)),
        counts=dict(Counter(str(row.counts_as) for _, row in found)),
        units=_units(found),
        rows=sorted(
            (row for _, row in found if row.counts_as is not CountsAs.APPROVED),
            key=lambda row: (row.unit, row.code),
        ),
    )


def _row(
    facts: ProjectFacts,
    report: MonthReport | None,
    fallback: set[int],
    names: dict[int, str],
) -> OutlookRow:
    state = ReportState(report.state) if report else ReportState.MISSING
    counts_as = CountsAs.MISSING
    if report is not None and report.pk in fallback:
        approved = state is ReportState.APPROVED
        counts_as = CountsAs.APPROVED if approved else CountsAs.EARLIER
    return OutlookRow(
        project_uid=facts.project_uid,
        report_uid=str(report.uid) if report else "",
        code=facts.code,
        name=facts.name,
        unit=names.get(facts.reporting_unit, ""),
        state=state,
        counts_as=counts_as,
    )


def _units(found: list[tuple[ProjectFacts, OutlookRow]]) -> list[UnitOutlook]:
    tallies: dict[str, Counter[CountsAs]] = {}
    names: dict[str, str] = {}
    for facts, row in found:
        tallies.setdefault(facts.reporting_unit_uid, Counter())[row.counts_as] += 1
        names[facts.reporting_unit_uid] = row.unit
    units = [
        UnitOutlook(
            uid=uid,
            name=names[uid],
            due=tally.total(),
            approved=tally[CountsAs.APPROVED],
            earlier=tally[CountsAs.EARLIER],
            missing=tally[CountsAs.MISSING],
        )
        for uid, tally in tallies.items()
    ]
    return sorted(units, key=lambda u: (-u.missing, -u.earlier, u.name))
