"""Links to a phone: made for an enterprise to ask with, and to see and rate its answer."""

from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import doer_of, reported_by
from yipanqi.apps.promises.service.access import check_officer, check_server, locked
from yipanqi.apps.promises.service.actions._common import new_link
from yipanqi.apps.promises.service.models import ServiceLink
from yipanqi.apps.promises.service.rules import service_rules
from yipanqi.core.commitments.states import CommitmentVerb, check_other
from yipanqi.core.ledgers.service import RequestVerb
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

NAME_MAX = 80
FOLLOW_DAYS = 90


def make_ask_link(
    *, viewer: Viewer, officer_unit: int, enterprise: str, key: str | None = None
) -> str:
    """A secret for one request of that enterprise to that unit; shown once, here.

    Raises ``service.officer_only`` or ``service.enterprise_needed``.
    """
    check_server(viewer, officer_unit)
    name = enterprise.strip()
    if not name or len(name) > NAME_MAX:
        raise Refusal("service.enterprise_needed", field="enterprise", limit=NAME_MAX)
    with act(viewer, "make_ask_link", key=key) as verb:
        if verb.repeated:
            raise Refusal("service.link_shown_once")
        made, secret = new_link(
            viewer,
            ServiceLink.Kind.ASK,
            service_rules().link_days,
            officer_unit_id=officer_unit,
            enterprise=name,
        )
        node = tree_on().nodes.get(officer_unit)
        verb.record(made, after={"enterprise": name, "expires_at": made.expires_at}, unit=node)
    return secret


def make_follow_link(*, viewer: Viewer, uid: str | UUID, key: str | None = None) -> str:
    """A new secret to see and rate the answer; the asker's earlier one ends.

    Never made by who reported the answer: the doer would rate their own work.
    Raises ``commitment.own_work``.
    """
    with act(viewer, "make_follow_link", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            raise Refusal("service.link_shown_once")
        check_officer(viewer, row, RequestVerb.RATE_SOLVED)
        if row.commitment is None or row.commitment.done_on is None:
            raise Refusal("service.not_answered_yet")
        check_other(CommitmentVerb.CLOSE_OUT, doer_of(viewer), reported_by(row.commitment))
        row.links.filter(kind=ServiceLink.Kind.FOLLOW, ended_at=None).update(ended_at=clock.now())
        made, secret = new_link(
            viewer,
            ServiceLink.Kind.FOLLOW,
            FOLLOW_DAYS,
            officer_unit_id=row.officer_unit_id,
            enterprise=row.enterprise,
            request=row,
        )
        node = tree_on().nodes.get(row.unit_id)
        verb.record(made, after={"request": row, "expires_at": made.expires_at}, unit=node)
    return secret
