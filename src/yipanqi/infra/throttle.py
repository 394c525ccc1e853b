"""How often one network address may do something that needs no account.

Counted in memory, so per process: a brake on guessing and flooding, not a ledger. Addresses
are kept as digests only. An IPv6 line holds 2**64 addresses, so its network counts as one.
"""

import hashlib
import ipaddress

from django.core.cache import cache
from django.http import HttpRequest

from yipanqi.core.refusal import Refusal

AN_HOUR = 3_600
ONE_LINE = 64  # bits of an IPv6 address that belong to one subscriber


class TooOften(Refusal):
    """Answered with 429."""


def brake(request: HttpRequest, what: str, limit: int, seconds: int = AN_HOUR) -> None:
    """Raises ``throttle.too_often`` beyond ``limit`` within ``seconds``."""
    address = _line(str(request.META.get("REMOTE_ADDR", "")))
    digest = hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:32]
    key = f"throttle:{what}:{digest}"
    cache.add(key, 0, timeout=seconds)
    try:
        count = cache.incr(key)
    except ValueError:  # run out between the two lines
        return
    if count > limit:
        raise TooOften("throttle.too_often", minutes=seconds // 60)


def _line(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, ONE_LINE), strict=False))
