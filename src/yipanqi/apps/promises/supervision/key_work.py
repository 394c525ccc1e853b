"""The year's key work by quarter: number, content and requirement, progress, unit."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.models import Progress
from yipanqi.apps.promises.supervision.models import KeyWork, KeyWorkIssue
from yipanqi.apps.promises.supervision.queries import Line, lines
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int  # 1 … 4

    @property
    def last(self) -> Month:
        return Month(self.year, self.number * 3)

    @property
    def end(self) -> date:
        return self.last.last


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the four-column table. ``progress``: the last word of each unit up to the
    quarter's end, with the unit where it is not the lead; empty where nobody reported.
    """

    number: int
    line: Line
    content: str
    progress: str
    is_fresh: bool  # somebody reported within the quarter
    units: str


def quarter_of(year: str, number: str) -> Quarter:
    """From a query; whatever is no quarter is the running one."""
    today = clock.business_today()
    running = Quarter(today.year, (today.month - 1) // 3 + 1)
    whole = year.isascii() and year.isdigit() and len(year) == 4 and 1990 <= int(year) <= 2100
    if not whole:
        return running
    if number in {"1", "2", "3", "4"}:
        return Quarter(int(year), int(number))
    return Quarter(int(year), running.number if int(year) == running.year else 4)


def key_work(viewer: Viewer, quarter: Quarter) -> list[Item]:
    """In a constant number of queries."""
    told = Progress.objects.filter(month__lte=str(quarter.last)).order_by("month", "pk")
    rows = (
        KeyWork.objects.visible_to(viewer)
        .filter(year=quarter.year)
        .select_related("commitment")
        .prefetch_related(
            "commitment__slips",
            "commitment__supports",
            Prefetch("commitment__progress", queryset=told, to_attr="told"),
        )
        .order_by("number")
    )
    found = list(rows)
    shown = lines([row.commitment for row in found])
    return [_item(row, line, quarter) for row, line in zip(found, shown, strict=True)]


def _item(row: KeyWork, line: Line, quarter: Quarter) -> Item:
    commitment, nodes = row.commitment, tree_on().nodes
    latest = {p.unit_id: p for p in commitment.told}  # type: ignore[attr-defined]
    first = str(Month(quarter.year, quarter.number * 3 - 2))

    def name(unit: int) -> str:
        return nodes[unit].short_name if unit in nodes else ""

    words = [
        p.text if unit == commitment.lead_unit_id else f"{name(unit)}：{p.text}"
        for unit, p in latest.items()
    ]
    supports = [name(s.unit_id) for s in commitment.supports.all()]
    return Item(
        number=row.number,
        line=line,
        content=f"{commitment.title}。{commitment.requirement}".rstrip("。") + "。",
        progress="\n".join(words),
        is_fresh=any(p.month >= first for p in latest.values()),
        units="、".join([name(commitment.lead_unit_id), *supports]),
    )


def issue_of(quarter: Quarter) -> KeyWorkIssue | None:
    """The table of the quarter as last published."""
    rows = KeyWorkIssue.objects.filter(year=quarter.year, quarter=quarter.number)
    return rows.order_by("revision").last()
