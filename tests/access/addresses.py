"""How each address of the product is asked: its arguments and what is sent to it.

An address with an object is asked twice, for one of 青石镇 (own) and one of 西河县 (foreign);
some about a project that only a zone, a department or a line department sees.
What is sent is what a person with the right would send: a refusal then is about the right.
"""

import io
import json
from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from access import gates, ledgers, shares
from access.addresses_follow_up import FOLLOW_UP_ARGS, FOLLOW_UP_SENT
from access.kept import KEY, Args, Kept
from access.kept import uid_of as of
from access.pack import PACK_ARGS, PACK_SENT
from access.place import APRIL, MARCH, Place, picture


def in_april(name: str) -> Args:
    return lambda _place, kept: [APRIL, kept[name].uid]


def of_import(_place: Place, kept: Kept) -> list[Any]:
    return [APRIL, kept["unit"].uid, kept["import"].uid]


def cell(place: Place, kept: Kept) -> list[Any]:
    county = "east" if kept is place.own else "west"
    return [place.own["sheet"].uid, "counties", place.town.unit[county].uid, "investment"]


ARGS: dict[str, Args] = {
    **FOLLOW_UP_ARGS,
    "delegation-end": of("delegation"),
    "job": of("job"),
    "person": of("person"),
    "person-active": of("person"),
    "person-password": of("person"),
    "outline-withdraw": of("outline"),
    "projects:project": of("project"),
    "projects:peek": of("project"),
    "projects:card": of("project"),
    "projects:board-more": lambda *_: ["started"],
    "projects:doubles-settle": of("suspicion"),
    "projects:withdraw-view": of("view"),
    "projects:usual-view": of("view"),
    "projects:amend": of("project"),
    "projects:stage": of("project"),
    "projects:void_stage": lambda _place, kept: [kept["project"].uid, kept["event"].uid],
    "projects:dates": of("project"),
    "projects:partners": of("project"),
    "projects:case": of("project"),
    "projects:drop-case": of("case"),
    "projects:slip-cause": lambda _place, kept: [
        kept["project"].milestone_dates.filter(basis="planned").first().uid
    ],
    "projects:waive": of("project"),
    "projects:end-waiver": of("waiver"),
    "lists:version": of("annual_list"),
    "lists:changes": of("annual_list"),
    "lists:draft": of("list_draft"),
    "lists:issue": of("list_draft"),
    "lists:discard": of("list_draft"),
    "lists:add": of("list_draft"),
    "lists:save": lambda place, kept: [place.own["list_draft"].uid, kept["project"].uid],
    "reporting:change_dates": lambda *_: [APRIL],
    "snapshots:void_adjustment": of("entry"),
    "snapshots:ledger_evidence": of("entry"),
    "snapshots:void_mark": of("mark"),
    "targets:record": lambda _place, kept: [kept["county"].uid, "fai"],
    "targets:set": lambda _place, kept: [kept["county"].uid, "fai"],
    "targets:save": lambda _place, kept: [APRIL, kept["county"].uid],
    "units:unit": of("unit"),
    "units:change": of("unit"),
    "units:end": of("unit"),
    "scoreboard-export": of("publication"),
    "slip-notice": of("slip"),
    "slip-reply": of("replied"),
    "styleguide:save_row": lambda *_: ["row-1"],
    "styleguide:kind": lambda *_: ["sheet"],
    "reporting:sheet": in_april("unit"),
    "reporting:submit_unit": in_april("unit"),
    "reporting:signature": in_april("unit"),
    "reporting:signature_file": in_april("unit"),
    "reporting:signed_scan": lambda _place, kept: [APRIL, kept["unit"].uid, kept["signed"].uid],
    "reporting:save": in_april("project"),
    "reporting:record": in_april("project"),
    "reporting:submit": in_april("project"),
    "reporting:add_photo": in_april("project"),
    "reporting:peek": in_april("project"),
    "reporting:report": of("report"),
    "reporting:withdraw": of("report"),
    "reporting:approve": of("report"),
    "reporting:return": of("report"),
    "reporting:photo": of("photo"),
    "reporting:void_photo": of("photo"),
    "reporting:queue": lambda *_: [APRIL],
    "reporting:approve_bulk": lambda *_: [APRIL],
    "reporting:standing": lambda *_: [APRIL],
    "reporting:set_state": lambda *_: [APRIL],
    "imports:unit": in_april("unit"),
    "imports:template": in_april("unit"),
    "imports:import": of_import,
    "imports:columns": of_import,
    "imports:rows": of_import,
    "imports:annotated": of_import,
    "imports:file": of_import,
    "imports:undo": of_import,
    "imports:discard": of_import,
    **{
        f"meetings:{name}": of("meeting")
        for name in (
            *("record", "agenda", "decisions", "console", "venues", "search", "follow"),
            *("speaker", "state", "stream", "seen", "roll"),
        )
    },
    "meetings:do": lambda _place, kept: [kept["meeting"].uid, "draft"],
    "meetings:venue": lambda _place, kept: [kept["meeting"].uid, kept["venue"].uid],
    "meetings:venue-pack": lambda _place, kept: [kept["meeting"].uid, kept["venue"].uid],
    "meetings:play": of("film"),
    "meetings:item": of("item"),
    "meetings:slide": of("item"),
    "meetings:paper": of("paper"),
    "meetings:document": of("meeting_document"),
    "meetings:job": of("meeting_job"),
    "meetings:decision": of("decision"),
    "notices:close-channel": of("channel"),
    "notices:open": of("notice"),
    **(gates.ARGS | ledgers.ARGS | shares.ARGS),
    **PACK_ARGS,
    "problems:record": of("problem"),
    "problems:do": lambda _place, kept: [kept["problem"].uid, "accept"],
    "snapshots:job": of("freeze_job"),
    "snapshots:snapshot": of("snapshot"),
    "snapshots:accept": of("snapshot"),
    "scoring:scheme": of("scheme"),
    "scoring:sheet": of("sheet"),
    "scoring:cell": cell,
    "setup:end_name": of("alias"),
    "setup:kind": lambda *_: ["projects"],
    "setup:load": of("load"),
    "setup:columns": of("load"),
    "setup:rows": of("load"),
    "setup:undo": of("load"),
    "setup:file": of("load"),
    "list_rounds:open": of("list_draft"),
    "list_rounds:end_floor": of("floor"),
    "list_rounds:withdraw": of("nomination"),
    **{f"list_rounds:{name}": of("round") for name in ("round", "move", "approve")},
    **{
        f"list_rounds:{name}": lambda place, kept: [place.own["round"].uid, kept["project"].uid]
        for name in ("project", "nominate", "screen", "review")
    },
    **{f"forms_above:{name}": of("form") for name in ("form", "new_version", "fill", "retire")},
    **{
        f"forms_above:{name}": of("form_version")
        for name in ("map", "place", "take_proposed", "row", "blank_file")
    },
    "forms_above:filled": of("filled"),
    "forms_above:filled_file": of("filled"),
    "supervision:evidence": of("evidence"),
    "supervision:feed": lambda *_: ["nothing"],
    "supervision:record": of("commitment"),
    "supervision:do": lambda _place, kept: [kept["commitment"].uid, "progress"],
}
DRAFTS: dict[str, Args] = {
    "publishing:publication": of("draft"),
    "publishing:stage": of("draft"),
    "scoreboard-export": of("draft"),
    "scoring:sheet": of("draft_sheet"),
}
SAME_NAME = {"reporting:queue": "reporting:review"}  # one name, with and without a month

Sent = Callable[[Place, Kept], dict[str, Any]]
SENT: dict[str, Sent] = {
    **FOLLOW_UP_SENT,
    **(gates.SENT | ledgers.SENT | shares.SENT),
    **PACK_SENT,
    "list_rounds:open": lambda *_: {"collect_until": "2024-05-20", "screen_until": "2024-05-30"},
    "list_rounds:move": lambda *_: KEY | {"to": "screening"},
    "list_rounds:approve": lambda *_: {"document_number": "9号", "approved_on": "2024-05-20"},
    "list_rounds:nominate": lambda *_: {
        "annual_class": "finishing",
        "annual_plan": "100",
        "reason": "已近尾声",
    },
    "list_rounds:screen": lambda *_: {"verdict": "fit"},
    "list_rounds:review": lambda *_: {"is_admitted": "1"},
    "list_rounds:floors": lambda *_: {"annual_class": "finishing", "from_year": "2025"},
    "forms_above:place": lambda *_: {"at": "汇总表!B4", "measure": "annual_plan", "form": "wan"},
    "forms_above:row": lambda *_: {"sheet": "项目表", "row": "1", "over": "projects"},
    "forms_above:fill": lambda *_: KEY | {"month": str(MARCH)},
    "forms_above:retire": lambda *_: KEY | {"reason": "省里停报"},
    "lists:start": lambda place, _: {"year": "2025", "based_on": str(place.own["annual_list"].uid)},
    "lists:add": lambda place, _: {"project": str(place.town.project["bundle"].uid)},
    "lists:issue": lambda *_: KEY | {"effective_month": "2024-05", "issued_on": "2024-05-05"},
    "lists:discard": lambda *_: KEY | {"reason": "会议未通过"},
    "snapshots:void_adjustment": lambda *_: KEY | {"reason": "误登"},
    "snapshots:void_mark": lambda *_: KEY | {"reason": "误登"},
    "units:end": lambda *_: KEY | {"to_on": "2024-05-05", "reason": "撤并"},
    "login": lambda *_: {"username": "nobody", "password": "nothing"},
    "delegations": lambda *_: {},
    "act-for": lambda place, _: {"principal": str(place.town.user["east_reviewer"].uid)},
    "person": lambda place, _: {
        "unit": str(place.town.unit["east"].uid),
        "role": "reporter",
        "from_on": "2024-05-05",
    },
    "person-active": lambda *_: {"active": "0", "reason": "调离"},
    "person-password": lambda *_: {"password": "Qingshan-2024-xy"},
    "outline-withdraw": lambda *_: KEY | {"reason": "边界有误"},
    "projects:light-draft": lambda *_: {"text": "[lights]", "in_force_from": "2024-04"},
    "projects:waive": lambda *_: (
        KEY
        | {
            "reason": "规划调整",
            "approved_by": "市领导小组",
            "from_on": "2024-05-05",
            "until_on": "2024-05-30",
            "dimension": "enrolment",
        }
    ),
    "projects:many": lambda _place, kept: {"row": str(kept["project"].uid)},
    "projects:save-view": lambda *_: KEY | {"name": "我的清单", "query": "stage=started"},
    "projects:doubles-settle": lambda *_: KEY | {"outcome": "different", "reason": "确为两个项目"},
    "projects:case": lambda *_: KEY | {"kind": "not_enrolled", "words": "开工近一年仍未入库"},
    "projects:drop-case": lambda *_: KEY | {"reason": "已入库"},
    "projects:slip-cause": lambda *_: KEY | {"cause": "funds"},
    "projects:end-waiver": lambda *_: KEY | {"reason": "条件已具备"},
    "projects:void_stage": lambda *_: KEY | {"reason": "录入有误"},
    "reporting:add_photo": lambda *_: {"file": named(picture("red"), "新.png")},
    "reporting:void_photo": lambda *_: {"reason": "拍错了"},
    "reporting:approve_bulk": lambda _place, kept: {"row": f"{kept['report'].uid}:"},
    "reporting:return": lambda *_: {"reason-this_month": "与凭证不符，请核对。"},
    "reporting:set_state": lambda *_: {"state": "reviewing"},
    "imports:unit": lambda *_: {"file": named(io.BytesIO(b"no workbook"), "月报.xlsx")},
    "meetings:plan": lambda *_: KEY | {"name": "专题例会", "day": "12"},
    "meetings:seen": lambda _place, kept: {"venue": str(kept["venue"].uid), "sequence": "3"},
    "notices:open-channel": lambda place, _: {
        "unit": str(place.town.unit["east"].uid),
        "kind": "wecom",
        "name": "推进群",
        "address": "https://robot.example.invalid/send",
    },
    "problems:do": lambda *_: KEY | {"reason": "属实"},
    "problems:raise": lambda place, _: {
        "title": "用电未接通",
        "cause": "energy",
        "unit": str(place.town.unit["east"].uid),
    },
    "snapshots:freeze": lambda *_: {"month": str(APRIL)},
    "snapshots:freeze_several": lambda *_: {"month": str(APRIL)},
    "snapshots:restate": lambda *_: {"month": str(MARCH), "reason": "统计口径调整"},
    "snapshots:accept": lambda *_: {"reason": "不影响本月"},
    "scoring:score": lambda *_: {"month": str(MARCH), "scheme": "town"},
    "publishing:draft": lambda place, _: {"sheet": str(place.own["draft_sheet"].uid)},
    "publishing:withdraw": lambda *_: {"reason": "已恢复生产"},
    "publishing:profile": lambda *_: {"profile": "lights"},
    "publishing:exempt": lambda place, _: {
        "unit_uid": str(place.town.unit["east"].uid),
        "effect": "exempt",
        "reason": "灾后重建",
        "ordered_by": "市领导小组",
    },
    "publishing:return": lambda *_: {"reason": "数据待核"},
    "supervision:add-key-work": lambda place, _: {
        "title": "建成快速路主线",
        "lead": str(place.town.unit["east"].uid),
        "key": "a",
    },
    "supervision:assign": lambda place, kept: {
        "title": "完成交地",
        "lead": str(place.town.unit["town" if kept is place.own else "west_town"].uid),
        "due_on": "2024-05-30",
        "key": "a",
    },
    "supervision:do": lambda *_: {"text": "已完成三户。"},
}
# rows of sheets, saved one by one
ROWS: dict[str, dict[str, Any]] = {
    "reporting:save": {"values": {"this_month": "820"}, "version": 1},
    "styleguide:save_row": {"values": {"this_month": "820"}, "version": 1},
    "lists:save": {"values": {"annual_plan": "1200"}, "version": 1},
    "statistics:save_figure": {"values": {"year_to_date": "820"}, "version": 0},
    "targets:save": {"values": {"fai": "2.5"}, "version": 0},
}
QUERY: dict[str, Sent] = {
    "forms_above:place": lambda *_: {"at": "汇总表!B8"},
    "meetings:search": lambda *_: {"q": "项目"},
    "targets:index": lambda *_: {"month": str(APRIL), "measure": "fai"},
    "problems:raise": lambda _place, kept: {"project": str(kept["project"].uid)},
    "search": lambda *_: {"q": "工程"},
    "reporting:queue": lambda *_: {"view": "all"},
    "problems:index": lambda *_: {"state": "all"},
    "supervision:index": lambda *_: {"state": "all"},
    "snapshots:index": lambda *_: {"month": str(APRIL)},
    "scoring:index": lambda *_: {"month": str(MARCH)},
    "publishing:index": lambda *_: {"month": str(MARCH)},
}


def named(file: Any, name: str) -> Any:
    file.name = name
    return file


def objects(place: Place, whose: str) -> Kept:
    """Of 青石镇, of 西河县, or about a project named by its key."""
    if whose in place.town.project:
        return {"project": place.town.project[whose]}
    return place.foreign if whose == "foreign" else place.own


def address(place: Place, name: str, whose: str) -> str:
    kept = objects(place, whose)
    args = (DRAFTS if whose == "draft" else ARGS).get(name, lambda *_: [])(place, kept)
    return reverse(SAME_NAME.get(name, name), args=args)


def request_of(place: Place, name: str, whose: str, method: str) -> tuple[str, Any, dict[str, Any]]:
    """(address, data, further arguments of the test client)."""
    kept = objects(place, whose)
    href = address(place, name, whose)
    query = QUERY.get(name, lambda *_: {})(place, kept)
    if method == "GET":
        return href, query, {}
    if query:
        href += "?" + "&".join(f"{key}={value}" for key, value in query.items())
    if name in ROWS:
        body = json.dumps(ROWS[name])
        return href, body, {"content_type": "application/json"}
    return href, SENT.get(name, lambda *_: dict(KEY))(place, kept), {}


def all_names() -> set[str]:
    """Every named address of the product, as the resolver knows them."""
    return set(_names(get_resolver(), "")) | set(SAME_NAME)


def _names(resolver: URLResolver, space: str):
    for found in resolver.url_patterns:
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from _names(found, inner)
        elif isinstance(found, URLPattern):
            yield f"{space}{found.name}"
