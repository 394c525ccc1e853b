"""The pack of March: a storyboard with its film, bulletins that came back, the city's template."""

import io
from dataclasses import dataclass
from typing import Any

from pptx import Presentation

from yipanqi.apps.meeting.film import actions as film
from yipanqi.apps.meeting.film.actions import SceneWish
from yipanqi.apps.meeting.film.queries import scenes_of
from yipanqi.apps.results.publishing import actions as publishing
from yipanqi.apps.results.returned import actions as returned
from yipanqi.apps.results.returned.queries import differences_of
from yipanqi.infra.evidence import Kept, keep_made
from yipanqi.web.packing.film_content import draft

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"


@dataclass(frozen=True)
class Seen:
    where: str = "第3段"
    stands: str = "13"
    says: str = "12"


def add_pack(place: Any) -> None:
    office = place.town.viewer("office")
    snapshot = place.own["snapshot"]
    board = film.draft_storyboard(
        viewer=office, snapshot=snapshot, title="典型问题", scenes=draft(snapshot)
    )
    cut = film.keep_film(
        viewer=office, storyboard=board, files=film_files(), seconds=60, made_from=1, key="cut"
    )
    film.order_film(viewer=office, uid=board.uid)
    screened = film.draft_storyboard(
        viewer=office, snapshot=snapshot, title="五月例会", scenes=draft(snapshot),
        meeting=place.own["meeting"],
    )  # fmt: skip
    back = returned.bring_back(viewer=office, **brought(place))
    place.own |= {
        "board": board,
        "scene": scenes_of(board)[1],
        "screened": scenes_of(screened)[1],
        "cut": cut,
        "back": back,
        "difference": differences_of(office, back)[0],
        "template": returned.adopt_template(viewer=office, kept=template()),
        "pack_job": publishing.order_pack(viewer=office, publication=place.own["publication"]),
    }


def brought(place: Any) -> dict[str, Any]:
    return {
        "publication": place.own["publication"],
        "kind": "bulletin",
        "kept": template(),
        "differences": [Seen()],
    }


def film_files() -> tuple[Kept, Kept, Kept]:
    return (
        keep_made(b"film", "片.mp4", "video/mp4"),
        keep_made(b"1", "片.srt", "application/x-subrip"),
        keep_made(b"WEBVTT", "片.vtt", "text/vtt"),
    )


def template() -> Kept:
    made = io.BytesIO()
    Presentation().save(made)
    return keep_made(made.getvalue(), "模板.pptx", PPTX)


def of_scene(**more: Any) -> Any:
    return lambda place, _kept: {"scene": place.own["scene"].uid, **more}


def of_board(**more: Any) -> Any:
    return lambda place, _kept: {"uid": place.own["board"].uid, **more}


PACK: dict[str, Any] = {
    "film.draft_storyboard": lambda place, _: {
        "snapshot": place.own["snapshot"], "title": "另一稿",
        "scenes": draft(place.own["snapshot"]),
    },
    "film.set_narration": of_board(kept=None),
    "film.order_film": of_board(),
    "film.stop_film": of_board(),
    "film.keep_film": lambda place, _: {
        "storyboard": place.own["board"], "files": film_files(), "seconds": 9, "made_from": 1,
        "key": "again",
    },
    "film.add_scene": of_board(kind="demands", wish=SceneWish("要求", "抓紧整改。")),
    "film.edit_scene": of_scene(wish=SceneWish("标题", "新词。")),
    "film.move_scene": of_scene(to=2),
    "film.drop_scene": of_scene(),
    "film.vouch_scene": of_scene(reason="已核实"),
    "returned.bring_back": lambda place, _: brought(place),
    "returned.accept_difference": lambda place, _: {
        "difference": place.own["difference"].uid, "reason": "按统计局最新口径",
    },
    "returned.issue_returned": lambda place, _: {"uid": place.own["back"].uid},
    "returned.adopt_template": lambda *_: {"kept": template()},
    "returned.withdraw_template": lambda place, _: {"uid": place.own["template"].uid},
    "publishing.order_pack": lambda place, _: {"publication": place.own["publication"]},
}  # fmt: skip


def _of(name: str, *more: str) -> Any:
    return lambda place, _kept: [place.own[name].uid, *more]


PACK_ARGS: dict[str, Any] = {
    "publishing:job": _of("documents_job"),
    "publishing:document": _of("document"),
    "publishing:withdraw": _of("exemption"),
    "publishing:publication": _of("publication"),
    "publishing:stage": _of("publication"),
    "publishing:profile": _of("draft"),
    "publishing:exempt": _of("draft"),
    "publishing:approve": _of("draft"),
    "publishing:return": _of("draft"),
    "publishing:finalise": _of("draft"),
    "publishing:documents": _of("publication"),
    "pack:order": _of("publication"),
    "pack:bring": _of("publication"),
    "pack:job": _of("pack_job"),
    "pack:returned": _of("back"),
    "pack:returned-file": _of("back"),
    "pack:issue": _of("back"),
    "pack:accept": _of("difference"),
    "pack:storyboard": _of("board"),
    "pack:do": _of("board", "order"),
    "pack:scene": _of("scene"),
    "pack:still": _of("scene"),
    "pack:shown-still": _of("screened"),
    "pack:do-scene": _of("scene", "move"),
    "pack:play": _of("cut"),
    "pack:film-file": _of("cut", "srt"),
}
PACK_SENT: dict[str, Any] = {
    "pack:accept": lambda *_: {"reason": "按统计局最新口径"},
    "pack:do-scene": lambda *_: {"to": "2"},
    "pack:draft": lambda *_: {"month": "2024-03"},
}
