"""Messages to group robots and other receivers over HTTP: signed, with a stable delivery id.

A receiver may get the same delivery twice (it answered, and we died before writing it down);
the id lets it tell. Nothing here retries: whoever keeps the outbox does.

Addresses come from reviewers, and the server stands inside the city's network: a message goes
to a public address, or to one the administrator has listed (``YIPANQI_WEBHOOK_HOSTS``: host
names, addresses or networks of the intranet's robots). A name is judged by what it resolves to,
and the connection goes to the very address that was judged.
"""

import base64
import hashlib
import hmac
import ipaddress
import json
import socket
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

from django.conf import settings

from yipanqi.core.refusal import Refusal

TIMEOUT = 10  # seconds
ID_HEADER = "X-Yipanqi-Delivery"
TIME_HEADER = "X-Yipanqi-Time"
SIGNATURE_HEADER = "X-Yipanqi-Signature"
KINDS = ("wecom", "dingtalk", "plain")
GIVEN_OUT = ipaddress.ip_network("2000::/3")


@dataclass(frozen=True, slots=True)
class Message:
    """Ready to send."""

    address: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class NotDelivered(RuntimeError):  # noqa: N818
    """The receiver could not be reached, or did not take it; says which."""


class _NoRedirects(HTTPRedirectHandler):
    """A signed message goes where it was addressed to and nowhere else."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


def is_allowed(host: str, at: str) -> bool:
    """Whether a message may go to ``host``, which is or resolves to the address ``at``."""
    found = ipaddress.ip_address(at.partition("%")[0])
    if _is_public(found):
        return True
    return any(_lists(entry, host, found) for entry in settings.WEBHOOK_HOSTS)


def _is_public(at: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Of IPv6 only what is given out to networks: no address that carries one of IPv4 inside
    (6to4, Teredo, NAT64, mapped), since that may be one of ours.
    """
    if isinstance(at, ipaddress.IPv6Address) and (
        at not in GIVEN_OUT or at.sixtofour is not None or at.teredo is not None
    ):
        return False
    return at.is_global and not at.is_multicast


def _lists(entry: str, host: str, at: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    try:
        return at in ipaddress.ip_network(entry, strict=False)
    except ValueError:
        return entry.casefold() == host.casefold()


def _to_judged(address: tuple[str, int], *timeout: Any, **more: Any) -> socket.socket:
    """Connect to an address of the host that may be spoken to; all of them are judged."""
    host, port = address
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    allowed = [entry[4][0] for entry in found if is_allowed(host, str(entry[4][0]))]
    if not allowed:
        raise NotDelivered(f"{host}: not a public address, and not on the administrator's list")
    return socket.create_connection((str(allowed[0]), port), *timeout, **more)


class _Plain(HTTPConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _to_judged


class _Secure(HTTPSConnection):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._create_connection = _to_judged


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Plain, req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(_Secure, req)


_opener = build_opener(_NoRedirects, _PlainHandler, _SecureHandler, ProxyHandler({}))


def check_address(address: str) -> None:
    """Raises ``webhook.address``: only a full http or https address; ``webhook.not_listed``:
    written as an address inside the network that the administrator has not listed.
    """
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or any(c.isspace() for c in address):
        raise Refusal("webhook.address", field="address")
    host = parts.hostname or ""
    try:
        at = ipaddress.ip_address(host)
    except ValueError:
        return  # a name: judged when it is resolved
    if not is_allowed(host, str(at)):
        raise Refusal("webhook.not_listed", field="address", host=host)


def message(
    kind: str, address: str, secret: str, *, text: str, delivery: str, at: datetime
) -> Message:
    """The message in the receiver's own form.

    WeCom and DingTalk robots take a text; DingTalk wants the time signed in the address. A
    plain receiver gets the signature of time, id and body in a header.
    """
    if kind == "plain":
        body = _json({"id": delivery, "text": text})
        stamp = str(int(at.timestamp()))
        signed = f"{stamp}.{delivery}.".encode() + body
        mark = hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
        headers = {TIME_HEADER: stamp, SIGNATURE_HEADER: f"sha256={mark}"}
    else:
        body = _json({"msgtype": "text", "text": {"content": text}})
        headers = {}
        if kind == "dingtalk" and secret:
            address = _dingtalk(address, secret, at)
    kept = {"Content-Type": "application/json; charset=utf-8", ID_HEADER: delivery}
    return Message(address, body, kept | headers)


def _dingtalk(address: str, secret: str, at: datetime) -> str:
    stamp = str(int(at.timestamp() * 1000))
    digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    joint = "&" if "?" in address else "?"
    return f"{address}{joint}timestamp={stamp}&sign={quote(base64.b64encode(digest), safe='')}"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def post(made: Message) -> None:
    """Send once. Raises ``NotDelivered``; robots answer 200 with an error code inside."""
    check_address(made.address)
    request = Request(made.address, data=made.body, headers=made.headers, method="POST")  # noqa: S310
    try:
        with _opener.open(request, timeout=TIMEOUT) as answer:
            content = answer.read(4_096)
    except HTTPError as fault:
        raise NotDelivered(f"HTTP {fault.code}") from None
    except (URLError, OSError, ValueError) as fault:
        raise NotDelivered(str(fault)[:200]) from None
    refused = _error_code(content)
    if refused:
        raise NotDelivered(f"errcode {refused}")


def _error_code(content: bytes) -> int:
    """``errcode`` of a robot's answer; 0 where there is none."""
    try:
        answer = json.loads(content)
    except ValueError:
        return 0
    code = answer.get("errcode", 0) if isinstance(answer, dict) else 0
    return code if isinstance(code, int) else 0
