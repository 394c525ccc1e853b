"""Messages to group robots and other receivers over HTTP: signed, with a stable delivery id.

A receiver may get the same delivery twice (it answered, and we died before writing it down);
the id lets it tell. Nothing here retries: whoever keeps the outbox does.
"""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from yipanqi.core.refusal import Refusal

TIMEOUT = 10  # seconds
ID_HEADER = "X-Yipanqi-Delivery"
TIME_HEADER = "X-Yipanqi-Time"
SIGNATURE_HEADER = "X-Yipanqi-Signature"
KINDS = ("wecom", "dingtalk", "plain")


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


_opener = build_opener(_NoRedirects)


def check_address(address: str) -> None:
    """Raises ``webhook.address``: only a full http or https address."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        whole = False
    if not whole or any(c.isspace() for c in address):
        raise Refusal("webhook.address", field="address")


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
