"""One reader per process and event loop: polls the outbox, fans out in memory.

However many watch, a process asks the database one question every ``PAUSE``; a waiting watcher
holds no connection. What a watcher missed comes from memory, else from the database.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.db import connection
from django.db.utils import Error as DatabaseTrouble

from yipanqi.apps.meeting.meetings.live import outbox, rights
from yipanqi.apps.meeting.meetings.live.outbox import Told
from yipanqi.apps.meeting.meetings.live.rights import Ticket
from yipanqi.apps.meeting.meetings.live.wire import Frame, ending, frame_of, tick
from yipanqi.infra import clock

PAUSE = 0.05  # seconds between two looks
KEPT = 500  # events of a meeting kept in memory
BEHIND_MOST = 200  # events waiting for one watcher; a slower one is cut and comes back
RECHECK = 30.0  # seconds between two looks at everybody's rights
BREATH = 15  # seconds between two signs of life of one line; a fifteenth of them each second
SIGN_OF_LIFE = -1  # the number of a frame that is no event
log = logging.getLogger(__name__)
_numbers = count()
Answer = TypeVar("Answer")


@dataclass(eq=False, slots=True)
class Watcher:
    ticket: Ticket
    waiting: asyncio.Queue[Frame | None] = field(default_factory=lambda: asyncio.Queue(BEHIND_MOST))
    why_cut: str = ""
    slot: int = field(default_factory=lambda: next(_numbers) % BREATH)

    def push(self, frame: Frame) -> bool:
        try:
            self.waiting.put_nowait(frame)
        except asyncio.QueueFull:
            self.cut("slow")
            return False
        return True

    def cut(self, why: str) -> None:
        """End the stream after what has been sent; it comes back by itself."""
        self.why_cut = why
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


@dataclass(eq=False, slots=True)
class Room:
    meeting: int
    sequence: int  # told to everybody up to here
    watchers: set[Watcher] = field(default_factory=set)
    recent: deque[Frame] = field(default_factory=lambda: deque(maxlen=KEPT))

    def tell(self, frame: Frame) -> None:
        if frame.sequence <= self.sequence:
            return
        self.sequence = frame.sequence
        self.recent.append(frame)
        for watcher in [w for w in self.watchers if not w.push(frame)]:
            self.watchers.discard(watcher)

    def missed(self, after: int) -> list[Frame] | None:
        """From memory; None where memory does not reach back that far."""
        if after >= self.sequence:
            return []
        if not self.recent or self.recent[0].sequence > after + 1:
            return None
        return [frame for frame in self.recent if frame.sequence > after]


class Hub:
    """The rooms that somebody watches through this process."""

    def __init__(self) -> None:
        self.rooms: dict[int, Room] = {}
        # a thread for the tailer, one for those who come back: each holds one connection
        self._tail = ThreadPoolExecutor(1, thread_name_prefix="tailer")
        self._ask = ThreadPoolExecutor(2, thread_name_prefix="catch-up")
        self._tasks: set[asyncio.Task[None]] = set()

    async def frames(self, watcher: Watcher, after: int) -> AsyncGenerator[bytes, None]:
        """Everything after ``after``, in order, without holes, until the watcher is cut."""
        room = self._join(watcher, after)
        sent = after
        try:
            for frame in await self._missed(room, after):
                if frame.sequence > sent:
                    sent = frame.sequence
                    yield frame.wire
            while True:
                coming = await watcher.waiting.get()
                if coming is None:
                    yield ending(watcher.why_cut)
                    return
                frame = coming
                if frame.sequence == SIGN_OF_LIFE:
                    yield frame.wire
                    continue
                if frame.sequence > sent + 1:  # a hole: the outbox knows
                    for old in await self._from_outbox(room, sent):
                        if sent < old.sequence < frame.sequence:
                            sent = old.sequence
                            yield old.wire
                if frame.sequence > sent:
                    sent = frame.sequence
                    yield frame.wire
        finally:
            self._leave(room, watcher)

    def _join(self, watcher: Watcher, after: int) -> Room:
        """Registered before anything is read: what comes meanwhile waits in the queue."""
        room = self.rooms.get(watcher.ticket.meeting)
        if room is None:
            room = Room(watcher.ticket.meeting, after)
            self.rooms[room.meeting] = room
        room.watchers.add(watcher)
        if not self._tasks:
            self._start(self._follow())
            self._start(self._recheck())
            self._start(self._breathe())
        return room

    def _leave(self, room: Room, watcher: Watcher) -> None:
        room.watchers.discard(watcher)
        if not room.watchers and self.rooms.get(room.meeting) is room:
            del self.rooms[room.meeting]
        if not self.rooms:
            for task in self._tasks:
                task.cancel()
            self._tasks.clear()

    def _start(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _missed(self, room: Room, after: int) -> list[Frame]:
        found = room.missed(after)
        return await self._from_outbox(room, after) if found is None else found

    async def _from_outbox(self, room: Room, after: int) -> list[Frame]:
        told = await self._call(self._ask, outbox.events_after, room.meeting, after)
        return [frame_of(event) for event in told]

    async def _follow(self) -> None:
        """The tailer: asks for the last numbers, then for what is new."""
        while True:
            with suppress(DatabaseTrouble):
                await self._look()
            await asyncio.sleep(PAUSE)

    async def _look(self) -> None:
        known = {pk: room.sequence for pk, room in self.rooms.items()}
        for pk, told in (await self._call(self._tail, _news, known)).items():
            room = self.rooms.get(pk)
            if room is not None:
                for event in told:
                    room.tell(frame_of(event))

    async def _breathe(self) -> None:
        """A timer for each line would cost more than the lines; one second serves them all."""
        for second in count():
            await asyncio.sleep(1)
            frame = Frame(SIGN_OF_LIFE, tick(outbox.milliseconds(clock.now())))
            for room in list(self.rooms.values()):
                for watcher in list(room.watchers):
                    if watcher.slot == second % BREATH:
                        watcher.push(frame)

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK)
            with suppress(DatabaseTrouble):
                await self.recheck()

    async def recheck(self) -> None:
        """Cut whoever has lost the session, the account, the post or the invitation."""
        watchers = [w for room in self.rooms.values() for w in room.watchers]
        tickets = {w.ticket for w in watchers}
        allowed = await self._call(self._ask, rights.still_allowed, tickets)
        for watcher in watchers:
            if watcher.ticket not in allowed:
                watcher.cut("gone")

    async def _call(
        self, threads: ThreadPoolExecutor, read: Callable[..., Answer], *args: Any
    ) -> Answer:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(threads, _guarded, read, *args)

    def close(self) -> None:
        """Give the threads' connections back (tests)."""
        for threads in (self._tail, self._ask):
            for _ in range(threads._max_workers):
                threads.submit(_hang_up)
            threads.shutdown(wait=True)


def _hang_up() -> None:
    """In the thread whose connection it is."""
    connection.close()


def _news(known: dict[int, int]) -> dict[int, list[Told]]:
    """One query while nothing happens."""
    last = outbox.sequences(list(known))
    moved = {pk: known[pk] for pk, number in last.items() if number > known[pk]}
    return {pk: outbox.events_after(pk, after) for pk, after in moved.items()}


def _guarded(read: Callable[..., Answer], *args: Any) -> Answer:
    """A broken connection is given back, so that the next look opens a new one."""
    try:
        return read(*args)
    except DatabaseTrouble:
        connection.close()
        log.warning("the live room could not read the outbox", exc_info=True)
        raise


_hubs: "WeakKeyDictionary[asyncio.AbstractEventLoop, Hub]" = WeakKeyDictionary()


def hub() -> Hub:
    """The hub of the running event loop."""
    loop = asyncio.get_running_loop()
    found = _hubs.get(loop)
    if found is None:
        found = _hubs[loop] = Hub()
    return found
