"""Calls of the verbs that find and change many projects: views, doubles, bulk changes."""

from typing import Any

from access.kept import Arguments
from access.place import Place
from yipanqi.apps.ledger.projects import actions as projects
from yipanqi.apps.ledger.projects.models import Suspicion

REASON = "经核实，情况属实。"


def of_view(place: Place, _kept: Any) -> dict[str, Any]:
    return {"view_uid": place.own["view"].uid}


def many(_place: Place, kept: Any) -> dict[str, Any]:
    changes = projects.ManyChanges(values={"sponsor": "副市长"}, reason=REASON)
    return {"lines": [(kept["project"], None)], "changes": changes}


REGISTER: dict[str, Arguments] = {
    "projects.change_many": many,
    "projects.choose_usual_view": of_view,
    "projects.look_for_doubles": lambda *_: {},
    "projects.save_view": lambda *_: {"name": "我的清单", "query": "stage=started"},
    "projects.settle_suspicion": lambda _p, kept: {
        "suspicion_uid": kept["suspicion"].uid,
        "outcome": Suspicion.Outcome.DIFFERENT,
        "reason": REASON,
    },
    "projects.withdraw_view": of_view,
}
