"""Sentences as data: TOML files of text with named gaps, checked before they are used.

The file shipped with a document is also its schema: a city's own file may replace any
sentence, but not add one, nor use a gap the shipped sentence does not have.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from string import Formatter
from typing import Any, Self

from yipanqi.core.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Wording:
    """Sentences by dotted key (``starts.late``); a list is kept as a tuple."""

    sentences: Mapping[str, str | tuple[str, ...]]

    @classmethod
    def shipped(cls, package: str, name: str) -> Self:
        return cls(_flat(files(package).joinpath(name).read_text(encoding="utf-8")))

    def replaced_by(self, toml: str) -> Self:
        """With a city's sentences in place of the shipped; raises ``wording.faults``."""
        own = _flat(toml)
        faults = sorted(self._faults(own))
        if faults:
            raise Refusal("wording.faults", faults="；".join(faults))
        return type(self)({**self.sentences, **own})

    def say(self, key: str, **gaps: Any) -> str:
        """The sentence with its gaps filled."""
        return self._text(key).format(**gaps)

    def words(self, key: str) -> tuple[str, ...]:
        found = self.sentences[key]
        return (found,) if isinstance(found, str) else found

    def _text(self, key: str) -> str:
        found = self.sentences[key]
        return found if isinstance(found, str) else "".join(found)

    def _faults(self, own: Mapping[str, str | tuple[str, ...]]) -> Iterator[str]:
        for key, text in own.items():
            if key not in self.sentences:
                yield key
            elif isinstance(text, str):
                known = _gaps(self._text(key)) or set()
                used = _gaps(text)
                if used is None:
                    yield f"{key} {{"
                else:
                    yield from (f"{key} {{{gap}}}" for gap in used - known)


def _flat(toml: str) -> dict[str, str | tuple[str, ...]]:
    try:
        tree = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as fault:
        raise Refusal("wording.not_toml", place=str(fault)) from None
    return dict(_leaves(tree, ""))


def _leaves(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, value in tree.items():
        here = f"{path}.{key}" if path else key
        if isinstance(value, Mapping):
            yield from _leaves(value, here)
        elif isinstance(value, list):
            yield here, tuple(str(item) for item in value)
        else:
            yield here, str(value)


def _gaps(text: str) -> set[str] | None:
    """Names of the gaps, or None where the braces do not close."""
    try:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    except ValueError:
        return None
