"""Draw up the next version of a year's list: copy the last or roll it over, edit, issue."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yipanqi.apps.ledger.projects.actions.annual_list import ListedProject, issue_list
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import AnnualList, DraftLine, ListDraft, Project
from yipanqi.core.month import Month
from yipanqi.core.projects.annual_list import split_plan
from yipanqi.core.projects.stages import AnnualClass, Stage, annual_class_for
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

FIELDS = (
    "is_listed",
    "annual_class",
    "annual_plan",
    "completed_before",
    "monthly_plan",
    "planned_start_month",
)


def check_list_office(viewer: Viewer) -> None:
    """Raises ``list.office_only``."""
    if not viewer.is_root_office:
        raise Forbidden("list.office_only")


def start_draft(
    *,
    viewer: Viewer,
    year: int,
    based_on: AnnualList | None,
    done_in_year: Mapping[int, int] | None = None,
    key: str | None = None,
) -> ListDraft:
    """Copy a version of the same year, or roll last year's over: classes as the dates speak,
    ``done_in_year`` (project → yuan) added to what was completed before, plans empty. A
    city's first list starts from nothing.

    Raises ``list.draft_open``, ``list.rolls_from_last_year``.
    """
    check_list_office(viewer)
    if based_on is not None and not based_on.year <= year <= based_on.year + 1:
        raise Refusal("list.rolls_from_last_year", field="year", year=year, last=based_on.year)
    with act(viewer, "start_draft", key=key) as verb:
        if verb.repeated:
            return ListDraft.objects.get(uid=verb.subject_uid)
        if ListDraft.objects.filter(year=year, closed_at=None).exists():
            raise Refusal("list.draft_open", year=year)
        draft = ListDraft.objects.create(year=year, based_on=based_on, started_at=clock.now())
        lines = _first_lines(draft, done_in_year or {})
        DraftLine.objects.bulk_create(lines, batch_size=500)
        verb.record(draft, after={"year": year, "based_on": based_on, "projects": len(lines)})
    return draft


def _first_lines(draft: ListDraft, done: Mapping[int, int]) -> list[DraftLine]:
    source = draft.based_on
    if source is None:
        return []
    return (
        _copied(draft, source) if source.year == draft.year else _rolled_over(draft, source, done)
    )


def _copied(draft: ListDraft, source: AnnualList) -> list[DraftLine]:
    return [
        DraftLine(
            draft=draft,
            project_id=entry.project_id,
            annual_class=entry.annual_class,
            annual_plan=entry.annual_plan,
            completed_before=entry.completed_before,
            monthly_plan=entry.monthly_plan,
            planned_start_month=entry.planned_start_month,
        )
        for entry in source.entries.order_by("pk")
    ]


def _rolled_over(draft: ListDraft, source: AnnualList, done: Mapping[int, int]) -> list[DraftLine]:
    """Without what ended or went into production before the new year."""
    facts = project_facts(Month(source.year, 12))
    lines = []
    for entry in source.entries.order_by("pk"):
        known = facts.get(entry.project_id)
        if known is None or known.is_terminated or known.stage == Stage.IN_PRODUCTION:
            continue
        start = known.planned_start_on
        lines.append(
            DraftLine(
                draft=draft,
                project_id=entry.project_id,
                annual_class=_class_of(known, draft.year),
                annual_plan=0,
                completed_before=entry.completed_before + done.get(entry.project_id, 0),
                monthly_plan=[0] * 12,
                planned_start_month=str(Month.of(start)) if start else "",
            )
        )
    return lines


def _class_of(facts: Any, year: int) -> AnnualClass:
    return annual_class_for(
        year,
        planned_start_on=facts.planned_start_on,
        actual_start_on=facts.actual_start_on,
        planned_completion_on=facts.planned_completion_on,
    )


def save_line(
    *,
    viewer: Viewer,
    draft: ListDraft,
    project: Project,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    key: str | None = None,
) -> DraftLine:
    """Change cells of a line. A new plan alone is split anew in the proportions that stood.

    Raises ``list.not_a_line``, ``list.negative`` and ``list.draft_closed``.
    """
    check_list_office(viewer)
    with act(viewer, "save_line", key=key) as verb:
        _locked(draft)
        line = DraftLine.objects.select_for_update().filter(draft=draft, project=project).first()
        if line is None:
            raise Missing("list.not_a_line")
        if verb.repeated:
            return line
        check_version(line, expected_version)
        before = {name: getattr(line, name) for name in FIELDS}
        wanted = dict(changes)
        if "annual_plan" in wanted and "monthly_plan" not in wanted:
            wanted["monthly_plan"] = list(split_plan(wanted["annual_plan"], line.monthly_plan))
        _check_amounts(wanted)
        for name, value in wanted.items():
            setattr(line, name, value)
        line.version += 1
        line.save(update_fields=[*wanted, "version"])
        after = {name: getattr(line, name) for name in FIELDS}
        verb.record(project, before=before, after=after, reason=str(draft))
    return line


def _check_amounts(values: Mapping[str, Any]) -> None:
    for name in ("annual_plan", "completed_before"):
        if values.get(name, 0) < 0:
            raise Refusal("list.negative", field=name)
    if any(amount < 0 for amount in values.get("monthly_plan", ())):
        raise Refusal("list.negative", field="monthly_plan")


def add_line(
    *, viewer: Viewer, draft: ListDraft, project: Project, key: str | None = None
) -> DraftLine:
    """Put a project of the register on the draft, with the class its dates speak for."""
    check_list_office(viewer)
    with act(viewer, "add_line", key=key) as verb:
        _locked(draft)
        line = DraftLine.objects.filter(draft=draft, project=project).first()
        if verb.repeated and line is not None:
            return line
        if line is not None:
            raise Refusal("list.twice", project=project.own_code)
        today = Month.of(clock.business_today())
        facts = project_facts(max(today, Month(draft.year, 1)), project_ids=[project.pk])
        known = facts.get(project.pk)
        start = known.planned_start_on if known else None
        line = DraftLine.objects.create(
            draft=draft,
            project=project,
            annual_class=_class_of(known, draft.year) if known else AnnualClass.PRELIMINARY,
            annual_plan=0,
            completed_before=0,
            monthly_plan=[0] * 12,
            planned_start_month=str(Month.of(start)) if start else "",
        )
        verb.record(project, after={"is_listed": True}, reason=str(draft))
    return line


def issue_draft(
    *,
    viewer: Viewer,
    draft: ListDraft,
    issued_on: date,
    effective_month: Month,
    document_number: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> AnnualList:
    """Issue the draft as the next version; what ``issue_list`` refuses leaves it as it is."""
    check_list_office(viewer)
    with act(viewer, "issue_draft", key=key) as verb:
        if verb.repeated:
            return AnnualList.objects.get(uid=verb.subject_uid)
        row = _locked(draft)
        check_version(row, expected_version)
        lines = row.lines.filter(is_listed=True).select_related("project").order_by("pk")
        issued = issue_list(
            viewer=viewer,
            year=row.year,
            issued_on=issued_on,
            effective_month=effective_month,
            lines=[_listed(line) for line in lines],
            document_number=document_number,
            draft=row,
        )
        _close(row, issued_as=issued)
        verb.record(issued, after={"draft": row}, month=effective_month)
    return issued


def discard_draft(
    *, viewer: Viewer, draft: ListDraft, reason: str, key: str | None = None
) -> ListDraft:
    """Put a draft aside; its lines are kept but can't be issued any more."""
    check_list_office(viewer)
    if not reason.strip():
        raise Refusal("project.reason_missing", field="reason")
    with act(viewer, "discard_draft", key=key) as verb:
        if verb.repeated:
            return draft
        row = _locked(draft)
        _close(row, closed_reason=reason.strip()[:300])
        verb.record(row, after={"closed": True}, reason=reason.strip())
    return row


def _locked(draft: ListDraft) -> ListDraft:
    row = ListDraft.objects.select_for_update().get(pk=draft.pk)
    if row.closed_at is not None:
        raise Refusal("list.draft_closed")
    return row


def _close(row: ListDraft, **how: Any) -> None:
    for name, value in how.items():
        setattr(row, name, value)
    row.closed_at = clock.now()
    row.version += 1
    row.save(update_fields=[*how, "closed_at", "version"])


def _listed(line: DraftLine) -> ListedProject:
    return ListedProject(
        project=line.project,
        annual_class=AnnualClass(line.annual_class),
        annual_plan=line.annual_plan,
        monthly_plan=tuple(line.monthly_plan),
        completed_before=line.completed_before,
        planned_start_month=Month.parse(line.planned_start_month)
        if line.planned_start_month
        else None,
    )
