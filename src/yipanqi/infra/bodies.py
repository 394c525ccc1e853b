"""How much a request may carry: stopped while it arrives, before the framework spools it to disk.

The framework reads a whole body before any middleware may ask who sends it, so without this
anybody could fill the disk of the server through the login page.
"""

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import SimpleCookie
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[..., Awaitable[None]]  # of scope, receive and send

STRANGERS = 2 * 1024 * 1024  # bytes of a request without a session: words, never files
TOO_LARGE = {
    "type": "http.response.start",
    "status": 413,
    "headers": [(b"content-type", b"text/plain"), (b"connection", b"close")],
}


def with_limit(application: Application, cookie: str, most: int) -> Application:
    """At most ``most`` bytes for whoever sends a session's ``cookie``, few for others. 413."""

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        heads = dict(scope["headers"])
        limit = most if _has_cookie(heads, cookie) else STRANGERS
        if _declared(heads) > limit:
            await _refuse(send)
            return
        counted = _Counted(receive, limit)
        answered = False

        async def sending(message: Message) -> None:
            nonlocal answered
            answered = True
            await send(message)

        await application(scope, counted, sending)
        if counted.is_over and not answered:
            await _refuse(send)

    return serve


class _Counted:
    """Counts what comes in; beyond the limit the sender counts as gone."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._left, self.is_over = receive, limit, False

    async def __call__(self) -> Message:
        if self.is_over:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        self.is_over = self._left < 0
        return {"type": "http.disconnect"} if self.is_over else message


def _declared(heads: dict[bytes, bytes]) -> int:
    text = heads.get(b"content-length", b"0")
    return int(text) if text.isdigit() and len(text) < 16 else 0


def _has_cookie(heads: dict[bytes, bytes], name: str) -> bool:
    sent = heads.get(b"cookie", b"").decode("latin-1")
    return f"{name}=" in sent and bool(SimpleCookie(sent).get(name))


async def _refuse(send: Send) -> None:
    await send(TOO_LARGE)
    await send({"type": "http.response.body", "body": b""})
