"""Codes of the core become sentences here: the msgid in the catalogue is the code itself.

Parameters are shown the way an official writes them. A name's ending chooses the form:
``…_yuan`` in 万元 with separators, ``…_pp`` in 百分点, ``…_share`` in percent; everything
else follows its type.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from yipanqi.core.money import wan
from yipanqi.core.month import Month
from yipanqi.core.refusal import Finding, Refusal
from yipanqi.core.rounding import half_up
from yipanqi.infra.clock import CITY_ZONE


class TextMissing(LookupError):  # noqa: N818  (the domain's word)
    """The catalogue has no sentence for a code, or the sentence asks for another parameter."""


def render(code: str, params: Mapping[str, Any] | None = None) -> str:
    """The sentence for ``code``. Raises ``TextMissing``; under DEBUG shows the code instead."""
    template = _template(code)
    if template is None:
        return f"{code} {dict(params or {})}" if params else code
    shown = {name: shown_as(name, value) for name, value in (params or {}).items()}
    try:
        return template % shown
    except (KeyError, ValueError, TypeError) as fault:
        raise TextMissing(f"{code}: {fault}") from fault


def say(thing: Refusal | Finding) -> str:
    """The sentence of a refusal or a finding."""
    return render(thing.code, thing.params)


def label(member: Enum) -> str:
    """The Chinese word for a member of a core enumeration (``Stage.started`` → 开工)."""
    name = f"{type(member).__name__}.{member.value}"
    return _template(name) or name


def _template(code: str) -> str | None:
    text = gettext(code)
    if text != code:
        return text
    if settings.DEBUG:
        return None
    raise TextMissing(code)


def shown_as(name: str, value: Any) -> str:
    """One parameter as a person reads it."""
    if value is None:
        return "（未填）"
    if name.endswith("_yuan"):
        return f"{_plain(wan(value), separators=True)}万元"
    if name.endswith("_pp"):
        return f"{half_up(Decimal(value), 2):f}个百分点"
    if name.endswith("_share"):
        return f"{half_up(Decimal(value) * 100, 2):f}%"
    return _by_type(value)


def _by_type(value: Any) -> str:
    for kind, form in _FORMS:
        if isinstance(value, kind):
            return form(value)
    return str(value)


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def _instant(value: datetime) -> str:
    local = value.astimezone(CITY_ZONE)
    return f"{_day(local)} {local:%H:%M}"


def _list(value: Iterable[Any]) -> str:
    return "、".join(_by_type(item) for item in value)


def _plain(value: Decimal, *, separators: bool = False) -> str:
    """Fixed point without trailing zeros; never an exponent."""
    text = f"{value:,f}" if separators else f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


_FORMS: tuple[tuple[type | tuple[type, ...], Callable[[Any], str]], ...] = (
    (Enum, label),
    (bool, lambda value: "是" if value else "否"),
    (Decimal, _plain),
    (Month, lambda value: f"{value.year}年{value.number}月"),
    (datetime, _instant),  # before date: every datetime is a date
    (date, _day),
    ((set, frozenset), lambda value: _list(sorted(value))),
    ((list, tuple), _list),
)
