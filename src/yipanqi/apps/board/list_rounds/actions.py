"""The steps of a round: open, nominate, screen, review, approve; the floors of admission."""

from datetime import date
from uuid import UUID

from yipanqi.apps.board.list_rounds import queries
from yipanqi.apps.board.list_rounds.models import (
    AdmissionFloor,
    ListRound,
    Nomination,
    Review,
    Screening,
    Verdict,
)
from yipanqi.apps.ledger.projects.access import visible
from yipanqi.apps.ledger.projects.actions.list_draft import add_line, check_list_office, save_line
from yipanqi.apps.ledger.projects.models import DraftLine, ListDraft, Project
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

State = ListRound.State
NEXT = {State.COLLECTING: State.SCREENING, State.SCREENING: State.REVIEWING}


def open_round(
    *,
    viewer: Viewer,
    draft: ListDraft,
    collect_until: date,
    screen_until: date,
    key: str | None = None,
) -> ListRound:
    """Ask the units for their projects. Raises ``round.opened_already``, ``round.dates``."""
    check_list_office(viewer)
    if screen_until < collect_until:
        raise Refusal("round.dates", field="screen_until")
    with act(viewer, "open_round", key=key) as verb:
        if verb.repeated:
            return ListRound.objects.get(uid=verb.subject_uid)
        row = ListDraft.objects.select_for_update().get(pk=draft.pk)
        if row.closed_at is not None:
            raise Refusal("list.draft_closed")
        if ListRound.objects.filter(draft=row).exists():
            raise Refusal("round.opened_already", year=row.year)
        made = ListRound.objects.create(
            draft=row,
            collect_until=collect_until,
            screen_until=screen_until,
            opened_at=clock.now(),
            opened_by_id=viewer.user,
        )
        verb.record(made, after={"year": row.year, "collect_until": collect_until})
    return made


def nominate(
    *,
    viewer: Viewer,
    uid: str | UUID,
    project_uid: str | UUID,
    annual_class: AnnualClass,
    annual_plan: int,
    reason: str,
    key: str | None = None,
) -> Nomination:
    """A unit asks for one of its projects, or asks anew. ``annual_plan`` in yuan.

    Raises ``round.not_yours``, ``round.not_collecting``, ``round.reason_missing``.
    """
    project = visible(viewer, str(project_uid))
    unit = _asking_unit(viewer, project)
    if not reason.strip():
        raise Refusal("round.reason_missing", field="reason")
    if annual_plan < 0:
        raise Refusal("list.negative", field="annual_plan")
    with act(viewer, "nominate", key=key) as verb:
        found = _locked(uid, State.COLLECTING)
        if verb.repeated:
            return Nomination.objects.get(uid=verb.subject_uid)
        if clock.business_today() > found.collect_until and not viewer.is_root_office:
            raise Refusal("round.collecting_over", until=found.collect_until)
        Nomination.objects.filter(round=found, project=project, withdrawn_at=None).update(
            withdrawn_at=clock.now()
        )
        made = Nomination.objects.create(
            round=found,
            project=project,
            unit_id=unit,
            annual_class=annual_class,
            annual_plan=annual_plan,
            reason=reason.strip()[:300],
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
        )
        verb.record(
            made,
            after={"project": project, "annual_class": annual_class, "annual_plan": annual_plan},
            reason=reason.strip(),
        )
    return made


def _asking_unit(viewer: Viewer, project: Project) -> int:
    """The project's unit that the viewer writes for."""
    version = project.current
    mine = viewer.units_as(Role.REPORTER, Role.REVIEWER, Role.OFFICE)
    if version is None or version.counting_unit_id is None:
        raise Forbidden("round.not_yours")
    if version.counting_unit_id not in mine and version.reporting_unit_id not in mine:
        raise Forbidden("round.not_yours")
    return int(version.counting_unit_id)


def withdraw_nomination(*, viewer: Viewer, uid: str | UUID, key: str | None = None) -> Nomination:
    """Raises ``round.not_yours``, ``round.not_collecting``."""
    wish = queries.nomination_by_uid(viewer, uid)
    _asking_unit(viewer, wish.project)
    with act(viewer, "withdraw_nomination", key=key) as verb:
        if verb.repeated:
            return wish
        _locked(wish.round.uid, State.COLLECTING)
        wish.withdrawn_at = clock.now()
        wish.save(update_fields=["withdrawn_at"])
        verb.record(wish, after={"withdrawn": True})
    return wish


def move_round(
    *,
    viewer: Viewer,
    uid: str | UUID,
    to: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> ListRound:
    """On to the next step. What was nominated becomes lines of the draft when collecting ends.

    Raises ``round.wrong_step``.
    """
    check_list_office(viewer)
    stored = queries.round_by_uid(uid)
    with act(viewer, "move_round", key=key) as verb:
        if verb.repeated:
            return stored
        found = _locked(uid)
        check_version(found, expected_version)
        if NEXT.get(State(found.state)) != to:
            raise Refusal("round.wrong_step")
        before = found.state
        if before == State.COLLECTING:
            _take_in(viewer, found)
        found.state = State(to)
        found.version += 1
        found.save(update_fields=["state", "version"])
        verb.record(found, before={"state": before}, after={"state": found.state})
    return found


def _take_in(viewer: Viewer, found: ListRound) -> None:
    wishes = Nomination.objects.filter(round=found, withdrawn_at=None).select_related("project")
    on = set(DraftLine.objects.filter(draft=found.draft).values_list("project", flat=True))
    for wish in wishes.order_by("pk"):
        if wish.project_id not in on:
            add_line(viewer=viewer, draft=found.draft, project=wish.project)
        save_line(
            viewer=viewer,
            draft=found.draft,
            project=wish.project,
            changes={
                "annual_class": wish.annual_class,
                "annual_plan": wish.annual_plan,
                "is_listed": True,
            },
        )


def screen(
    *,
    viewer: Viewer,
    uid: str | UUID,
    project_uid: str | UUID,
    verdict: str,
    words: str = "",
    key: str | None = None,
) -> Screening:
    """The line department of the project's domain says whether it fits.

    Raises ``round.not_your_domain``, ``round.wrong_step``, ``round.words_missing``.
    """
    project = visible(viewer, str(project_uid))
    if project.current is None or project.current.domain not in viewer.domains:
        raise Forbidden("round.not_your_domain")
    if verdict != Verdict.FIT and not words.strip():
        raise Refusal("round.words_missing", field="words")
    with act(viewer, "screen", key=key) as verb:
        if verb.repeated:
            return Screening.objects.get(uid=verb.subject_uid)
        found = _locked(uid, State.SCREENING)
        _on_draft(found, project)
        made = Screening.objects.create(
            round=found,
            project=project,
            verdict=Verdict(verdict),
            words=words.strip()[:300],
            screened_at=clock.now(),
            screened_by_id=viewer.user,
        )
        verb.record(made, after={"project": project, "verdict": verdict}, reason=words.strip())
    return made


def review_project(
    *,
    viewer: Viewer,
    uid: str | UUID,
    project_uid: str | UUID,
    is_admitted: bool,
    words: str = "",
    exception: str = "",
    key: str | None = None,
) -> Review:
    """What the joint review says; a project that is not admitted leaves the draft's list.

    Raises ``round.wrong_step``, ``round.words_missing``.
    """
    check_list_office(viewer)
    project = visible(viewer, str(project_uid))
    if not is_admitted and not words.strip():
        raise Refusal("round.words_missing", field="words")
    with act(viewer, "review_project", key=key) as verb:
        if verb.repeated:
            return Review.objects.get(uid=verb.subject_uid)
        found = _locked(uid, State.REVIEWING)
        _on_draft(found, project)
        made = Review.objects.create(
            round=found,
            project=project,
            is_admitted=is_admitted,
            words=words.strip()[:300],
            exception=exception.strip()[:300],
            reviewed_at=clock.now(),
            reviewed_by_id=viewer.user,
        )
        save_line(
            viewer=viewer, draft=found.draft, project=project, changes={"is_listed": is_admitted}
        )
        verb.record(made, after={"project": project, "is_admitted": is_admitted})
    return made


def approve_round(
    *,
    viewer: Viewer,
    uid: str | UUID,
    document_number: str,
    meeting: str,
    approved_on: date,
    expected_version: int | None = None,
    key: str | None = None,
) -> ListRound:
    """Raises ``round.approver_only``, ``round.wrong_step``, ``round.number_missing``,
    ``round.below_floor`` naming projects that need the words of an exception.
    """
    if not viewer.is_system and viewer.root not in viewer.posts_as(Role.OFFICE, Role.LEADER):
        raise Forbidden("round.approver_only")
    if not document_number.strip():
        raise Refusal("round.number_missing", field="document_number")
    with act(viewer, "approve_round", key=key) as verb:
        if verb.repeated:
            return ListRound.objects.get(uid=verb.subject_uid)
        found = _locked(uid, State.REVIEWING)
        check_version(found, expected_version)
        low = [r for r in queries.round_rows(viewer, found) if r.needs_exception]
        if low:
            names = [r.project.current.name for r in low[:5] if r.project.current]
            raise Refusal("round.below_floor", count=len(low), projects=names)
        found.state = State.APPROVED
        found.document_number = document_number.strip()[:60]
        found.reviewed_at_meeting = meeting.strip()[:120]
        found.approved_on, found.approved_by_id = approved_on, viewer.user
        found.version += 1
        found.save()
        verb.record(found, after={"state": found.state, "document_number": found.document_number})
    return found


def set_floor(
    *,
    viewer: Viewer,
    annual_class: AnnualClass,
    list_level: str,
    least_total: int,
    least_plan: int,
    from_year: int,
    rests_on: str = "",
    key: str | None = None,
) -> AdmissionFloor:
    """From a year on, how large a project of a class must be, in yuan."""
    check_list_office(viewer)
    if least_total < 0 or least_plan < 0:
        raise Refusal("list.negative", field="least_total")
    with act(viewer, "set_floor", key=key) as verb:
        if verb.repeated:
            return AdmissionFloor.objects.get(uid=verb.subject_uid)
        AdmissionFloor.objects.filter(
            annual_class=annual_class, list_level=list_level, from_year=from_year, ended_at=None
        ).update(ended_at=clock.now())
        made = AdmissionFloor.objects.create(
            annual_class=annual_class,
            list_level=list_level,
            least_total=least_total,
            least_plan=least_plan,
            from_year=from_year,
            rests_on=rests_on.strip()[:120],
            recorded_at=clock.now(),
        )
        verb.record(made, after={"least_total": least_total, "least_plan": least_plan})
    return made


def end_floor(*, viewer: Viewer, uid: str | UUID, key: str | None = None) -> AdmissionFloor:
    check_list_office(viewer)
    found = queries.floor_by_uid(uid)
    with act(viewer, "end_floor", key=key) as verb:
        if verb.repeated:
            return found
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        verb.record(found, after={"ended": True})
    return found


def _locked(uid: str | UUID, state: str = "") -> ListRound:
    """The round, its draft open; raises ``round.wrong_step`` where it stands elsewhere."""
    stored = queries.round_by_uid(uid)
    found = ListRound.objects.select_for_update().select_related("draft").get(pk=stored.pk)
    if found.draft.closed_at is not None:
        raise Refusal("list.draft_closed")
    if state and found.state != state:
        raise Refusal("round.wrong_step")
    return found


def _on_draft(found: ListRound, project: Project) -> None:
    if not DraftLine.objects.filter(draft=found.draft, project=project).exists():
        raise Refusal("round.not_on_draft")
