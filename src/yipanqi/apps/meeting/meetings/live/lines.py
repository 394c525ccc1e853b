"""Lines that stay open: the live stream beside the web framework, on the same server.

The framework keeps a thread (and its database connection) for as long as a response lasts;
with one for each watcher a meeting would need thousands. Here the whole chain of the
framework decides once, in a few threads, whether a line may begin, and is then done with it.
"""

import asyncio
import io
import re
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from functools import cache
from typing import Any

from django.core import signals
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBase
from django.urls import set_script_prefix

from yipanqi.apps.meeting.meetings.live.stream import Entry, EntryResponse
from yipanqi.apps.meeting.meetings.live.tailer import Watcher, hub
from yipanqi.apps.meeting.meetings.live.wire import RETRY

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[..., Awaitable[None]]  # of scope, receive and send

ADDRESS = re.compile(r"/meetings/[0-9a-f-]{36}/stream/")
ENTERING = 4  # who may enter is decided for so many at once
_threads = ThreadPoolExecutor(ENTERING, thread_name_prefix="entry")


def with_lines(application: Application) -> Application:
    """``application`` for everything but the live stream."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ADDRESS.fullmatch(scope["path"]):
            await _line(scope, receive, send)
        else:
            await application(scope, receive, send)

    return serve


async def _line(scope: Scope, receive: Receive, send: Send) -> None:
    loop = asyncio.get_running_loop()
    answer = await loop.run_in_executor(_threads, _enter, scope)
    held = isinstance(answer, EntryResponse)
    await send(
        {"type": "http.response.start", "status": answer.status_code, "headers": _heads(answer)}
    )
    if not held:
        await send({"type": "http.response.body", "body": answer.content})
        return
    await _hold(answer.entry, receive, send)


async def _hold(entry: Entry, receive: Receive, send: Send) -> None:
    watcher = Watcher(entry.ticket)
    listening = asyncio.create_task(_until_gone(receive, watcher))
    try:
        await send({"type": "http.response.body", "body": RETRY, "more_body": True})
        async with aclosing(hub().frames(watcher, entry.after)) as frames:
            async for wire in frames:
                await send({"type": "http.response.body", "body": wire, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
    except OSError:  # the other end went while something was on its way
        return
    finally:
        listening.cancel()


async def _until_gone(receive: Receive, watcher: Watcher) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    watcher.cut("gone")


class _Chain(BaseHandler):
    """The middleware and the view, called as a plain function."""


@cache
def _chain() -> _Chain:
    made = _Chain()
    made.load_middleware()
    return made


def _enter(scope: Scope) -> Any:
    set_script_prefix("/")
    signals.request_started.send(sender=_Chain, scope=scope)
    try:
        answer: HttpResponseBase = _chain().get_response(ASGIRequest(scope, io.BytesIO()))
        return answer
    finally:
        signals.request_finished.send(sender=_Chain)  # gives the connection back


def _heads(answer: Any) -> list[tuple[bytes, bytes]]:
    heads = [
        (name.lower().encode("ascii"), value.encode("latin-1"))
        for name, value in answer.items()
        if name.lower() != "content-length"
    ]
    cookies = [c.output(header="").strip().encode("latin-1") for c in answer.cookies.values()]
    return heads + [(b"set-cookie", cookie) for cookie in cookies]
