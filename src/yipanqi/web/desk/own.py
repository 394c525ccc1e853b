"""Projects of a unit with none below it: what its clerk reads first on the desk."""

from dataclasses import dataclass

from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.web.register.filters import Filters
from yipanqi.web.register.rows import Register, Row

SHOWN = 20
TO_DO = {"returned": 0, "missing": 1, "draft": 1}


@dataclass(frozen=True, slots=True)
class OwnProjects:
    rows: list[Row]
    count: int


def own_projects(viewer: Viewer, month: Month, unit: str) -> OwnProjects:
    """Those on the year's list, parts instead of their package: returned and unsent reports
    first, then the furthest behind.
    """
    register = Register.of(viewer, month)
    asked = register.projects(Filters(unit=unit)).filter(is_package=False)
    asked = asked.exclude(entry__pk=None)  # type: ignore[misc]  # the register joins it by name
    rows = sorted(register.rows(asked), key=_urgency)
    return OwnProjects(rows[:SHOWN], len(rows))


def _urgency(row: Row) -> tuple[int, bool, object]:
    return TO_DO.get(row.state, 2), row.gap is None, row.gap if row.gap is not None else 0
