"""Segments, transfers, leads and figures by source: their objects, how verbs and addresses ask.

青石镇's plant is divided between the town and its district, 西河县's warehouse between the county
and its town, so that nobody else comes to see them by it.
"""

from typing import Any

from access.kept import KEY, Arguments, Kept
from access.kept import uid_of as of
from yipanqi.apps.ledger.shares import actions as shares
from yipanqi.apps.ledger.shares.actions import SegmentOrder
from yipanqi.apps.ledger.shares.actions.transfer import TransferOrder
from yipanqi.apps.ledger.shares.queries import segments_in
from yipanqi.apps.month.statistics import actions as statistics
from yipanqi.apps.month.statistics.models import StatisticsCode
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.core.reporting.statistics_book import Line

MARCH, APRIL = Month(2024, 3), Month(2024, 4)
REASON = "经核实，情况属实。"
LINES = (Line(3, "A1", "", "", None, 10), Line(4, "A2", "", "", None, 20))


def orders(place: Any, kept: Kept) -> list[SegmentOrder]:
    keys = ("town", "east") if kept is place.own else ("west", "west_town")
    return [SegmentOrder(unit=place.town.unit[k], name=f"{k}段", annual_plan=100) for k in keys]


def build(place: Any) -> None:
    office = place.town.viewer("office")
    statistics.bring_statistics(viewer=office, data_month=MARCH, lines=LINES)
    for kept, code in ((place.own, "A1"), (place.foreign, "A2")):
        shares.set_segments(
            viewer=office, project=kept["project"], effective_month=APRIL,
            segments=orders(place, kept),
        )  # fmt: skip
        kept["code"] = StatisticsCode.objects.get(code=code)
        kept["link"] = statistics.link_code(
            viewer=office, code=kept["code"], project=kept["project"], share_scaled=5_000
        )


def figures(_place: Any, kept: Kept) -> dict[str, Any]:
    lines = segments_in(kept["project"], APRIL)
    return {"project": kept["project"], "month": APRIL, "informant": "镇长",
            "figures": {line.segment.pk: (1, 1) for line in lines}}  # fmt: skip


CALLS: dict[str, Arguments] = {
    "shares.save_segment_figures": figures,
    "shares.set_joint_leads": lambda place, kept: {
        "project": kept["project"], "main": kept["project"].current.lead_unit,
        "units": [place.town.unit["ndrc"]],
    },
    "shares.set_segments": lambda place, kept: {
        "project": kept["project"], "effective_month": APRIL, "segments": orders(place, kept),
    },
    "shares.transfer_project": lambda place, kept: {
        "project": kept["project"],
        "order": TransferOrder(to_unit=place.town.unit["south"], effective_month=APRIL,
                               reason=REASON),
    },
    "statistics.bring_statistics": lambda *_: {
        "data_month": APRIL, "lines": LINES,
    },
    "statistics.link_code": lambda _place, kept: {
        "code": kept["code"], "project": kept["project"], "share_scaled": 100,
    },
    "statistics.record_source_figure": lambda _place, kept: {
        "project": kept["project"], "data_month": MARCH, "source": FigureSource.MONTH_END,
        "year_to_date": 1,
    },
    "statistics.unlink_code": lambda _place, kept: {
        "link_uid": str(kept["link"].uid), "reason": REASON,
    },
}  # fmt: skip


ARGS = {
    **{
        f"shares:{name}": of("project")
        for name in ("record", "segments", "figures", "transfer", "leads")
    },
    "statistics:code": of("code"),
    "statistics:unlink": of("link"),
    "statistics:project": of("project"),
    "statistics:sheet": lambda _place, kept: ["2024-04", kept["unit"].uid],
    "statistics:save_figure": lambda _place, kept: ["2024-04", kept["project"].uid],
}
SENT = {
    "shares:leads": lambda _place, kept: KEY | {
        "main": str(kept["project"].current.lead_unit.uid),
    },
    "shares:transfer": lambda place, _kept: KEY | {
        "to_unit": str(place.town.unit["south"].uid), "effective_month": "2024-04",
        "rule": "giver_keeps", "reason": REASON,
    },
    "statistics:unlink": lambda *_: KEY | {"reason": REASON},
    "statistics:code": lambda _place, kept: KEY | {
        "project": kept["project"].own_code, "share": "1",
    },
    "statistics:project": lambda *_: KEY | {
        "source": "month_end", "data_month": "2024-03", "year_to_date": "1",
    },
}  # fmt: skip
