"""Faults of a scheme's text: all of them at once, each with its line and key path."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.\-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+)\s*=")
_STRING = re.compile(r"\"(?:\\.|[^\"\\])*\"|'[^']*'")


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: ``path`` such as ``criteria[2].value`` (counted from 0), ``line`` from 1."""

    line: int
    path: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        detail = " ".join(f"{k}={v}" for k, v in self.params.items())
        return f"line {self.line} {self.path}: {self.code} {detail}".rstrip()


class SchemeFaults(Exception):  # noqa: N818  (the domain's word)
    """A scheme cannot be used; ``faults`` are in order of lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(f) for f in faults))
        self.faults = faults


def line_index(text: str) -> dict[str, int]:
    """Key path → line. Elements of an array are found where each starts its own line."""
    return _Index().read(text)


class _Index:
    """A reader of TOML's outer shape only; tomllib has already accepted the text."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}
        self.counts: dict[str, int] = {}
        self.table = ""
        self.array = ""
        self.element = -1
        self.depth = 0
        self.quote = ""

    def read(self, text: str) -> dict[str, int]:
        for number, line in enumerate(text.splitlines(), 1):
            if self.quote:
                self.quote = "" if self.quote in line else self.quote
            elif self.depth:
                self._inside_array(number, line)
            else:
                self._outside(number, line)
        return self.lines

    def _outside(self, number: int, line: str) -> None:
        if header := _HEADER.match(line):
            self.table = header[2]
            if header[1] == "[[":
                index = self.counts.get(header[2], -1) + 1
                self.counts[header[2]] = index
                self.table = f"{header[2]}[{index}]"
            self.lines.setdefault(self.table, number)
        elif key := _KEY.match(line):
            path = f"{self.table}.{key[1]}" if self.table else key[1]
            self.lines[path] = number
            rest = line[key.end() :].strip()
            for quote in ('"""', "'''"):
                if rest.startswith(quote) and quote not in rest[3:]:
                    self.quote = quote
                    return
            self.array, self.element = path, -1
            self.depth = _open_brackets(rest)

    def _inside_array(self, number: int, line: str) -> None:
        content = line.strip()
        if self.depth == 1 and content and content[0] not in "],#":
            self.element += 1
            self.lines[f"{self.array}[{self.element}]"] = number
        self.depth += _open_brackets(content)


def _open_brackets(text: str) -> int:
    bare = _STRING.sub("", text).split("#", 1)[0]
    return bare.count("[") - bare.count("]")


def line_of(lines: Mapping[str, int], path: str) -> int:
    """Line of a path, or of the nearest thing around it; 1 where the key is absent altogether."""
    while path:
        if path in lines:
            return lines[path]
        cut = max(path.rfind("."), path.rfind("["))
        path = path[:cut] if cut > 0 else ""
    return 1
