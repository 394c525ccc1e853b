"""Calls of the verbs of the rounds of the annual list."""

from collections.abc import Callable
from datetime import date
from typing import Any

from access.place import Place
from city import WAN
from yipanqi.apps.board.list_rounds.models import ListRound
from yipanqi.core.projects.stages import AnnualClass

REASON = "经核实，情况属实。"
DAY = date(2024, 5, 20)


def in_state(state: str) -> Callable[[Place, Any], None]:
    """The round stands at that step."""

    def set_back(place: Place, _kept: Any) -> None:
        ListRound.objects.filter(pk=place.own["round"].pk).update(state=state)

    return set_back


def of_project(**more: Any) -> Callable[[Place, Any], dict[str, Any]]:
    return lambda place, kept: {
        "uid": place.own["round"].uid, "project_uid": kept["project"].uid, **more,
    }  # fmt: skip


ROUNDS: dict[str, Any] = {
    "list_rounds.open_round": lambda place, _kept: {
        "draft": place.own["list_draft"], "collect_until": DAY, "screen_until": DAY,
    },
    "list_rounds.nominate": of_project(
        annual_class=AnnualClass.FINISHING, annual_plan=WAN, reason=REASON
    ),
    "list_rounds.withdraw_nomination": lambda _place, kept: {"uid": kept["nomination"].uid},
    "list_rounds.move_round": lambda place, _kept: {
        "uid": place.own["round"].uid, "to": "screening",
    },
    "list_rounds.screen": of_project(verdict="fit"),
    "list_rounds.review_project": of_project(is_admitted=True),
    "list_rounds.approve_round": lambda place, _kept: {
        "uid": place.own["round"].uid, "document_number": "9号", "meeting": "", "approved_on": DAY,
    },
    "list_rounds.set_floor": lambda *_: {
        "annual_class": AnnualClass.FINISHING, "list_level": "", "least_total": 1, "least_plan": 0,
        "from_year": 2025,
    },
    "list_rounds.end_floor": lambda place, _kept: {"uid": place.own["floor"].uid},
}  # fmt: skip
BEFORE_ROUNDS: dict[str, Callable[[Place, Any], None]] = {
    "list_rounds.screen": in_state("screening"),
    "list_rounds.review_project": in_state("reviewing"),
    "list_rounds.approve_round": in_state("reviewing"),
}
