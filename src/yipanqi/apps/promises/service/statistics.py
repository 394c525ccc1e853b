"""Requests counted: how fast a first answer, how many solved, how many come back."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import Counted, RequestState, Tally, Topic, tally
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    tally: Tally
    uid: str = ""  # of the unit, or the topic


@dataclass(frozen=True, slots=True)
class Statistics:
    total: Tally
    units: list[Group]  # that answer, most received first
    topics: list[Group]


def statistics(viewer: Viewer, year: int) -> Statistics:
    """Of what was received in the year, as it stands today."""
    rows = ServiceRequest.objects.visible_to(viewer).filter(opened_on__year=year)
    by_unit: dict[int, list[Counted]] = defaultdict(list)
    by_topic: dict[str, list[Counted]] = defaultdict(list)
    everything = []
    for row, counted in _counted(rows.order_by("pk")):
        everything.append(counted)
        by_unit[row.unit_id].append(counted)
        by_topic[row.topic].append(counted)
    nodes = tree_on().nodes
    units = [
        Group(nodes[pk].short_name, tally(found), nodes[pk].uid)
        for pk, found in by_unit.items()
        if pk in nodes
    ]
    topics = [Group(label(t), tally(by_topic[t]), t.value) for t in Topic if t in by_topic]
    return Statistics(
        total=tally(everything),
        units=sorted(units, key=lambda g: (-g.tally.received, g.label)),
        topics=topics,
    )


def _counted(rows: Iterable[ServiceRequest]) -> Iterable[tuple[ServiceRequest, Counted]]:
    calendar, today = rules().calendar, clock.business_today()
    for row in rows:
        first = row.first_answer_on
        days = None if first is None else calendar.workdays_between(row.opened_on, first)
        yield (
            row,
            Counted(
                state=RequestState(row.state),
                opened_on=row.opened_on,
                first_answer_days=days,
                is_first_in_time=(first or today) <= row.first_due_on,
                was_answered=row.answered_on is not None,
                rating=row.rating,
                is_repeat=row.repeat_of_id is not None,
            ),
        )
