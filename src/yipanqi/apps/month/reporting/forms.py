"""Raw input → typed values. Cells come as the text somebody typed or pasted."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from yipanqi.core.money import yuan_from_wan
from yipanqi.core.refusal import Refusal
from yipanqi.core.reporting.values import FIELD_BY_NAME, FieldKind
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.inputs import identifier, whole

EMPTY = {"", "-", "—", "–", "/"}
REASON = "reason-"


def cell_values(cells: Any) -> dict[str, Any]:
    """Typed values of the cells of one row. Raises ``money.*`` at the cell's field, and
    ``report.unreadable_request`` for what is no row.
    """
    if not isinstance(cells, Mapping):
        raise Refusal("report.unreadable_request")
    return {name: _cell(name, str(text or "").replace("\0", "")) for name, text in cells.items()}


def explanations(words: Any) -> dict[str, str]:
    """Words by the code of the finding they explain. Raises ``report.unreadable_request``."""
    if not isinstance(words, Mapping):
        raise Refusal("report.unreadable_request")
    return {str(code): str(text).replace("\0", "") for code, text in words.items()}


def telling(query: QueryDict) -> dict[str, Any]:
    """On whose word figures are typed: informant, source and instant. Raises
    ``report.told_unreadable``.
    """
    text = query.get("told_at", "")
    try:
        at = datetime.fromisoformat(text).replace(tzinfo=CITY_ZONE) if text else None
    except ValueError:
        raise Refusal("report.told_unreadable", field="told_at", value=text[:30]) from None
    source = query.get("source", "") or "web"
    return {"informant": query.get("informant", ""), "source": source, "told_at": at}


def _cell(name: str, text: str) -> Any:
    field = FIELD_BY_NAME.get(name)
    if field is None:
        raise Refusal("report.unknown_field", field=name, name=name)
    if field.kind is FieldKind.YUAN:
        return amount(name, text)
    if field.kind is FieldKind.MONTH:
        return month_text(text)
    return text.strip()


def amount(name: str, text: str) -> int | None:
    """万元 as typed or pasted: full-width digits, separators and a true minus are read."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-")
    plain = "".join(plain.split()).removesuffix("万元")
    return None if plain in EMPTY else yuan_from_wan(plain, field=name)


def month_text(text: str) -> str:
    """``2024-04``, ``2024.4``, ``202404``, ``2024年4月`` → ``2024-04``; else as it is."""
    plain = unicodedata.normalize("NFKC", text).strip().rstrip("月")
    for mark in ("年", ".", "/"):
        plain = plain.replace(mark, "-")
    year, _, number = plain.partition("-")
    if not number and len(plain) == 6 and plain.isdigit():
        year, number = plain[:4], plain[4:]
    return f"{year}-{number.zfill(2)}" if number else plain


def reasons(post: QueryDict) -> dict[str, str]:
    """Reasons by field, those that were filled in."""
    given = {
        name.removeprefix(REASON): str(post[name]).strip()
        for name in post
        if name.startswith(REASON)
    }
    return {field: text for field, text in given.items() if text}


def version(post: QueryDict, name: str = "version") -> int | None:
    return whole(post.get(name, ""))


def ticked(post: QueryDict) -> dict[str, int | None]:
    """Ticked rows as report uid → version, from ``uid:version``."""
    found: dict[str, int | None] = {}
    for tick in post.getlist("row"):
        uid, _, seen = tick.partition(":")
        if identifier(uid):
            found[uid] = whole(seen)
    return found
