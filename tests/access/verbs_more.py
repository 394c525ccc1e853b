"""Calls of the verbs of lists, targets, names, measures, lights, channels and key work."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from access.kept import Arguments
from access.place import APRIL, Place
from promises import Promises
from yipanqi.apps.ledger.notices.actions import ChannelWish
from yipanqi.apps.ledger.projects import actions as projects
from yipanqi.apps.ledger.units.actions import add_alias
from yipanqi.apps.life.pipeline.actions import WaiverOrder
from yipanqi.apps.month.reporting.actions import add_measure
from yipanqi.apps.month.snapshots.actions import record_mark
from yipanqi.apps.promises.commitments.actions import OpeningCommitment
from yipanqi.core.light_rules import Dimension
from yipanqi.core.reporting.windows import MonthSchedule

REASON = "经核实，情况属实。"
TODAY = date(2024, 5, 5)


def days_of_april() -> MonthSchedule:
    days = {name: date(2024, 5, 6 + n) for n, name in enumerate(MonthSchedule.__slots__[1:])}
    return MonthSchedule(month=APRIL, **days | {"opens_on": date(2024, 4, 20)})


def no_draft(place: Place, _: Any) -> None:
    projects.discard_draft(
        viewer=place.viewer("office"), draft=place.own["list_draft"], reason="重新起草"
    )


def measure(place: Place, _: Any) -> None:
    add_measure(
        viewer=place.viewer("office"), name="新增就业", unit_of_account="人", decimals=0,
        measure_key="jobs",
    )  # fmt: skip


def alias(place: Place, _: Any) -> None:
    place.own["alias"] = add_alias(
        viewer=place.viewer("office"), unit=place.town.unit["town"], name="青石街道", from_on=TODAY
    )


def mark(place: Place, _: Any) -> None:
    place.own["mark"] = record_mark(viewer=place.viewer("office"), **praise(place, _))


def praise(place: Place, _: Any) -> dict[str, Any]:
    return {"unit": place.town.unit["east"], "month": APRIL, "measure": "praise",
            "judge": "市领导", "value": Decimal(90)}  # fmt: skip


def with_draft(**more: Any) -> Arguments:
    return lambda place, _: {"draft": place.own["list_draft"], **more}


def of_draft(**more: Any) -> Arguments:
    return lambda place, kept: {
        "draft": place.own["list_draft"], "project": kept["project"], **more,
    }  # fmt: skip


def task(place: Place, kept: Any) -> dict[str, Any]:
    order = Promises(place.town).order("town" if kept is place.own else "west_town", title="交地")
    return {"year": 2024, "order": order}


MORE: dict[str, Arguments] = {
    "commitments.open_ledger": lambda place, _kept: {
        "lines": [
            OpeningCommitment(title="旧账", lead_unit=place.town.unit["east"].pk, due_on=TODAY)
        ],
    },
    "notices.open_channel": lambda place, kept: {
        "unit": place.town.unit["east" if kept is place.own else "west"].pk,
        "wish": ChannelWish("plain", "内网网关", "https://gateway.example/in"),
    },
    "pipeline.end_waiver": lambda _p, kept: {"waiver_uid": kept["waiver"].uid, "reason": REASON},
    "pipeline.grant_waiver": lambda _p, kept: {
        "project_uid": kept["project"].uid,
        "order": WaiverOrder(
            reason=REASON, approved_by="市领导小组", until_on=date(2024, 6, 30),
            dimension=Dimension.ENROLMENT,
        ),
    },
    "projects.add_line": of_draft(),
    "projects.discard_draft": with_draft(reason=REASON),
    "projects.issue_draft": with_draft(issued_on=TODAY, effective_month=APRIL),
    "projects.save_line": of_draft(changes={}),
    "projects.start_draft": lambda place, _: {"year": 2024, "based_on": place.town.annual_list},
    "reporting.add_measure": lambda *_: {
        "name": "新增就业", "unit_of_account": "人", "decimals": 0,
    },
    "reporting.change_dates": lambda *_: {"schedule": days_of_april(), "reason": REASON},
    "reporting.enter_opening": lambda *_: {"month": APRIL, "figures": [], "informant": "统计局"},
    "snapshots.void_mark": lambda place, _: {"mark": place.own["mark"], "reason": REASON},
    "supervision.add_key_work": task,
    "targets.set_target": lambda _p, kept: {
        "unit_uid": str(kept["unit"].uid), "measure_key": "jobs", "year": 2024,
        "value": Decimal(120), "curve": [Decimal(10 * n) for n in range(1, 13)],
        "effective_month": APRIL, "agreed_by": "市领导小组",
    },
    "units.add_alias": lambda place, _: {
        "unit": place.town.unit["town"], "name": "青石街道", "from_on": TODAY,
    },
    "units.end_alias": lambda place, _: {"alias": place.own["alias"], "to_on": date(2024, 6, 1)},
}  # fmt: skip
BEFORE_MORE: dict[str, Callable[[Place, Any], None]] = {
    "projects.start_draft": no_draft,
    "snapshots.void_mark": mark,
    "targets.set_target": measure,
    "units.end_alias": alias,
}
