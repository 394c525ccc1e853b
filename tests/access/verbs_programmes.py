"""Programmes: one of 东山区's lead, one of 西河县's, and how their verbs are called."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from access.kept import Arguments
from access.place import APRIL, Place, picture
from promises import Promises
from yipanqi.apps.board.programmes import actions
from yipanqi.apps.board.programmes.actions import MeasureWish, Plan, Took
from yipanqi.apps.ledger.projects.models import ProgrammeProject
from yipanqi.apps.promises.handovers import actions as hand_overs
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.infra import clock
from yipanqi.infra.evidence import DOCUMENT, keep, keep_made

TODAY = date(2024, 5, 5)
REASON = "经核实，情况属实。"


def plan_of(place: Place, key: str, name: str = "") -> Plan:
    return Plan(
        name=name or f"{key}强攻行动",
        kind="campaign",
        lead_unit=place.town.unit[key].pk,
        from_on=date(2024, 4, 1),
        to_on=date(2024, 6, 30),
        purpose="六月底时间过半、任务过半。",
    )


def build_programmes(place: Place) -> None:
    office = place.town.viewer("office")
    place.own["handover"] = _moved(place)
    place.own["handover_asked"] = hand_overs.ask_hand_over(
        viewer=office,
        leaver=place.town.user["park_reporter"],
        successor=place.town.user["west_reporter"],
        reason="轮岗",
    )
    for kept, key, who in (
        (place.own, "east", "east_reporter"),
        (place.foreign, "west", "west_reporter"),
    ):
        row = actions.open_programme(viewer=office, plan=plan_of(place, key))
        ProgrammeProject.objects.create(
            programme=row.programme, project=kept["project"], from_on=date(2024, 4, 1)
        )
        wish = MeasureWish("集中签约", "counted", "个", 0, Decimal(30))
        kept["charter"] = row
        kept["charter_measure"] = actions.add_programme_measure(
            viewer=office, uid=row.uid, wish=wish
        )
        worker = place.town.viewer(who)
        kept["programme_report"] = actions.draft_programme_report(
            viewer=worker, uid=row.uid, month=APRIL
        )
        photo = keep(picture(), "现场.png", DOCUMENT)
        took = Took(place.town.unit[key].pk, date(2024, 4, 20), "专题学习", 40, photo)
        kept["participation"] = actions.record_participation(viewer=worker, uid=row.uid, took=took)


def _moved(place: Place) -> HandOver:
    """A health official's work went to a colleague: as a row, so that all keep their posts."""
    person = place.town.user
    return HandOver.objects.create(
        leaver=person["health_reporter"],
        successor=person["west_reporter"],
        on=TODAY,
        reason="轮岗",
        posts=[],
        items=[
            {"kind": "to_do", "title": "督〔2024〕9号 整改", "due_on": "", "page": "", "uid": ""}
        ],
        recorded_at=clock.now(),
    )


def of_charter(**more: Any) -> Arguments:
    return lambda _p, kept: {"uid": kept["charter"].uid, **more}


def of_report(**more: Any) -> Arguments:
    return lambda _p, kept: {"report_uid": kept["programme_report"].uid, **more}


def task(place: Place, kept: Any) -> dict[str, Any]:
    lead = "town" if kept is place.own else "west_town"
    return {"uid": kept["charter"].uid, "order": Promises(place.town).order(lead)}


def changed(place: Place, kept: Any) -> dict[str, Any]:
    key = "east" if kept is place.own else "west"
    plan = replace(plan_of(place, key), sponsor="市政府分管副市长")
    return {"uid": kept["charter"].uid, "plan": plan}


def took(place: Place, kept: Any) -> dict[str, Any]:
    key = "east" if kept is place.own else "west"
    unit = place.town.unit[key].pk
    return {"uid": kept["charter"].uid, "took": Took(unit, date(2024, 4, 25), "对标考察", 12)}


def collected(place: Place, kept: Any) -> dict[str, Any]:
    return {
        "report_uid": kept["programme_report"].uid,
        "meeting": place.own["meeting"].uid,
        "kept": keep_made(b"%PDF-1", "报告.pdf", "application/pdf"),
    }


def moving(place: Place, _: Any) -> dict[str, Any]:
    person = place.town.user
    return {
        "leaver": person["town_reporter"],
        "successor": person["west_reporter"],
        "reason": "工作调动",
    }


PROGRAMMES: dict[str, Arguments] = {
    "handovers.hand_over": moving,
    "handovers.ask_hand_over": moving,
    "handovers.carry_out_hand_over": lambda p, _: {"uid": p.own["handover_asked"].uid},
    "handovers.withdraw_hand_over": lambda p, _: {
        "uid": p.own["handover_asked"].uid, "reason": REASON
    },
    "handovers.sign_hand_over": lambda p, _: {"uid": p.own["handover"].uid},
    "programmes.open_programme": lambda place, _: {"plan": plan_of(place, "east", "新专项")},
    "programmes.change_programme": changed,
    "programmes.end_programme": of_charter(words=REASON),
    "programmes.add_programme_measure": of_charter(
        wish=MeasureWish("新签约", "counted", "个", 0, Decimal(9))
    ),
    "programmes.end_programme_measure": lambda _p, kept: {
        "measure_uid": kept["charter_measure"].uid, "reason": REASON,
    },
    "programmes.record_programme_figure": lambda _p, kept: {
        "measure_uid": kept["charter_measure"].uid, "month": APRIL, "value": Decimal(8),
    },
    "programmes.add_programme_task": task,
    "programmes.draft_programme_report": of_charter(month=APRIL),
    "programmes.edit_programme_report": of_report(texts={"next": "五月集中开工。"}),
    "programmes.sign_programme_report": of_report(),
    "programmes.return_programme_report": of_report(reason=REASON),
    "programmes.collect_programme_report": collected,
    "programmes.record_participation": took,
    "programmes.void_participation": lambda _p, kept: {
        "participation_uid": kept["participation"].uid, "reason": REASON,
    },
}  # fmt: skip
