"""What the documents of a meeting print: names, dates and words, ready; no lookups."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgendaLine:
    number: int
    title: str
    form: str  # 口头, 书面 …
    speaker: str = ""
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Settled:
    """One thing settled. ``number`` is that of the meeting; tasks carry the rest."""

    number: int
    kind: str  # information, decision, task
    text: str
    lead: str = ""
    supports: tuple[str, ...] = ()
    lead_short: str = ""  # as narrow columns print it
    supports_short: tuple[str, ...] = ()
    due_on: date | None = None
    acceptance: str = ""
    commitment: str = ""  # 督〔2024〕12号


@dataclass(frozen=True, slots=True)
class Promise:
    """A task of an earlier meeting and how it stands."""

    text: str
    lead: str
    due_on: date
    standing: str  # the word of its light


@dataclass(frozen=True, slots=True)
class People:
    """Units by what they did; posts are written where a unit sends somebody else."""

    present: tuple[str, ...] = ()
    leave: tuple[str, ...] = ()
    observing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MeetingContent:
    series: str
    agency: str
    short: str  # agency code of the document number: 绍推进
    number: int  # of the year
    held_on: date
    begins_at: str  # 9:00
    place: str
    chair: str
    venues: tuple[str, ...]  # branch venues
    papers_by: date
    agenda: tuple[AgendaLine, ...]
    signed_on: date
    phone: str = ""
    settled: tuple[Settled, ...] = ()
    promises: tuple[Promise, ...] = ()
    people: People = People()
    is_demonstration: bool = False

    @property
    def tasks(self) -> tuple[Settled, ...]:
        return tuple(s for s in self.settled if s.kind == "task")
