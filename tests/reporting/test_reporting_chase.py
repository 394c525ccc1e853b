"""催报: whom to call, and the text to paste; names and phones follow scope and right."""

import pytest

from city import city, make_report
from yipanqi.apps.ledger.projects.facts import project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.apps.month.reporting.chasing import chase, masked, whole_text
from yipanqi.apps.month.reporting.standing import standing
from yipanqi.core.month import Month

pytestmark = pytest.mark.django_db
APRIL = Month(2024, 4)


@pytest.fixture
def town():
    town = city()
    for key, phone in (("east_reporter", "13857501234"), ("town_reporter", "13857505678")):
        town.user[key].phone = phone
        town.user[key].save()
    return town


def lines(town, who: str):
    found = standing(town.viewer(who), window_of(APRIL))
    facts = project_facts(APRIL, project_ids=[row.project for row in found.silent])
    return found, {line.unit: line for line in chase(town.viewer(who), found, facts)}


def test_the_office_gets_every_district_with_names_phones_and_a_text(town):
    found, by_unit = lines(town, "office")
    east = by_unit["东山区"]
    assert east.missing > 0
    phones = {c.name: c.phone for c in east.contacts}
    assert phones["东山区填报员"] == "13857501234"
    assert phones["青石镇填报员"] == "13857505678"
    assert "13857501234" not in east.text
    assert "东山区" in east.text
    assert town.project["road"].current.name in east.text
    assert "4月28日" in east.text
    assert "逾期" in east.text
    assert {"西河县未报", "东山区未报"} <= {
        part[:5] for part in _parts(whole_text(found, by_unit.values()))
    }


def _parts(text: str) -> list[str]:
    return text.partition("月报：")[2].split("；")


def test_a_district_chases_its_own_and_learns_of_no_other(town):
    _, by_unit = lines(town, "east_reviewer")
    assert "西河县" not in by_unit
    assert {c.phone for c in by_unit["东山区"].contacts} >= {"13857501234"}


def test_who_does_not_chase_sees_masked_phones(town):
    _, by_unit = lines(town, "leader")
    assert {c.phone for c in by_unit["东山区"].contacts if c.phone} == {
        "138****1234",
        "138****5678",
    }
    assert masked("8512345") == "****45"


def test_a_complete_unit_is_left_in_peace(town):
    found, by_unit = lines(town, "office")
    assert "西河县" in by_unit
    under = {town.unit[key].pk for key in ("west", "west_town")}
    for row in found.silent:
        if row.reporting_unit in under:
            project = Project.objects.unscoped("test").get(pk=row.project)
            make_report(town, project, "2024-04", "submitted")
    _, by_unit = lines(town, "office")
    assert "西河县" not in by_unit


def test_the_page_carries_the_texts(town, client):
    client.force_login(town.user["office"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/reporting/2024-04/standing/").content.decode()
    assert "data-copy" in page
    assert "13857501234" in page
    assert "【催报】" in page
