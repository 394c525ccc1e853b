"""Approve a moved date, or contest it: then the date before it holds again."""

from uuid import UUID

from yipanqi.apps.ledger.projects.access import check_keeper, locked
from yipanqi.apps.ledger.projects.actions.standing import write_date
from yipanqi.apps.ledger.projects.models import MilestoneDate, Project
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.life.gates.actions.refusals import Answer, check_reason, tell_asker
from yipanqi.apps.life.gates.models import SlipVerdict
from yipanqi.core.projects.slips import Verdict
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.texts import label
from yipanqi.infra.verbs import Verb, act, was_done_by

_Planned = MilestoneDate.Basis.PLANNED


def approve_slip(
    *, viewer: Viewer, moved_uid: str | UUID, words: str = "", key: str | None = None
) -> SlipVerdict:
    """Raises ``slip.not_found``, ``slip.decided_already`` or ``slip.own_move``."""
    row, _earlier = _moved(viewer, moved_uid)
    with act(viewer, "approve_slip", key=key) as verb:
        if verb.repeated:
            return SlipVerdict.objects.get(moved=row)
        return _decide(verb, row, Verdict.APPROVED, words, None)


def contest_slip(
    *, viewer: Viewer, moved_uid: str | UUID, reason: str, key: str | None = None
) -> SlipVerdict:
    """The date before it holds again, and the move counts in no sum. Only the newest plan of a
    milestone can be contested.

    Raises also ``project.reason_missing`` and ``slip.not_newest``.
    """
    row, earlier = _moved(viewer, moved_uid)
    check_reason(reason)
    with act(viewer, "contest_slip", key=key) as verb:
        project = locked(viewer, row.project)
        if verb.repeated:
            return SlipVerdict.objects.get(moved=row)
        newest = _plans(row).last()
        if newest is None or newest.pk != row.pk:
            raise Refusal("slip.not_newest")
        restored = write_date(project, row.milestone, _Planned, earlier.happens_on, reason)
        project.version += 1
        project.save(update_fields=["version"])
        made = _decide(verb, row, Verdict.CONTESTED, reason, restored)
        tell_asker(project, str(made.uid), _answer(row, reason))
        return made


def _answer(row: MilestoneDate, reason: str) -> Answer:
    """For whoever moved the date, or had it moved in their name."""
    told = AuditEntry.objects.filter(subject_uid=str(row.uid), verb="set_milestone").first()
    person = identifier(told.actor) if told else None
    user = User.objects.filter(uid=person).first() if person else None
    params = {"milestone": label(MilestoneDate.Milestone(row.milestone)), "moved": row.happens_on}
    return Answer("notice.slip_contested", reason, user.pk if user else None, params)


def _moved(viewer: Viewer, uid: str | UUID) -> tuple[MilestoneDate, MilestoneDate]:
    """The moved date and the plan before it, for whoever may judge it."""
    row = MilestoneDate.objects.filter(uid=uid, basis=_Planned).select_related("project__current")
    found = row.first()
    if found is None or not Project.objects.visible_to(viewer).filter(pk=found.project_id).exists():
        raise Missing("slip.not_found")
    check_keeper(viewer, found.project.current.counting_unit_id)  # type: ignore[union-attr]
    earlier = _plans(found).filter(pk__lt=found.pk).exclude(happens_on=None).last()
    if earlier is None or found.happens_on is None:
        raise Missing("slip.not_found")
    if was_done_by(viewer, found, "set_milestone"):
        raise Forbidden("slip.own_move")
    return found, earlier


def _plans(row: MilestoneDate):  # type: ignore[no-untyped-def]
    rows = MilestoneDate.objects.filter(
        project_id=row.project_id, milestone=row.milestone, basis=_Planned
    )
    return rows.order_by("recorded_at", "pk")


def _decide(
    verb: Verb, row: MilestoneDate, verdict: Verdict, words: str, restored: MilestoneDate | None
) -> SlipVerdict:
    if SlipVerdict.objects.select_for_update().filter(moved=row).exists():
        raise Refusal("slip.decided_already")
    made = SlipVerdict.objects.create(
        moved=row,
        verdict=verdict,
        words=words.strip()[:300],
        decided_on=clock.business_today(),
        decided_by_id=verb.viewer.user,
        restored=restored,
    )
    after = {"verdict": verdict, "project": row.project.uid, "milestone": row.milestone}
    after |= {"holds": restored.happens_on} if restored else {"holds": row.happens_on}
    unit = row.project.current.counting_unit  # type: ignore[union-attr]
    verb.record(made, after=after, reason=words, unit=unit)
    return made
