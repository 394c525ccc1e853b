"""What a film of typical cases is made of: kinds of scenes, their length, the words under them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

SHORTEST, LONGEST = 2, 60  # seconds of a scene
FILM_LONGEST = 15 * 60  # seconds
SCENES_MOST = 80
TEXT_MOST, HEADING_MOST, SOURCE_MOST = 600, 60, 120
PER_SECOND = 5  # characters that are read aloud in a second
LINE_MOST = 30  # characters of a line of subtitles
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？]|[^。；！？\n]+")
_BREAK = re.compile(r"(?<=[，、：])")


class SceneKind(StrEnum):
    TITLE = "title"
    MAP = "map"  # flies from the city to the place
    TIMELINE = "timeline"
    PROGRESS = "progress"  # plan against actual
    PHOTO = "photo"
    CLIP = "clip"  # with its sound
    FACTS = "facts"
    DEMANDS = "demands"
    SOURCES = "sources"

    @property
    def needs_case(self) -> bool:
        return self in {self.MAP, self.TIMELINE, self.PROGRESS, self.FACTS}

    @property
    def needs_file(self) -> bool:
        return self in {self.PHOTO, self.CLIP}

    @property
    def says_its_words(self) -> bool:
        """The words stand large on the card, so none are burnt in below."""
        return self in {self.TITLE, self.DEMANDS, self.SOURCES}


@dataclass(frozen=True, slots=True)
class SceneDraft:
    """A scene before it is kept; ``project`` is a uid, ``file`` that of an evidence file."""

    kind: SceneKind
    heading: str
    text: str = ""
    seconds: int = 6
    source: str = ""
    project: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Cue:
    """Words shown from ``start`` to ``end``, in milliseconds of the film."""

    start: int
    end: int
    text: str


def reading_seconds(text: str, least: int) -> int:
    """Long enough to be read aloud."""
    return min(LONGEST, max(least, -(-len(text) // PER_SECOND)))


def spoken(text: str) -> list[str]:
    """The words cut where a speaker breathes, each piece short enough for one line."""
    found: list[str] = []
    for sentence in _SENTENCE.findall(text):
        found += _pieces(sentence.strip())
    return [piece for piece in found if piece]


def _pieces(sentence: str) -> list[str]:
    pieces = [""]
    for part in _BREAK.split(sentence):
        if len(pieces[-1]) + len(part) > LINE_MOST and pieces[-1]:
            pieces.append("")
        pieces[-1] += part
    return [line for piece in pieces for line in _lines(piece)]


def _lines(piece: str) -> list[str]:
    """A piece without a comma is cut in even lines."""
    count = max(1, -(-len(piece) // LINE_MOST))
    size = max(1, -(-len(piece) // count))
    return [piece[at : at + size] for at in range(0, len(piece), size)]


def cues(scenes: Sequence[tuple[str, int]]) -> list[list[Cue]]:
    """Per scene (words, milliseconds) its cues: each piece as long as its share of the words."""
    found, at = [], 0
    for text, length in scenes:
        found.append(_scene_cues(spoken(text), at, length))
        at += length
    return found


def _scene_cues(pieces: Sequence[str], start: int, length: int) -> list[Cue]:
    whole = sum(len(piece) for piece in pieces)
    made, told = [], 0
    for piece in pieces:
        begin = start + length * told // whole
        told += len(piece)
        made.append(Cue(begin, start + length * told // whole, piece))
    return made
