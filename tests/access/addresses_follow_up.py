"""Addresses of what follows a meeting: tasks, inspections, programmes, shortfalls, hand-overs."""

from typing import Any

from access.kept import KEY
from access.kept import uid_of as of
from access.place import APRIL, Place


def taking(name: str, what: str) -> Any:
    return lambda _place, kept: [kept[name].uid, what]


def county_took_part(_place: Place, kept: Any) -> dict[str, str]:
    return KEY | {"unit": str(kept["county"].uid), "on": "2024-04-28", "what": "对标考察"}


FOLLOW_UP_ARGS: dict[str, Any] = {
    "breakdowns:of-meeting": of("meeting"),
    "breakdowns:draft": of("meeting"),
    "breakdowns:record": of("breakdown"),
    "breakdowns:scan": of("breakdown"),
    "breakdowns:do": taking("breakdown", "accept"),
    "handovers:new": of("person"),
    "handovers:record": of("handover"),
    "handovers:do": taking("handover", "sign"),
    "handover-paper": of("handover"),
    "shortfalls:county": of("county"),
    "shortfall-paper": of("county"),
    "programmes:record": of("charter"),
    "programmes:change": of("charter"),
    "programmes:do": taking("charter", "took"),
    "programmes:figure": of("charter_measure"),
    "programmes:end-measure": of("charter_measure"),
    "programmes:evidence": of("participation"),
    "programmes:void": of("participation"),
    "programmes:report": of("programme_report"),
    "programmes:report-do": taking("programme_report", "edit"),
    "programme-report-paper": of("programme_report"),
    "programme-report-collect": of("programme_report"),
    "inspections:record": of("inspection"),
    "inspections:do": taking("inspection", "finish"),
    "inspections:finding": of("finding"),
    "inspections:do-finding": taking("finding", "recheck"),
    "inspections:exhibit": of("exhibit"),
}
FOLLOW_UP_SENT: dict[str, Any] = {
    "breakdowns:draft": lambda *_: KEY | {"source": "各单位要抓紧。"},
    "breakdowns:do": lambda _place, kept: {"task": str(kept["task"].uid)},
    "handovers:new": lambda place, _: (
        KEY | {"successor": str(place.own["person"].uid), "reason": "调动"}
    ),
    "programmes:do": county_took_part,
    "programmes:figure": lambda *_: KEY | {"month": "2024-04", "value": "9"},
    "programmes:end-measure": lambda *_: KEY | {"reason": "口径调整"},
    "programmes:void": lambda *_: KEY | {"reason": "误登"},
    "programme-reports-collect": lambda place, _: (
        KEY | {"meeting": str(place.own["meeting"].uid), "month": APRIL}
    ),
    "programme-report-collect": lambda place, _: KEY | {"meeting": str(place.own["meeting"].uid)},
    "inspections:plan": lambda *_: KEY | {"title": "六月暗访", "planned_on": "2024-06-01"},
    "inspections:do": lambda *_: KEY,
    "inspections:do-finding": lambda *_: KEY | {"words": "现场复核", "passed": "1"},
}
