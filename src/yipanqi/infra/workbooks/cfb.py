"""Just enough of the compound file format to find the workbook stream of an .xls.

Read-only; every chain is bounded by the number of sectors, so a loop in a hostile file
ends. Layout after [MS-CFB].
"""

import struct
from dataclasses import dataclass

from yipanqi.core.refusal import Refusal

_END = 0xFFFFFFFE
_SPECIAL = 0xFFFFFFFA


@dataclass(frozen=True, slots=True)
class Entry:
    name: str
    kind: int  # 1 storage, 2 stream, 5 root
    start: int
    size: int


class CompoundFile:
    """``entries`` of the directory; ``stream(name)`` gives a stream's bytes."""

    def __init__(self, content: bytes) -> None:
        try:
            self._load(content)
        except (struct.error, IndexError, UnicodeDecodeError, MemoryError):
            raise Refusal("workbook.damaged") from None

    def _load(self, content: bytes) -> None:
        self._content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise Refusal("workbook.damaged")
        self._size = 1 << shift
        directory, self._cutoff = struct.unpack_from("<I4xI", content, 48)
        mini_fat, _, difat, _ = struct.unpack_from("<IIII", content, 60)
        self._fat = self._read_fat(list(struct.unpack_from("<109I", content, 76)), difat)
        self.entries = self._read_directory(self._chain(directory))
        self._mini_fat = _integers(self._chain(mini_fat))
        root = next((e for e in self.entries if e.kind == 5), None)
        self._mini = self._chain(root.start) if root else b""

    def names(self) -> frozenset[str]:
        return frozenset(e.name for e in self.entries)

    def stream(self, *names: str) -> bytes | None:
        for name in names:
            for entry in self.entries:
                if entry.kind == 2 and entry.name.lower() == name.lower():
                    if entry.size < self._cutoff:
                        return self._mini_chain(entry.start)[: entry.size]
                    return self._chain(entry.start)[: entry.size]
        return None

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._content[at : at + self._size]

    def _read_fat(self, sectors: list[int], difat: int) -> list[int]:
        limit = len(self._content) // self._size + 1
        seen = 0
        while difat < _SPECIAL and seen < limit:
            numbers = _integers(self._sector(difat))
            sectors += numbers[:-1]
            difat = numbers[-1]
            seen += 1
        fat: list[int] = []
        for number in sectors[:limit]:
            if number < _SPECIAL:
                fat += _integers(self._sector(number))
        return fat

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number < _SPECIAL:
            if number >= len(self._fat) or len(parts) > len(self._fat):
                raise Refusal("workbook.damaged")
            parts.append(self._sector(number))
            number = self._fat[number]
        return b"".join(parts)

    def _mini_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        number = start
        while number < _SPECIAL:
            if number >= len(self._mini_fat) or len(parts) > len(self._mini_fat):
                raise Refusal("workbook.damaged")
            parts.append(self._mini[number * 64 : number * 64 + 64])
            number = self._mini_fat[number]
        return b"".join(parts)

    def _read_directory(self, raw: bytes) -> list[Entry]:
        entries = []
        for at in range(0, len(raw) - 127, 128):
            length = struct.unpack_from("<H", raw, at + 64)[0]
            kind = raw[at + 66]
            if kind and 2 <= length <= 64:
                name = raw[at : at + length - 2].decode("utf-16-le")
                start, size = struct.unpack_from("<II", raw, at + 116)
                entries.append(Entry(name, kind, start, size))
        return entries


def _integers(raw: bytes) -> list[int]:
    count = len(raw) // 4
    return list(struct.unpack(f"<{count}I", raw[: count * 4]))
