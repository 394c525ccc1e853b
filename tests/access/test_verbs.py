"""Every verb × every kind of viewer, by hand in ``verbs.txt``: ok, 403 or 404.

``ok`` means that neither scope nor right stands in the way; a rule may still refuse.
"""

from pathlib import Path

import pytest

from access.conftest import taken_back
from access.place import VIEWERS, Place
from access.verbs import BY_SYSTEM, CALLS, all_verbs, call, prepare
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.core.refusal import Forbidden, Missing, Refusal
from yipanqi.core.scope import Role, Viewer

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("verbs.txt")
PEOPLE = [who for who in VIEWERS if who != "anonymous"]


def lines() -> list[list[str]]:
    text = TABLE.read_text(encoding="utf-8").splitlines()
    return [line.split() for line in text if line.strip() and not line.startswith("#")][1:]


ROWS = [(*line[:2], dict(zip(PEOPLE, line[2:], strict=True))) for line in lines()]


def outcome(place: Place, verb: str, viewer: Viewer, whose: str) -> str:
    with taken_back():
        prepare(place, verb, whose)
        try:
            call(place, verb, viewer, whose)
        except Forbidden:
            return "403"
        except Missing:
            return "404"
        except Refusal:
            return "ok"
        return "ok"


def test_every_verb_stands_in_the_table():
    known = {verb for verb, *_ in ROWS}
    missing = sorted(all_verbs() - BY_SYSTEM - known)
    assert not missing, (
        f"No row for {', '.join(missing)}: say in tests/access/verbs.py how a person with the "
        "right calls the verb, and in tests/access/verbs.txt who may (ok), who may not (403) and "
        "who learns nothing (404), for an own and a foreign object."
    )
    assert known == set(CALLS)
    assert not known - all_verbs(), "these rows have lost their verb"


@pytest.mark.parametrize("row", ROWS, ids=[" ".join(row[:2]) for row in ROWS])
def test_each_viewer_may_what_the_table_says(place, row):
    verb, whose, expected = row
    got = {who: outcome(place, verb, place.viewer(who), whose) for who in PEOPLE}
    assert got == expected


def test_an_office_of_a_county_is_no_office_of_the_city(place):
    """It may what a county's reviewer may, and nothing that only the city's office may."""
    person = place.town.user["east_leader"]
    Appointment.objects.filter(user=person).update(role=Role.OFFICE)
    county_office = place.town.viewer("east_leader")
    citys_own = [
        (verb, whose)
        for verb, whose, expected in ROWS
        if expected["office"] == "ok" and expected["reviewer"] != "ok" and whose != "own"
    ]
    assert len(citys_own) > 20
    may = [row for row in citys_own if outcome(place, row[0], county_office, row[1]) == "ok"]
    assert may == []


def test_a_person_without_any_post_may_nothing(place):
    Appointment.objects.filter(user=place.town.user["east_leader"]).delete()
    nobody = place.town.viewer("east_leader")
    may = {verb for verb, whose, _ in ROWS if outcome(place, verb, nobody, whose) == "ok"}
    assert may <= {"notices.mark_read"}


@pytest.mark.parametrize("who", ["auditor", "admin"])
def test_who_only_looks_writes_no_business(who):
    may = {verb for verb, _, expected in ROWS if expected[who] == "ok"}
    own_work = {"notices.mark_read", "snapshots.order_verification"}
    own_work |= {"projects.save_view", "projects.choose_usual_view"}
    # who holds which post is the administrator's work; none of these opens business to them
    own_work |= {"handovers.hand_over", "handovers.carry_out_hand_over"}
    own_work |= {"handovers.withdraw_hand_over"}
    own_work |= {"leads.name_investment_office", "leads.end_investment_office"}
    assert {verb for verb in may if not verb.startswith("units.")} <= own_work
