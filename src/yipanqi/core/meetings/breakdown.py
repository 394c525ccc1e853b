"""Speech and minutes taken apart (任务分解): sentences, the units they name, the day they give.

Nothing here decides: a person reads every proposal beside its sentence and changes it. What is
proposed can be traced to words that stand there.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from yipanqi.core.meetings.due_words import Due, due_in
from yipanqi.core.workdays import Workdays

# a sentence ends here, with the closing quotes and brackets behind it
ENDS = re.compile(r"[。！？；!?;\n]+[”’」』）)]*")
OBLIGES = re.compile(
    r"要|须|务必|负责|牵头|抓紧|确保|尽快|落实|完成|推进|督促|协调|限期|按时|研究|制定|出台|报送"
)
EVERYBODY = re.compile(r"各(?:区|县|市|镇|地|部门|单位|有关|相关|牵头)|全市上下")
LEADING = re.compile(r"(?:负责)?牵头")
SHORTEST = 2  # characters of a name
TEXT_MOST = 200


@dataclass(frozen=True, slots=True)
class Sentence:
    """``text`` stands at ``start`` of the source, without the blanks around it."""

    start: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    unit: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A task as one sentence suggests it; units are primary keys, the first leads."""

    sentence: Sentence
    text: str
    lead: int | None
    supports: tuple[int, ...]
    due: Due | None

    @property
    def due_on(self) -> date | None:
        return self.due.on if self.due else None


def sentences(source: str) -> Iterator[Sentence]:
    """In order; every character that is no blank stands in exactly one of them."""
    at = 0
    for end in (*(m.end() for m in ENDS.finditer(source)), len(source)):
        piece = source[at:end]
        text = piece.strip()
        if text:
            yield Sentence(at + len(piece) - len(piece.lstrip()), text)
        at = end


def mentions(text: str, names: Mapping[str, int]) -> list[Mention]:
    """Units named in ``text``, in order; of names that begin alike the longest counts."""
    by_first: dict[str, list[str]] = {}
    for name in names:
        if len(name) >= SHORTEST:
            by_first.setdefault(name[0], []).append(name)
    for ordered in by_first.values():
        ordered.sort(key=len, reverse=True)
    found, at = [], 0
    while at < len(text):
        name = next((n for n in by_first.get(text[at], ()) if text.startswith(n, at)), "")
        if name:
            found.append(Mention(at, at + len(name), names[name]))
        at += len(name) or 1
    return found


def lead_of(text: str, named: Iterable[Mention]) -> int | None:
    """Whoever stands before 牵头, else whoever is named first."""
    every = list(named)
    leading = next((m for m in every if LEADING.match(text, m.end)), None)
    chosen = leading or next(iter(every), None)
    return chosen.unit if chosen else None


def proposals(
    source: str, names: Mapping[str, int], said_on: date, calendar: Workdays
) -> list[Proposal]:
    """Sentences that oblige somebody, or by some day; all others bind nobody. One that obliges
    everybody has no lead unit until a person chooses.
    """
    found = []
    for sentence in sentences(source):
        named = mentions(sentence.text, names)
        due = due_in(sentence.text, said_on, calendar)
        if OBLIGES.search(sentence.text) and (named or due or EVERYBODY.search(sentence.text)):
            lead = lead_of(sentence.text, named)
            others = dict.fromkeys(m.unit for m in named if m.unit != lead)
            words = sentence.text.rstrip("。；;！!？?”’」』）)")
            found.append(Proposal(sentence, words[:TEXT_MOST], lead, tuple(others), due))
    return found


def reply_by(circulated_on: date, calendar: Workdays, days: int = 2) -> date:
    """The last of the working days that units have to accept or contest."""
    return calendar.add_workdays(circulated_on, days)


def may_issue(today: date, reply_until: date, *, all_accepted: bool) -> bool:
    """Once everybody has accepted, else when the days are over; silence then is consent."""
    return all_accepted or today > reply_until
