"""What follows a meeting and what goes before it: a speech taken apart, an inspection."""

from datetime import date
from typing import Any

from yipanqi.apps.meeting.breakdowns import actions as breakdowns
from yipanqi.apps.meeting.breakdowns.actions import TaskWish
from yipanqi.apps.meeting.inspections import actions as inspections
from yipanqi.apps.meeting.inspections.actions import FindingWish, StopWish
from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.infra.evidence import keep_made

UNITS = {"own": "town", "foreign": "west_town"}
DUE = date(2024, 5, 30)


def add_meeting_papers(place: Any) -> None:
    """After the meeting of ``place``; a finding of 青石镇 is hidden, one of 柳溪镇 shown."""
    _breakdown(place)
    _inspection(place)
    film = keep_made(b"\x00\x00\x00\x18ftypmp42", "专题片.mp4", "video/mp4")
    place.own["film"] = meetings.bring_film(
        viewer=place.town.viewer("office"), uid=place.own["meeting"].uid, kept=film
    )


def _breakdown(place: Any) -> None:
    office = place.town.viewer("office")
    row = breakdowns.draft_breakdown(
        viewer=office, meeting=place.own["meeting"].uid, source="请各单位抓紧。"
    )
    for task in row.tasks.all():
        breakdowns.drop_task(viewer=office, task=task.uid)
    for whose, unit in UNITS.items():
        wanted = TaskWish("完成交地", place.town.unit[unit].pk, (), DUE, "交地确认书")
        kept = getattr(place, whose)
        kept["task"] = breakdowns.add_task(viewer=office, breakdown=row.uid, wanted=wanted)
        kept["breakdown"] = row
    breakdowns.circulate(viewer=office, breakdown=row.uid)


def _inspection(place: Any) -> None:
    town, office = place.town, place.town.viewer("office")
    row = inspections.plan_inspection(viewer=office, title="五月暗访", planned_on=date(2024, 5, 5))
    for whose, unit in UNITS.items():
        kept = getattr(place, whose)
        stop = inspections.add_stop(
            viewer=office, inspection=row.uid, wanted=StopWish(town.unit[unit].pk, "路口")
        )
        finding = inspections.note_finding(
            viewer=office, inspection=row.uid, wanted=finding_of(place, unit, stop)
        )
        photo = keep_made(unit.encode(), "现场.jpg", "image/jpeg")
        kept["exhibit"] = inspections.add_exhibit(viewer=office, finding=finding.uid, kept=photo)
        kept |= {"inspection": row, "stop": stop, "finding": finding}
    place.foreign["finding"] = inspections.show_finding(
        viewer=office, finding=place.foreign["finding"].uid
    )


def finding_of(place: Any, unit: str, stop: Any = None) -> FindingWish:
    return FindingWish(
        "渣土外溢", "未冲洗上路", "三日内清理", place.town.unit[unit].pk, DUE, stop=stop
    )
