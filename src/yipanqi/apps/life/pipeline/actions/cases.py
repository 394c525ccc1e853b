"""Choose a typical case for a month's meeting, in a person's words; drop it again."""

from dataclasses import dataclass
from uuid import UUID

from yipanqi.apps.ledger.projects.access import locked, visible
from yipanqi.apps.life.pipeline.access import check_office
from yipanqi.apps.life.pipeline.cases import cases_of_project, chosen_case
from yipanqi.apps.life.pipeline.models import ChosenCase
from yipanqi.core.month import Month
from yipanqi.core.pipeline.cases import CaseKind
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version, plain


@dataclass(frozen=True, slots=True)
class Choice:
    """Which case, why this one, and what is asked of whom."""

    kind: CaseKind
    words: str
    asked: str = ""


def choose_case(
    *,
    viewer: Viewer,
    project_uid: str | UUID,
    month: Month,
    choice: Choice,
    key: str | None = None,
) -> ChosenCase:
    """Only what the rules found in that month can be chosen; the numbers are kept with it.

    Raises ``case.words_missing``, ``case.not_found_by_rule``, ``case.already_chosen`` or
    ``pipeline.office_only``.
    """
    project = visible(viewer, str(project_uid))
    check_office(viewer)
    if not choice.words.strip():
        raise Refusal("case.words_missing", field="words")
    found = cases_of_project(viewer, month, str(project.uid))
    case = next((f.case for f in found if f.case.kind is choice.kind), None)
    with act(viewer, "choose_case", key=key) as verb:
        row = locked(viewer, project)
        if verb.repeated:
            return ChosenCase.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        if case is None:
            raise Refusal("case.not_found_by_rule", field="kind", kind=choice.kind)
        same = {"kind": choice.kind, "month": str(month), "dropped_at": None}
        if row.chosen_cases.filter(**same).exists():
            raise Refusal("case.already_chosen", field="kind", month=month)
        chosen = ChosenCase.objects.create(
            project=row,
            kind=choice.kind,
            month=str(month),
            words=choice.words.strip()[:500],
            asked=choice.asked.strip()[:500],
            found={"code": case.code, "params": plain(case.params)},
            chosen_at=clock.now(),
            chosen_by_id=viewer.user,
        )
        after = {"project": row.uid, "kind": choice.kind, "words": chosen.words}
        verb.record(chosen, after=after | {"asked": chosen.asked}, month=month)
    return chosen


def drop_case(
    *,
    viewer: Viewer,
    case_uid: str | UUID,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> ChosenCase:
    """Raises ``case.not_found``, ``case.dropped_already`` or ``lights.reason_missing``."""
    found = chosen_case(viewer, str(case_uid))
    check_office(viewer)
    if not reason.strip():
        raise Refusal("lights.reason_missing", field="reason")
    with act(viewer, "drop_case", key=key) as verb:
        rows = ChosenCase.objects.unscoped("checked above")
        row = rows.select_for_update().get(pk=found.pk)
        if verb.repeated:
            return row
        check_version(row, expected_version)
        if row.dropped_at is not None:
            raise Refusal("case.dropped_already")
        row.dropped_at, row.dropped_reason = clock.now(), reason.strip()[:300]
        row.version += 1
        row.save(update_fields=["dropped_at", "dropped_reason", "version"])
        verb.record(row, before={"dropped": False}, after={"dropped": True}, reason=reason)
    return row
