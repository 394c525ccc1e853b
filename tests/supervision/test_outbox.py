"""Robots and e-mail: signed, retried until taken, each once under one id; quiet hours, digests."""

import base64
import hashlib
import hmac
import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import mail

from city import city
from promises import Promises
from yipanqi.apps.ledger.notices import actions, outbox
from yipanqi.apps.ledger.notices.actions import ChannelWish
from yipanqi.apps.ledger.notices.jobs import order_due_delivery
from yipanqi.apps.ledger.notices.models import Channel, Delivery
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.infra import clock
from yipanqi.infra.jobs import drain
from yipanqi.infra.models import AuditEntry, Job
from yipanqi.infra.texts import render
from yipanqi.infra.webhooks import is_allowed

pytestmark = pytest.mark.django_db


class Receiver:
    """A robot on this machine that can be killed and started again on the same port."""

    def __init__(self) -> None:
        self.port, self.got, self.answer = 0, [], (200, b'{"errcode":0}')
        self.start()

    def start(self) -> None:
        outer = self

        class Take(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.got.append((self.path, dict(self.headers), body))
                status, answer = outer.answer
                self.send_response(status)
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_args) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", self.port), Take)
        self.port = self.server.server_port
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def kill(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/robot?key=1"

    @property
    def ids(self) -> list[str]:
        return [headers["X-Yipanqi-Delivery"] for _path, headers, _body in self.got]


@pytest.fixture
def town():
    return city()


@pytest.fixture
def promises(town):
    return Promises(town)


@pytest.fixture
def receiver():
    made = Receiver()
    yield made
    made.kill()


def channel(town, address, by="east_reviewer", unit="east", kind="plain", **more) -> Channel:
    wish = ChannelWish(kind=kind, name="区推进群", address=address, secret="一把钥匙", **more)
    return actions.open_channel(viewer=town.viewer(by), unit=town.unit[unit].pk, wish=wish)


def time_passes() -> None:
    Delivery.objects.filter(state="queued").update(next_at=clock.now() - timedelta(seconds=1))


def deliver() -> None:
    order_due_delivery()
    drain()


def test_a_killed_receiver_loses_nothing_and_gets_nothing_twice(town, promises, receiver):
    channel(town, receiver.address)
    first = promises.done(promises.assigned(title="先送达"))
    deliver()
    assert len(receiver.got) == 1
    receiver.kill()
    for n in range(5):
        promises.done(promises.assigned(title=f"断线时第{n}件"))
    deliver()
    assert Delivery.objects.filter(state="queued", attempts=1).count() == 5
    assert Delivery.objects.filter(state="queued").first().last_error
    time_passes()
    deliver()
    receiver.start()
    time_passes()
    deliver()
    deliver()
    texts = [json.loads(body)["text"] for _path, _headers, body in receiver.got]
    assert sorted(texts) == sorted(
        [f"已报办结，请核实：先送达（{first.number}）。"]
        + [render(d.notice.code, d.notice.params) for d in Delivery.objects.all() if d.attempts > 1]
    )
    assert len(receiver.ids) == len(set(receiver.ids)) == 6
    assert set(receiver.ids) == {str(u) for u in Delivery.objects.values_list("sent_as", flat=True)}
    assert Job.objects.filter(state="failed").count() == 0


def test_a_worker_that_dies_after_sending_sends_again_under_the_same_id(town, promises, receiver):
    channel(town, receiver.address)
    promises.done(promises.assigned())
    deliver()
    Delivery.objects.update(state="queued", sent_at=None, next_at=clock.now())
    deliver()
    assert len(receiver.ids) == 2
    assert len(set(receiver.ids)) == 1


def test_the_signature_is_of_time_id_and_body(town, promises, receiver):
    channel(town, receiver.address)
    promises.done(promises.assigned())
    deliver()
    _path, headers, body = receiver.got[0]
    signed = f"{headers['X-Yipanqi-Time']}.{headers['X-Yipanqi-Delivery']}.".encode() + body
    mark = hmac.new("一把钥匙".encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Yipanqi-Signature"] == f"sha256={mark}"


def test_robots_get_their_own_form(town, promises, receiver):
    channel(town, receiver.address, kind="wecom")
    channel(town, receiver.address, kind="dingtalk")
    promises.done(promises.assigned())
    deliver()
    (_, _, plain), (path, _, signed) = receiver.got
    assert json.loads(plain)["text"]["content"].startswith("已报办结")
    assert json.loads(signed)["msgtype"] == "text"
    query = parse_qs(urlsplit(path).query)
    words = f"{query['timestamp'][0]}\n一把钥匙".encode()
    digest = hmac.new("一把钥匙".encode(), words, hashlib.sha256).digest()
    assert query["sign"] == [base64.b64encode(digest).decode()]


@pytest.mark.parametrize("answer", [(500, b""), (302, b""), (200, b'{"errcode":93000}')])
def test_what_is_not_taken_is_tried_again_and_given_up_in_the_end(town, promises, receiver, answer):
    channel(town, receiver.address, kind="wecom")
    promises.done(promises.assigned())
    receiver.answer = answer
    for _ in range(outbox.ATTEMPTS + 2):
        time_passes()
        deliver()
    row = Delivery.objects.get()
    assert (row.state, row.attempts) == ("failed", outbox.ATTEMPTS)
    assert len(receiver.got) == outbox.ATTEMPTS


def test_only_the_unit_s_own_notices_and_nothing_without_the_verb(town, promises, receiver):
    channel(town, receiver.address, by="west_reviewer", unit="west")
    promises.done(promises.assigned())
    with pytest.raises(Refusal):
        promises.assigned(title="")
    assert not Delivery.objects.exists()


def test_quiet_hours_and_digests(town, promises, receiver):
    def at(hour: int) -> datetime:
        return datetime(2026, 5, 6, hour, 30, tzinfo=clock.CITY_ZONE)

    quiet = Channel(quiet_from=22, quiet_until=7)
    assert outbox.due_at(quiet, at(12)) == at(12)
    assert outbox.due_at(quiet, at(23)) == at(7).replace(day=7, minute=0)
    assert outbox.due_at(quiet, at(3)) == at(7).replace(minute=0)
    daily = Channel(digest_at=8)
    assert outbox.due_at(daily, at(7)) == at(8).replace(minute=0)
    assert outbox.due_at(daily, at(9)) == at(8).replace(day=7, minute=0)
    channel(town, receiver.address, digest_at=8)
    for n in range(3):
        promises.done(promises.assigned(title=f"第{n}件"))
    time_passes()
    deliver()
    assert len(receiver.got) == 1
    assert json.loads(receiver.got[0][2])["text"].count("\n") == 2
    assert Delivery.objects.filter(state="sent").count() == 3


def test_by_e_mail(town, promises):
    channel(town, "tuijinban@example.invalid", kind="email")
    promises.done(promises.assigned())
    deliver()
    (letter,) = mail.outbox
    assert letter.to == ["tuijinban@example.invalid"]
    assert str(Delivery.objects.get().uid) in letter.extra_headers["Message-ID"]


@pytest.mark.parametrize(
    ("listed", "host", "at", "goes"),
    [
        ([], "qyapi.example", "101.226.1.1", True),
        ([], "10.1.2.3", "10.1.2.3", False),
        ([], "robot.example", "127.0.0.1", False),
        ([], "meta.example", "169.254.169.254", False),
        ([], "six.example", "fe80::1%eth0", False),
        ([], "mapped.example", "::ffff:10.0.0.1", False),
        (["10.1.0.0/16"], "robot.inside", "10.1.2.3", True),
        (["10.1.0.0/16"], "robot.inside", "10.2.2.3", False),
        (["Robot.inside"], "robot.inside", "192.168.1.9", True),
    ],
)
def test_a_message_goes_inside_only_where_the_administrator_said_so(
    settings, listed, host, at, goes
):
    settings.WEBHOOK_HOSTS = listed
    assert is_allowed(host, at) is goes


def test_an_unlisted_inside_address_is_refused_when_kept_and_when_sent(
    town, promises, receiver, settings
):
    settings.WEBHOOK_HOSTS = []
    with pytest.raises(Refusal, match=r"webhook\.not_listed"):
        channel(town, receiver.address)
    by_name = receiver.address.replace("127.0.0.1", "localhost")
    channel(town, by_name)
    promises.done(promises.assigned())
    deliver()
    assert receiver.got == []
    row = Delivery.objects.get()
    assert row.state == Delivery.State.QUEUED
    assert "administrator" in row.last_error


def test_channels_are_the_keepers_and_checked(town, promises, receiver):
    with pytest.raises(Forbidden, match="keeper_only"):
        channel(town, receiver.address, by="town_reporter", unit="town")
    with pytest.raises(Forbidden):
        channel(town, receiver.address, by="west_reviewer")
    for address in ("ftp://x/y", "http:///x", "javascript:1", "http://a b/"):
        with pytest.raises(Refusal, match=r"webhook\.address"):
            channel(town, address)
    with pytest.raises(Refusal, match=r"channel\.email"):
        channel(town, "no address", kind="email")
    with pytest.raises(Refusal, match=r"channel\.hours"):
        channel(town, receiver.address, quiet_from=22)
    made = channel(town, receiver.address)
    assert "一把钥匙" not in str(AuditEntry.objects.get(verb="open_channel").values)
    with pytest.raises(Missing):
        actions.close_channel(viewer=town.viewer("west_reviewer"), uid=made.uid)
    promises.done(promises.assigned())
    actions.close_channel(viewer=town.viewer("east_reviewer"), uid=made.uid)
    deliver()
    assert receiver.got == []
    assert Delivery.objects.get().state == "failed"


def test_the_page_of_channels(client, town, promises, receiver):
    client.force_login(
        town.user["east_reviewer"], backend="django.contrib.auth.backends.ModelBackend"
    )
    form = {
        "unit": str(town.unit["east"].uid),
        "kind": "wecom",
        "name": "区推进群",
        "address": receiver.address,
        "secret": "一把钥匙",
        "key": "a",
    }
    page = client.post("/notices/channels/open/", form, follow=True).content.decode()
    assert "区推进群" in page
    assert "一把钥匙" not in page
    bad = client.post("/notices/channels/open/", form | {"address": "x", "key": "b"}, follow=True)
    assert "地址不完整" in bad.content.decode()
    made = Channel.objects.get()
    page = client.post(f"/notices/channels/{made.uid}/close/", follow=True).content.decode()
    assert "已停止" in page
    client.force_login(
        town.user["town_reporter"], backend="django.contrib.auth.backends.ModelBackend"
    )
    assert 'name="address"' not in client.get("/notices/channels/").content.decode()
