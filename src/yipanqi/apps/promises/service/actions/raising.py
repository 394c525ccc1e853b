"""A request comes in: typed by an officer, or sent from a phone by link."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from yipanqi.apps.ledger.projects.access import visible as visible_project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.actions._common import next_number
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.service.access import check_server
from yipanqi.apps.promises.service.actions._common import (
    WORDS_MAX,
    audited,
    digest_of,
    new_link,
    told,
)
from yipanqi.apps.promises.service.actions.linking import FOLLOW_DAYS, NAME_MAX
from yipanqi.apps.promises.service.models import ServiceLink, ServiceRequest
from yipanqi.apps.promises.service.rules import service_rules
from yipanqi.core.ledgers.service import Channel, RequestState, Topic
from yipanqi.core.projects.identity import tidy
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import Verb, act

TITLE_MAX = 120
BY_LINK = "an enterprise by its link"


@dataclass(frozen=True, slots=True)
class Wish:
    """What an enterprise asks; ``enterprise`` is the link's own where one was used."""

    title: str
    topic: str
    content: str = ""
    enterprise: str = ""
    contact: str = ""
    phone: str = ""
    project_uid: str | UUID | None = None


def raise_request(
    *,
    viewer: Viewer,
    officer_unit: int,
    wish: Wish,
    channel: str = Channel.OFFICER,
    key: str | None = None,
) -> ServiceRequest:
    """On an enterprise's behalf, by its service officer or by whoever took the call.

    Raises ``service.officer_only``, ``service.enterprise_needed``, ``service.title_needed``,
    ``service.topic_unknown`` or ``service.channel_unknown``.
    """
    check_server(viewer, officer_unit)
    if channel not in {Channel.OFFICER, Channel.TYPED}:
        raise Refusal("service.channel_unknown", field="channel")
    _check(wish)
    with act(viewer, "raise_request", key=key) as verb:
        if verb.repeated:
            rows = ServiceRequest.objects.unscoped("own earlier run")
            return rows.get(uid=verb.subject_uid)
        return _made(verb, wish, officer_unit, channel)


def send_request(*, secret: str, wish: Wish) -> tuple[ServiceRequest, str]:
    """From the phone: the request, and the secret to follow it with. The link is spent.

    Raises ``service.link_gone`` for whatever is no open link.
    """
    viewer = Viewer.system(BY_LINK)
    with act(viewer, "send_request") as verb:
        link = open_link(secret, ServiceLink.Kind.ASK, locked=True)
        asked = Wish(
            title=_one_line(wish.title),
            topic=wish.topic,
            content=wish.content,
            enterprise=link.enterprise,
            contact=_one_line(wish.contact),
            phone=_one_line(wish.phone),
        )
        _check(asked)
        row = _made(verb, asked, link.officer_unit_id, Channel.LINK)
        link.used_at, link.request = clock.now(), row
        link.save()
        _, follow = new_link(
            viewer,
            ServiceLink.Kind.FOLLOW,
            FOLLOW_DAYS,
            officer_unit_id=row.officer_unit_id,
            enterprise=row.enterprise,
            request=row,
        )
    return row, follow


def open_link(secret: str, kind: str, *, locked: bool = False) -> ServiceLink:
    """The link if it is still good. Raises ``service.link_gone``: unknown, spent, ended and
    expired ones get the same answer.
    """
    rows = ServiceLink.objects.filter(digest=digest_of(secret), kind=kind, ended_at=None)
    if kind == ServiceLink.Kind.ASK:
        rows = rows.filter(used_at=None)
    if locked:
        rows = rows.select_for_update()
    found = rows.filter(expires_at__gt=clock.now()).first()
    if found is None:
        raise Missing("service.link_gone")
    return found


def _one_line(text: str) -> str:
    """A stranger's title goes out in notices: no further lines, nothing that turns them round."""
    return tidy(" ".join(text.split()))


def _check(wish: Wish) -> None:
    if not wish.enterprise.strip() or len(wish.enterprise.strip()) > NAME_MAX:
        raise Refusal("service.enterprise_needed", field="enterprise", limit=NAME_MAX)
    if not wish.title.strip() or len(wish.title.strip()) > TITLE_MAX:
        raise Refusal("service.title_needed", field="title", limit=TITLE_MAX)
    if wish.topic not in set(Topic):
        raise Refusal("service.topic_unknown", field="topic")
    if len(wish.content) > WORDS_MAX:
        raise Refusal("service.words_too_long", field="content", limit=WORDS_MAX)


def _made(verb: Verb, wish: Wish, officer_unit: int, channel: str) -> ServiceRequest:
    today, calendar = clock.business_today(), rules().calendar
    viewer = verb.viewer
    project = None
    if wish.project_uid:
        project = visible_project(viewer, str(wish.project_uid))
    row = ServiceRequest.objects.create(
        number=next_number("诉", today.year),
        enterprise=wish.enterprise.strip(),
        contact=wish.contact.strip()[:40],
        phone=wish.phone.strip()[:30],
        topic=wish.topic,
        title=wish.title.strip(),
        content=wish.content.strip(),
        project=project,
        repeat_of=_earlier(wish),
        channel=channel,
        officer_unit_id=officer_unit,
        unit_id=officer_unit,
        opened_on=today,
        first_due_on=calendar.add_workdays(today, service_rules().accept_days),
        raised_by_id=viewer.user,
        recorded_at=clock.now(),
    )
    after = audited(row) | {"channel": channel, "enterprise": row.enterprise}
    verb.record(row, after=after, unit=tree_on().nodes.get(officer_unit))
    told(row, "notice.request_raised", [officer_unit], "raised")
    return row


def _earlier(wish: Wish) -> ServiceRequest | None:
    """The same enterprise with the same topic within the rule's days: it has come back."""
    since = clock.business_today() - timedelta(days=service_rules().repeat_days)
    rows = ServiceRequest.objects.unscoped("whether it was asked before, by whomever it was told")
    same = rows.filter(enterprise=wish.enterprise.strip(), topic=wish.topic, opened_on__gte=since)
    return same.exclude(state=RequestState.DECLINED).order_by("-opened_on", "-pk").first()
