"""How the asked projects are shown: columns, groups, a month to compare with; and as a query."""

from dataclasses import dataclass

from django.http import QueryDict

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.web.register.columns import BY_KEY, COMPARED, USUAL, Column
from yipanqi.web.register.filters import Filters
from yipanqi.web.register.grouping import GROUPS

SHOWN_MAX = 20
KEPT = ("cols", "group", "vs")


@dataclass(frozen=True, slots=True)
class Look:
    columns: tuple[Column, ...]
    group: str
    compared: Month | None
    is_usual: bool  # the columns are the usual ones

    @classmethod
    def of(cls, query: QueryDict, month: Month) -> "Look":
        wanted = [key for text in query.getlist("cols") for key in text.split(",") if key]
        known = tuple(dict.fromkeys(key for key in wanted if key in BY_KEY))[:SHOWN_MAX]
        keys = known or USUAL
        compared = _earlier(query.get("vs", ""), month)
        if compared is not None:
            keys = (*keys, *(key for key in COMPARED if key not in keys))
        else:
            keys = tuple(key for key in keys if key not in COMPARED)
        group = query.get("group", "")
        return cls(
            tuple(BY_KEY[key] for key in keys),
            group if group in GROUPS else "",
            compared,
            not known or known == USUAL,
        )

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


def _earlier(text: str, month: Month) -> Month | None:
    """A frozen month before the shown one."""
    try:
        found = Month.parse(text) if text else None
    except Refusal:
        return None
    return found if found is not None and found in comparable(month) else None


def comparable(month: Month) -> list[Month]:
    """Frozen months one can compare with, newest first."""
    rows = MonthWindow.objects.filter(month__lt=str(month)).order_by("-month")
    return [window.value for window in rows[:24] if window.is_closed]


def canonical(query: QueryDict) -> str:
    """The conditions and the look as a saved view keeps them: without month and page."""
    kept = QueryDict(mutable=True)
    for name, value in Filters.of(query).set_ones():
        kept[name] = value
    if query.get("sort"):
        kept["sort"] = Filters.of(query).sort
    cols = ",".join(text for text in query.getlist("cols") if text)
    for name, value in (
        ("cols", cols),
        ("group", query.get("group", "")),
        ("vs", query.get("vs", "")),
    ):
        if value:
            kept[name] = value
    return kept.urlencode()
