"""Ledgers of the matrix: requests with links and a session, risks, instructions, livelihood
works, one of 青石镇 and one of 西河县; how their addresses and verbs are asked.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from access.kept import KEY
from access.place import Place, picture
from yipanqi.apps.promises.instructions import actions as instructions
from yipanqi.apps.promises.livelihood import actions as livelihood
from yipanqi.apps.promises.risks import actions as risks
from yipanqi.apps.promises.service import actions as service
from yipanqi.apps.promises.supervision.key_work import Quarter
from yipanqi.core.month import Month

REASON = "经核实，情况属实。"
DAY, LATER = date(2024, 5, 5), date(2024, 5, 30)
APRIL = Month(2024, 4)
SIDES = (("own", "town", "town_reporter"), ("foreign", "west_town", "west_reporter"))


def add_ledgers(place: Place) -> None:
    for side, unit, who in SIDES:
        kept, pk = getattr(place, side), place.town.unit[unit].pk
        kept["served"] = place.town.unit[unit]
        _request(place, kept, who if side == "own" else "west_reviewer", pk)
        kept["risk"] = risks.register_risk(
            viewer=place.viewer("office"), unit=pk, danger=danger(title=f"{unit}深基坑渗水")
        )
        kept["instruction"] = instructions.give_instruction(
            viewer=place.viewer("office"), written=written(pk, title=f"{unit}整改")
        )
        kept["scan"] = instructions.add_scan(
            viewer=place.viewer("office"),
            uid=kept["instruction"].uid,
            file=picture(),
            name="件.png",
        )
        kept["work"] = livelihood.add_work(
            viewer=place.viewer("office"), year=2024, work=work(pk, title=f"{unit}停车位")
        )
        kept["share"] = kept["work"].shares.get()


def _request(place: Place, kept: Any, who: str, unit: int) -> None:
    viewer = place.town.viewer(who)
    link = service.make_ask_link(viewer=viewer, officer_unit=unit, enterprise="演示机械有限公司")
    row, kept["follow_secret"] = service.send_request(secret=link, wish=wish())
    kept["ask_secret"] = service.make_ask_link(
        viewer=viewer, officer_unit=unit, enterprise="演示机械有限公司"
    )
    kept["request"] = service.accept_request(viewer=viewer, uid=row.uid, words="已受理。")
    kept["session"] = service.call_session(
        viewer=viewer,
        uid=row.uid,
        units=(place.town.unit["health"].pk,),
        held_on=LATER,
        agenda="接入方案",
    )


def wish() -> service.Wish:
    return service.Wish(
        title="用电增容", topic="energy", enterprise="演示机械有限公司", phone="13800000000"
    )


def danger(**changes: Any) -> risks.Danger:
    values = {
        "title": "围堰偏低", "kind": "flood", "likelihood": 3, "impact": 4,
        "measures": "加高围堰。", "measures_due_on": LATER,
    }  # fmt: skip
    return risks.Danger(**values | changes)


def written(unit: int, **changes: Any) -> instructions.Written:
    values = {"leader": "副市长", "title": "整改", "text": "请抓紧。", "lead_unit": unit}
    return instructions.Written(**values | changes)


def work(unit: int, **changes: Any) -> livelihood.Work:
    values = {"title": "停车位", "counted_in": "个", "lead_unit": unit, "shares": {unit: 100}}
    return livelihood.Work(**values | changes)


def _uid(parameter: str, name: str, **more: Any) -> Callable[..., dict[str, Any]]:
    return lambda _place, kept: {parameter: kept[name].uid, **more}


LEDGERS: dict[str, Callable[..., dict[str, Any]]] = {
    "instructions.add_scan": lambda _p, kept: {
        "uid": kept["instruction"].uid, "file": picture("red"), "name": "红.png",
    },
    "instructions.give_instruction": lambda _p, kept: {"written": written(kept["served"].pk)},
    "instructions.send_reply": _uid("uid", "instruction", reply=REASON),
    "livelihood.add_work": lambda _p, kept: {"year": 2024, "work": work(kept["served"].pk)},
    "livelihood.record_survey": _uid(
        "uid", "work", on=DAY, asked=100, satisfaction_scaled=9_000
    ),
    "livelihood.report_count": _uid("share_uid", "share", month=APRIL, done_scaled=10),
    "risks.mark_came_true": _uid("uid", "risk", on=DAY, words=REASON),
    "risks.register_risk": lambda _p, kept: {"unit": kept["served"].pk, "danger": danger()},
    "risks.review_risk": _uid("uid", "risk", likelihood=2, impact=2, words=REASON),
    "supervision.publish_key_work": lambda *_: {"quarter": Quarter(2024, 1)},
    "service.accept_request": _uid("uid", "request", words=REASON),
    "service.answer_request": _uid("uid", "request", answer=REASON),
    "service.call_session": lambda place, kept: {
        "uid": kept["request"].uid, "units": (place.town.unit["east"].pk,),
        "held_on": LATER, "agenda": REASON,
    },
    "service.conclude_session": _uid("session_uid", "session", conclusion=REASON),
    "service.decline_request": _uid("uid", "request", reason=REASON),
    "service.make_ask_link": lambda _p, kept: {
        "officer_unit": kept["served"].pk, "enterprise": "演示机械有限公司",
    },
    "service.make_follow_link": _uid("uid", "request"),
    "service.raise_request": lambda _p, kept: {"officer_unit": kept["served"].pk, "wish": wish()},
}  # fmt: skip


def _of(name: str) -> Callable[..., list[Any]]:
    return lambda _place, kept: [kept[name].uid]


def _secret(name: str) -> Callable[..., list[Any]]:
    return lambda _place, kept: [kept[name]]


ARGS: dict[str, Callable[..., list[Any]]] = {
    "instructions:record": _of("instruction"),
    "instructions:add-scan": _of("instruction"),
    "instructions:reply": _of("instruction"),
    "instructions:scan": _of("scan"),
    "livelihood:record": _of("work"),
    "livelihood:survey": _of("work"),
    "livelihood:count": _of("share"),
    "risks:record": _of("risk"),
    "risks:review": _of("risk"),
    "risks:came-true": _of("risk"),
    "service:ask": _secret("ask_secret"),
    "service:follow": _secret("follow_secret"),
    "service:record": _of("request"),
    "service:follow-link": _of("request"),
    "service:do": lambda _place, kept: [kept["request"].uid, "call"],
}


def _paper() -> Any:
    file = picture("red")
    file.name = "红.png"
    return file


def _lead(kept: Any) -> str:
    return str(kept["served"].uid)


SENT: dict[str, Callable[..., dict[str, Any]]] = {
    "instructions:add-scan": lambda *_: KEY | {"file": _paper()},
    "instructions:reply": lambda *_: KEY | {"reply": REASON},
    "instructions:new": lambda _p, kept: KEY | {
        "leader": "副市长", "title": "整改", "text": "请抓紧。", "given_on": "2024-05-05",
        "urgency": "normal", "lead": _lead(kept),
    },
    "livelihood:new": lambda _p, kept: KEY | {
        "title": "停车位", "year": "2024", "lead": _lead(kept), "counted_in": "个",
        "decimals": "0", "target": "100",
    },
    "livelihood:count": lambda *_: KEY | {"month": "2024-04", "done": "10"},
    "livelihood:survey": lambda *_: KEY | {
        "on": "2024-05-05", "asked": "100", "satisfaction": "90",
    },
    "risks:new": lambda _p, kept: KEY | {
        "unit": _lead(kept), "kind": "flood", "title": "围堰偏低", "likelihood": "3",
        "impact": "4", "measures": "加高。", "measures_due_on": "2024-05-30",
    },
    "risks:review": lambda *_: KEY | {"likelihood": "2", "impact": "2", "words": REASON},
    "risks:came-true": lambda *_: KEY | {"on": "2024-05-05", "words": REASON},
    "service:new": lambda _p, kept: KEY | {
        "officer_unit": _lead(kept), "channel": "typed", "enterprise": "演示机械有限公司",
        "topic": "land", "title": "零增地技改",
    },
    "service:ask-link": lambda _p, kept: KEY | {
        "officer_unit": _lead(kept), "enterprise": "演示机械有限公司",
    },
    "supervision:publish-key-work": lambda *_: KEY | {"year": "2024", "quarter": "1"},
    "service:ask": lambda *_: {"topic": "land", "title": "零增地技改"},
    "service:follow": lambda *_: {"rating": "5", "is_solved": "yes"},
    "service:do": lambda place, _: KEY | {
        "units": str(place.town.unit["east"].uid), "held_on": "2024-05-30", "agenda": REASON,
    },
}  # fmt: skip
