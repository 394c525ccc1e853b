"""Departments called together on a request (会商), and what they conclude."""

from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.actions import add_supports
from yipanqi.apps.promises.service.access import check_officer, locked
from yipanqi.apps.promises.service.actions._common import said, told
from yipanqi.apps.promises.service.actions.handling import BY_RULE
from yipanqi.apps.promises.service.models import JointSession, SessionUnit
from yipanqi.core.ledgers.service import RequestState, RequestVerb, moved
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.inputs import identifier
from yipanqi.infra.verbs import act, check_version


def call_session(
    *,
    viewer: Viewer,
    uid: str | UUID,
    units: tuple[int, ...],
    held_on: date,
    agenda: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> JointSession:
    """Departments are invited and become supporting units of the commitment.

    Raises ``service.session_open``, ``service.session_units`` or ``service.session_past``.
    """
    words, today = said(agenda, "agenda"), clock.business_today()
    if held_on < today:
        raise Refusal("service.session_past", field="held_on")
    with act(viewer, "call_session", key=key) as verb:
        if verb.repeated:
            return JointSession.objects.get(uid=verb.subject_uid)
        row = locked(viewer, uid)
        check_officer(viewer, row, RequestVerb.CALL_SESSION)
        check_version(row, expected_version)
        moved(RequestState(row.state), RequestVerb.CALL_SESSION)
        others = sorted(set(units) - {row.unit_id})
        if not others:
            raise Refusal("service.session_units", field="units")
        if row.sessions.filter(concluded_on=None).exists():
            raise Refusal("service.session_open")
        made = JointSession.objects.create(
            request=row, held_on=held_on, agenda=words, called_by_id=viewer.user
        )
        SessionUnit.objects.bulk_create(SessionUnit(session=made, unit_id=u) for u in others)
        if row.commitment is not None:
            rule = Viewer.system(BY_RULE)
            add_supports(viewer=rule, uid=row.commitment.uid, units=tuple(others))
        after = {"request": row, "held_on": held_on, "units": len(others)}
        verb.record(made, after=after, reason=words[:500], unit=tree_on().nodes.get(row.unit_id))
        day = f"{held_on.month}月{held_on.day}日"
        told(row, "notice.request_session", others, f"session:{made.pk}", held_on=day)
    return made


def conclude_session(
    *, viewer: Viewer, session_uid: str | UUID, conclusion: str, key: str | None = None
) -> JointSession:
    """What was agreed, told to the departments. Raises ``service.session_concluded``."""
    words = said(conclusion, "conclusion")
    with act(viewer, "conclude_session", key=key) as verb:
        wanted = identifier(session_uid)
        found = JointSession.objects.filter(uid=wanted) if wanted else JointSession.objects.none()
        session = found.select_related("request").first()
        if session is None:
            raise Missing("service.not_found")
        row = locked(viewer, session.request.uid)
        if verb.repeated:
            return session
        check_officer(viewer, row, RequestVerb.CONCLUDE_SESSION)
        moved(RequestState(row.state), RequestVerb.CONCLUDE_SESSION)
        session.refresh_from_db()
        if session.concluded_on is not None:
            raise Refusal("service.session_concluded")
        session.conclusion, session.concluded_on = words, clock.business_today()
        session.save()
        verb.record(session, after={"conclusion": words}, unit=tree_on().nodes.get(row.unit_id))
        units = [u.unit_id for u in session.units.all()]
        told(row, "notice.request_concluded", [*units, row.unit_id], f"concluded:{session.pk}")
    return session
