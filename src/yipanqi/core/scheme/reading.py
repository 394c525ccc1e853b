"""Typed reading of a TOML text that goes on after a fault, so that all are told at once."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from yipanqi.core.scheme.brackets import EDGES, Bracket
from yipanqi.core.scheme.brackets import faults as bracket_faults
from yipanqi.core.scheme.expression import (
    Expression,
    ExpressionFault,
    Kind,
    Vocabulary,
)
from yipanqi.core.scheme.expression import read as read_expression
from yipanqi.core.scheme.faults import Fault, SchemeFaults, line_index, line_of

Word = TypeVar("Word", bound=StrEnum)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_AT_LINE = re.compile(r"line (\d+)")
_PERIODS = {f"q{n}": range(3 * n - 3, 3 * n) for n in range(1, 5)}
_MISSING = object()


class Text:
    """The whole text: its data, its lines and the faults found so far."""

    def __init__(self, text: str) -> None:
        try:
            self.data: dict[str, Any] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            at = _AT_LINE.search(str(error))
            fault = Fault(int(at[1]) if at else 1, "", "scheme.not_toml", {"detail": str(error)})
            raise SchemeFaults((fault,)) from None
        self._lines = line_index(text)
        self.faults: list[Fault] = []

    def fault(self, path: str, code: str, /, **params: object) -> None:
        self.faults.append(Fault(line_of(self._lines, path), path, code, params))

    def section(self, name: str) -> "Section":
        value = self.data.get(name)
        if not isinstance(value, dict):
            self.fault(name, "scheme.section_missing", section=name)
            value = {}
        return Section(self, name, value)

    def sections(self, name: str) -> list["Section"]:
        """Elements of ``[[name]]``."""
        values = self.data.get(name, [])
        if not (isinstance(values, list) and all(isinstance(v, dict) for v in values)):
            self.fault(name, "scheme.section_missing", section=f"[{name}]")
            return []
        return [Section(self, f"{name}[{i}]", v) for i, v in enumerate(values)]

    def named_sections(self, name: str) -> dict[str, "Section"]:
        """Tables ``[name.key]``."""
        values = self.data.get(name, {})
        if not isinstance(values, dict):
            self.fault(name, "scheme.section_missing", section=name)
            return {}
        return {k: Section(self, f"{name}.{k}", v) for k, v in values.items()}


class Section:
    """One table. Whatever is not taken by the end is an unknown key."""

    def __init__(self, text: Text, path: str, values: Mapping[str, Any]) -> None:
        self.source = text
        self.path = path
        self._values = values
        self._taken: set[str] = set()

    def has(self, key: str) -> bool:
        return key in self._values

    def fault(self, key: str, code: str, /, **params: object) -> None:
        self.source.fault(f"{self.path}.{key}" if key else self.path, code, **params)

    def close(self) -> None:
        for key in self._values:
            if key not in self._taken:
                self.fault(key, "scheme.unknown_key", key=key)

    def take(self, key: str, default: Any = _MISSING) -> Any:
        """The raw value; a key neither there nor with a default is a fault and None."""
        self._taken.add(key)
        if key in self._values:
            return self._values[key]
        if default is _MISSING:
            self.fault(key, "scheme.not_stated", key=key)
            return None
        return default

    def text(self, key: str, default: Any = _MISSING) -> str:
        value = self.take(key, default)
        if value is not None and not isinstance(value, str):
            self.fault(key, "scheme.needs_text", key=key)
            return ""
        return value or ""

    def key(self) -> str:
        value = self.text("key")
        if value and not _KEY.fullmatch(value):
            self.fault("key", "scheme.key_malformed", found=value)
        return value

    def word(self, key: str, words: type[Word], default: Any = _MISSING) -> Word | None:
        value = self.take(key, default)
        if value is None or isinstance(value, words):
            return value
        try:
            return words(value)
        except ValueError:
            self.fault(key, "scheme.no_such_word", found=value, words=[w.value for w in words])
            return None

    def choice(self, key: str, words: tuple[str, ...], default: Any = _MISSING) -> str:
        value = self.take(key, default)
        if value is not None and value not in words:
            self.fault(key, "scheme.no_such_word", found=value, words=list(words))
        return str(value)

    def texts(self, key: str, default: Any = _MISSING) -> tuple[str, ...]:
        value = self.take(key, default)
        if value is None:
            return ()
        if not (isinstance(value, list | tuple) and all(isinstance(v, str) for v in value)):
            self.fault(key, "scheme.needs_texts", key=key)
            return ()
        return tuple(value)

    def day(self, key: str, default: Any = _MISSING) -> date | None:
        value = self.take(key, default)
        if value is not None and type(value) is not date:
            self.fault(key, "scheme.needs_date", key=key)
            return None
        return value

    def whole(self, key: str, low: int, high: int, words: tuple[str, ...] = ()) -> int | None:
        """None for one of ``words`` or a fault."""
        value = self.take(key)
        if value is None or value in words:
            return None
        if type(value) is not int or not low <= value <= high:
            self.fault(key, "scheme.needs_whole_number", key=key, low=low, high=high)
            return None
        return value

    def number(self, key: str, words: tuple[str, ...] = (), default: Any = _MISSING) -> Any:
        """A Decimal, one of ``words``, or None after a fault."""
        value = self.take(key, default)
        if value is None or value in words:
            return value
        return self._decimal(key, value)

    def _decimal(self, key: str, value: Any) -> Decimal | None:
        if type(value) is int:
            value = Decimal(value)
        if not isinstance(value, Decimal):
            self.fault(key, "scheme.needs_number", key=key, found=str(value))
            return None
        exponent = value.as_tuple().exponent
        if not value.is_finite() or abs(value) >= 10**12 or int(exponent) < -8:
            self.fault(key, "scheme.number_out_of_range", found=str(value))
            return None
        return value

    def periodic(
        self, key: str, words: tuple[str, ...] = (), default: Any = _MISSING
    ) -> tuple[Decimal, ...] | str | None:
        """A number for each month: one for all, ``{q1 = …}``, or a list of twelve."""
        value = self.take(key, default)
        if value is None or (isinstance(value, str) and value in words):
            return value
        return self._periodic(key, value)

    def _periodic(self, key: str, value: Any) -> tuple[Decimal, ...] | None:
        if isinstance(value, dict):
            if set(value) != set(_PERIODS):
                self.fault(key, "scheme.needs_four_quarters", key=key)
                return None
            value = [value[f"q{n // 3 + 1}"] for n in range(12)]
        if not isinstance(value, list):
            number = self._decimal(key, value)
            return None if number is None else (number,) * 12
        if len(value) != 12:
            self.fault(key, "scheme.needs_twelve_months", key=key, found=len(value))
            return None
        numbers = [self._decimal(key, v) for v in value]
        return None if None in numbers else tuple(n for n in numbers if n is not None)

    def expression(
        self, key: str, words: Vocabulary, kind: Kind, default: Any = _MISSING
    ) -> Expression | None:
        value = self.take(key, default)
        if value is None:
            return None
        if type(value) in (int, Decimal):
            value = f"{value:f}" if isinstance(value, Decimal) else str(value)
        if not isinstance(value, str):
            self.fault(key, "scheme.needs_text", key=key)
            return None
        try:
            found = read_expression(value, words)
        except ExpressionFault as fault:
            self.fault(key, fault.code, **fault.params)
            return None
        if found.kind is not kind:
            self.fault(key, "scheme.wrong_type", found=value, is_type=found.kind, needs_type=kind)
            return None
        return found

    def numbers(self, key: str) -> tuple[tuple[Decimal, ...], ...] | None:
        """A list of numbers, each the same in every month."""
        value = self.take(key)
        if not isinstance(value, list) or not value:
            self.fault(key, "scheme.needs_numbers", key=key)
            return None
        found = [self._decimal(f"{key}[{i}]", v) for i, v in enumerate(value)]
        return None if None in found else tuple((n,) * 12 for n in found if n is not None)

    def brackets(self, key: str = "brackets") -> tuple[Bracket, ...] | None:
        value = self.take(key)
        if not (isinstance(value, list) and value and all(isinstance(v, dict) for v in value)):
            self.fault(key, "scheme.needs_brackets", key=key)
            return None
        before = len(self.source.faults)
        found = [self._bracket(f"{key}[{i}]", v) for i, v in enumerate(value)]
        complete = tuple(b for b in found if b is not None)
        if len(complete) != len(found) or len(self.source.faults) > before:
            return None
        for index, code in bracket_faults(complete):
            self.fault(f"{key}[{index}]", code, bracket=complete[index].spelt)
        return complete

    def _bracket(self, key: str, value: Mapping[str, Any]) -> Bracket | None:
        part = Section(self.source, f"{self.path}.{key}", value)
        low = part.number("from", ("-inf",))
        high = part.number("to", ("inf",))
        points = part.number("points")
        open_ends = low == "-inf" and high == "inf"
        edges = part.choice("edges", EDGES, "()" if open_ends else _MISSING)
        part.close()
        if None in (low, high, points) or edges not in EDGES:
            return None
        return Bracket(
            low=None if low == "-inf" else low,
            high=None if high == "inf" else high,
            takes_low=edges[0] == "[",
            takes_high=edges[1] == "]",
            points=points,
        )
