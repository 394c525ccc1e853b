"""Issue a version of the year's project list: class and plan come from it, never from dates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from yipanqi.apps.ledger.projects.models import AnnualEntry, AnnualList, ListDraft, Project
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


class Hold(Protocol):
    """Refuses a version that something above the register holds back."""

    def __call__(
        self, draft: ListDraft | None, effective_month: Month, *, is_adjustment: bool
    ) -> None: ...


HOLDS: list[Hold] = []  # filled by the apps that know rounds and frozen months


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedProject:
    """One line of the list. Money in whole yuan; ``monthly_plan`` has twelve amounts."""

    project: Project
    annual_class: AnnualClass
    annual_plan: int
    monthly_plan: tuple[int, ...]
    completed_before: int = 0
    planned_start_month: Month | None = None


def issue_list(
    *,
    viewer: Viewer,
    year: int,
    issued_on: date,
    effective_month: Month,
    lines: Sequence[ListedProject],
    document_number: str = "",
    draft: ListDraft | None = None,
    key: str | None = None,
) -> AnnualList:
    """Issue the next version of a year's list, whole. An adjustment holds from the month of
    its issue at the earliest: no month before it gets better.

    Raises ``list.office_only``, ``list.plan_not_split``, ``list.twice``,
    ``list.wrong_year``, ``list.empty``, ``list.effective_before_earlier``,
    ``list.effective_before_issue``.
    """
    if not viewer.is_root_office:
        raise Forbidden("list.office_only")
    if not lines:
        raise Refusal("list.empty")
    if effective_month.year != year:
        raise Refusal("list.wrong_year", field="effective_month", year=year)
    with act(viewer, "issue_list", key=key) as verb:
        if verb.repeated:
            return AnnualList.objects.get(uid=verb.subject_uid)
        _check(lines)
        last = AnnualList.objects.filter(year=year).order_by("-number").first()
        if last is not None and str(effective_month) < last.effective_month:
            raise Refusal("list.effective_before_earlier", field="effective_month")
        if last is not None and effective_month < Month.of(issued_on):
            issued_in = Month.of(issued_on)
            raise Refusal("list.effective_before_issue", field="effective_month", month=issued_in)
        for hold in HOLDS:
            hold(draft, effective_month, is_adjustment=last is not None)
        row = AnnualList.objects.create(
            year=year,
            number=last.number + 1 if last else 1,
            issued_on=issued_on,
            effective_month=str(effective_month),
            document_number=document_number,
            recorded_at=clock.now(),
        )
        AnnualEntry.objects.bulk_create([_entry(row, line) for line in lines], batch_size=500)
        verb.record(
            row,
            after={
                "number": row.number,
                "projects": len(lines),
                "annual_plan": sum(line.annual_plan for line in lines),
            },
            month=effective_month,
        )
    return row


def _check(lines: Sequence[ListedProject]) -> None:
    seen: set[int] = set()
    for line in lines:
        if line.project.pk in seen:
            raise Refusal("list.twice", project=line.project.own_code)
        seen.add(line.project.pk)
        if len(line.monthly_plan) != 12 or sum(line.monthly_plan) != line.annual_plan:
            raise Refusal(
                "list.plan_not_split",
                project=line.project.own_code,
                plan_yuan=line.annual_plan,
                split_yuan=sum(line.monthly_plan),
            )


def _entry(row: AnnualList, line: ListedProject) -> AnnualEntry:
    return AnnualEntry(
        annual_list=row,
        project=line.project,
        annual_class=line.annual_class,
        annual_plan=line.annual_plan,
        completed_before=line.completed_before,
        monthly_plan=list(line.monthly_plan),
        planned_start_month=str(line.planned_start_month or ""),
    )
