"""Calls of the verbs of meetings, breakdowns and inspections."""

from collections.abc import Callable
from datetime import time
from typing import Any

from access.kept import Arguments, of
from access.place import APRIL, Place
from access.place_meeting import DUE, UNITS, finding_of
from yipanqi.apps.meeting.breakdowns import actions as breakdowns
from yipanqi.apps.meeting.breakdowns.actions import TaskWish
from yipanqi.apps.meeting.inspections.actions import StopWish
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.meeting.meetings.actions import Call, Rhythm, Settled, Wanted, Wish
from yipanqi.infra.evidence import keep_made

REASON = "经核实，情况属实。"


def meeting(**more: Any) -> Arguments:
    return of("uid", "meeting", **more)


def pdf(name: str = "材料.pdf") -> Any:
    return keep_made(b"%PDF-1.4", name, "application/pdf")


def unit(place: Place, kept: Any) -> str:
    return UNITS["own" if kept is place.own else "foreign"]


def seat(place: Place, kept: Any, **more: Any) -> dict[str, Any]:
    key = "east" if kept is place.own else "west"
    row = kept["meeting"].attendances.get(unit=place.town.unit[key])
    return {"seat": row.uid, **more}


def noted(place: Place, kept: Any) -> None:
    """A note of the office that binds nobody yet."""
    settled = Settled("待核实", lead_unit=place.town.unit[unit(place, kept)].pk)
    kept["note"] = meetings.note_decision(
        viewer=place.viewer("office"), uid=kept["meeting"].uid, settled=settled
    )


def task(place: Place, kept: Any) -> TaskWish:
    return TaskWish("完成交地", place.town.unit[unit(place, kept)].pk, (), DUE, "交地书")


def contested(place: Place, kept: Any) -> None:
    who = "town_reporter" if kept is place.own else "west_reporter"
    breakdowns.contest_task(viewer=place.town.viewer(who), task=kept["task"].uid, words=REASON)


def own_venue(_place: Place, kept: Any) -> dict[str, Any]:
    return {"uid": kept["meeting"].uid, "venue": kept["venue"].uid}


def settled(place: Place, kept: Any) -> Settled:
    return Settled("抓紧交地", lead_unit=place.town.unit[unit(place, kept)].pk)


MEETING: dict[str, Arguments] = {
    "meetings.add_item": meeting(wanted=Wanted("新增议题")),
    "meetings.amend_decision": lambda place, kept: {
        "decision": kept["note"].uid, "settled": settled(place, kept),
    },
    "meetings.amend_item": lambda _p, kept: {
        "uid": kept["meeting"].uid, "item": kept["item"].uid, "wanted": Wanted("改题"),
    },
    "meetings.amend_meeting": meeting(call=Call(APRIL)),
    "meetings.answer_roll": meeting(code="000000"),
    "meetings.ask_leave": lambda place, kept: seat(place, kept, reason=REASON),
    "meetings.begin_item": lambda _p, kept: {
        "uid": kept["meeting"].uid, "item": kept["item"].uid,
    },
    "meetings.bring_film": lambda _p, kept: {"uid": kept["meeting"].uid, "kept": pdf()},
    "meetings.call_meeting": meeting(),
    "meetings.call_roll": meeting(),
    "meetings.close_room": meeting(),
    "meetings.confirm_decision": of("decision", "note"),
    "meetings.draft_agenda": meeting(),
    "meetings.drop_item": lambda _p, kept: {
        "uid": kept["meeting"].uid, "item": kept["item"].uid,
    },
    "meetings.end_roll": meeting(),
    "meetings.go_to_fallback": own_venue,
    "meetings.hand_in": lambda _p, kept: {"item": kept["item"].uid, "kept": pdf()},
    "meetings.keep_document": lambda _p, kept: {
        "meeting": kept["meeting"], "kind": "notice", "kept": pdf(), "key": "k",
    },
    "meetings.make_documents": meeting(kind="minutes"),
    "meetings.mark_present": seat,
    "meetings.move_item": lambda _p, kept: {
        "uid": kept["meeting"].uid, "item": kept["item"].uid, "to": 0,
    },
    "meetings.note_decision": lambda place, kept: {
        "uid": kept["meeting"].uid, "settled": settled(place, kept),
    },
    "meetings.open_room": meeting(),
    "meetings.open_series": lambda *_: {"rhythm": Rhythm("专题例会", 12, time(9))},
    "meetings.plan_meeting": lambda _p, kept: {
        "series": kept["meeting"].series, "call": Call(APRIL),
    },
    "meetings.show": meeting(wish=Wish("text", text="请各会场注意")),
    "meetings.sign_in_venue": own_venue,
    "meetings.start_timer": meeting(minutes=5),
    "meetings.stop_timer": meeting(),
    "meetings.void_decision": of("decision", "note", reason=REASON),
    "meetings.will_attend": seat,
    "breakdowns.accept_task": of("task", "task"),
    "breakdowns.add_task": lambda place, kept: {
        "breakdown": kept["breakdown"].uid, "wanted": task(place, kept),
    },
    "breakdowns.amend_task": lambda place, kept: {
        "task": kept["task"].uid, "wanted": task(place, kept),
    },
    "breakdowns.answer_contest": of("task", "task", answer=REASON),
    "breakdowns.circulate": of("breakdown", "breakdown"),
    "breakdowns.contest_task": of("task", "task", words=REASON),
    "breakdowns.draft_breakdown": of("meeting", "meeting", source="请抓紧。"),
    "breakdowns.drop_task": of("task", "task"),
    "breakdowns.issue_breakdown": lambda _p, kept: {
        "breakdown": kept["breakdown"].uid, "scan": pdf(),
    },
    "inspections.add_exhibit": lambda _p, kept: {
        "finding": kept["finding"].uid, "kept": keep_made(b"new", "新.jpg", "image/jpeg"),
    },
    "inspections.add_stop": lambda place, kept: {
        "inspection": kept["inspection"].uid,
        "wanted": StopWish(place.town.unit[unit(place, kept)].pk, "码头"),
    },
    "inspections.amend_finding": lambda place, kept: {
        "finding": kept["finding"].uid, "wanted": finding_of(place, unit(place, kept)),
    },
    "inspections.caption_exhibit": of("exhibit", "exhibit", caption="路口", in_film=True),
    "inspections.drop_finding": of("finding", "finding", reason=REASON),
    "inspections.drop_stop": of("stop", "stop"),
    "inspections.finish_inspection": of("inspection", "inspection"),
    "inspections.note_finding": lambda place, kept: {
        "inspection": kept["inspection"].uid, "wanted": finding_of(place, unit(place, kept)),
    },
    "inspections.plan_inspection": lambda *_: {"title": "六月暗访", "planned_on": DUE},
    "inspections.put_on_agenda": lambda _p, kept: {
        "finding": kept["finding"].uid, "meeting": kept["meeting"].uid,
    },
    "inspections.record_recheck": of("finding", "finding", passed=True, words_said=REASON),
    "inspections.show_finding": of("finding", "finding"),
    "inspections.void_exhibit": of("exhibit", "exhibit", reason=REASON),
}  # fmt: skip
BEFORE_MEETING: dict[str, Callable[[Place, Any], None]] = {
    "meetings.amend_decision": noted,
    "meetings.confirm_decision": noted,
    "meetings.void_decision": noted,
    "breakdowns.answer_contest": contested,
}
