"""What the frame of every page is told: the way here, the tabs, whose figures are shown."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from yipanqi.core.month import Month

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Crumb:
    name: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """``parts``: the pages below it, shown while it is the current one."""

    label: Text
    href: str
    is_current: bool = False
    count: int | None = None
    parts: tuple["Tab", ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What the figures of a page are: whose, of which month, and from where.

    ``revision`` is the snapshot's; None means live, and ``as_of`` says as of when.
    """

    unit: str
    month: Month
    revision: int | None = None
    as_of: datetime | date | None = None

    @property
    def is_live(self) -> bool:
        return self.revision is None
