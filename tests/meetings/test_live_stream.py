"""The live room over real sockets: in order, without holes, whatever is cut; and who may listen."""

import asyncio
import random
from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from apart import run_apart
from meetings.conftest import Desk
from meetings.live_clients import Watcher, server
from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.meeting.meetings import actions
from yipanqi.apps.meeting.meetings.actions import Wish
from yipanqi.apps.meeting.meetings.live import rights
from yipanqi.apps.meeting.meetings.live.rights import Ticket
from yipanqi.apps.meeting.meetings.live.tailer import Hub
from yipanqi.apps.meeting.meetings.live.tailer import Watcher as Listener
from yipanqi.apps.meeting.meetings.models import Meeting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("postgres" in settings.DATABASES["default"]["ENGINE"], reason="one file"),
]
WATCHERS, EVENTS, CUTS = 40, 30, 60


@pytest.fixture
def desk(plain_town):
    return Desk(plain_town)


@pytest.fixture
def room(desk):
    meeting = desk.called(desk.planned())
    return desk.act("open_room", uid=meeting.uid)


async def until(done: Callable[[], bool]) -> None:
    """A busy machine may take its time; what never comes is seen by the assertions."""
    for _ in range(300):
        if done():
            return
        await asyncio.sleep(0.1)


def hang_up() -> None:
    """In the thread whose connection it is."""
    connection.close()


def cookie(user: User) -> str:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def ticket(meeting: Meeting, user: User) -> Ticket:
    return Ticket(meeting.pk, user.pk, cookie(user).partition("=")[2], user.pk)


@pytest.fixture
def port(tmp_path):
    database = f"sqlite:///{connection.settings_dict['NAME']}"
    with server(tmp_path / "served", database, settings.SECRET_KEY, processes=2) as found:
        yield found


def test_nothing_is_missed_after_random_cuts_and_order_holds(desk, town_users, room, port):
    """40 watchers of two processes, 30 events, 60 cuts at random moments."""
    address = reverse("meetings:stream", args=[room.uid])
    key = cookie(town_users["east_reviewer"])
    chance = random.Random(6)
    first = Meeting.objects.get(pk=room.pk).live_sequence

    async def play() -> list[Watcher]:
        watchers = [Watcher(port, address, key, first) for _ in range(WATCHERS)]
        for one in watchers:
            one.start()
        await until(lambda: all(one.status == 200 for one in watchers))
        for n in range(EVENTS):
            await asyncio.to_thread(
                actions.show,
                viewer=desk.office,
                uid=room.uid,
                wish=Wish("text", text=f"第{n}句"),
            )
            for one in chance.sample(watchers, CUTS // EVENTS):
                one.cut()
            await asyncio.sleep(0.04)
        await until(lambda: all(one.sequence == first + EVENTS for one in watchers))
        for one in watchers:
            await one.stop()
        await asyncio.to_thread(hang_up)
        return watchers

    watchers = run_apart(play())
    wanted = list(range(first + 1, first + EVENTS + 1))
    assert sum(one.cuts for one in watchers) >= CUTS // 2
    assert [one.heard for one in watchers if one.heard != wanted] == []


def test_a_stranger_and_a_visitor_get_no_line(desk, town_users, room, port):
    address = reverse("meetings:stream", args=[room.uid])

    async def ask(key: str) -> str:
        one = Watcher(port, address, key)
        one.start()
        await until(lambda: bool(one.ended))
        await one.stop()
        return one.ended

    assert run_apart(ask(cookie(town_users["town_reporter"]))) == "404"
    assert run_apart(ask(cookie(town_users["admin"]))) == "403"
    assert run_apart(ask("none=1")) == "302"


@pytest.fixture
def town_users(desk):
    return desk.town.user


class TestRights:
    def test_they_end_with_session_account_post_and_invitation(self, desk, room):
        users = desk.town.user
        names = ("east_reviewer", "west_reviewer", "leader", "health_reporter", "south_reviewer")
        tickets = {name: ticket(room, users[name]) for name in names}
        stranger = ticket(room, users["town_reporter"])
        every = {*tickets.values(), stranger}
        assert rights.still_allowed(every) == set(tickets.values())

        from django.contrib.sessions.models import Session

        Session.objects.filter(session_key=tickets["east_reviewer"].session).delete()
        User.objects.filter(pk=users["west_reviewer"].pk).update(is_active=False)
        Appointment.objects.filter(user=users["south_reviewer"]).update(to_on="2024-05-01")
        room.attendances.filter(unit=desk.town.unit["health"]).delete()
        assert rights.still_allowed(every) == {tickets["leader"]}

    def test_whoever_has_lost_them_is_cut(self, desk, room):
        users = desk.town.user
        mine = ticket(room, users["east_reviewer"])

        async def play() -> list[bytes]:
            hub, told = Hub(), []
            watcher = Listener(mine)

            async def listen() -> None:
                told.extend([wire async for wire in hub.frames(watcher, 0)])

            listening = asyncio.create_task(listen())
            await asyncio.sleep(0.5)
            await asyncio.to_thread(
                User.objects.filter(pk=users["east_reviewer"].pk).update, is_active=False
            )
            await hub.recheck()
            await asyncio.wait_for(listening, 3)
            await asyncio.to_thread(hang_up)
            hub.close()
            return told

        told = run_apart(play())
        assert [w.split(b"\n")[0] for w in told[:4]] == [f"id: {n}".encode() for n in range(1, 5)]
        assert told[-1].startswith(b"event: cut\ndata: gone")


def test_a_watcher_that_does_not_read_is_cut_and_the_others_go_on(desk, room):
    from yipanqi.apps.meeting.meetings.live.tailer import BEHIND_MOST, Room
    from yipanqi.apps.meeting.meetings.live.wire import Frame

    async def play() -> tuple[Listener, Listener, Room]:
        one = Listener(Ticket(room.pk, 1, "a", 1))
        other = Listener(Ticket(room.pk, 2, "b", 2))
        hall = Room(room.pk, 0, {one, other})
        for n in range(1, BEHIND_MOST + 2):
            hall.tell(Frame(n, b"x"))
            other.waiting.get_nowait()
        return one, other, hall

    slow, quick, hall = run_apart(play())
    assert slow.why_cut == "slow"
    assert hall.watchers == {quick}
