"""The desk says whose figures it shows, and they are the scoreboard's."""

import pytest

from city import WAN, City, city, make_report
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.core.month import Month
from yipanqi.web.desk.board import Tally, board
from yipanqi.web.desk.own import own_projects
from yipanqi.web.desk.waiting import waiting
from yipanqi.web.frame import waiting_for

pytestmark = pytest.mark.django_db
APRIL = Month.parse("2024-04")


@pytest.fixture
def town() -> City:
    return city()


def shown(town: City, name: str) -> str:
    return board(town.viewer(name), APRIL).node.short_name


def total(town: City, name: str = "office") -> Tally:
    return board(town.viewer(name), APRIL).total


def test_a_silent_project_counts_with_last_months_figure_and_a_draft_is_silence(town):
    before = total(town)
    assert before.done > 0
    assert (before.reported, before.missing) == (0, before.due)
    make_report(town, town.project["plant"], "2024-04", "draft", year_to_date=9_000 * WAN)
    assert (total(town).done, total(town).missing) == (before.done, before.due)
    make_report(town, town.project["road"], "2024-04", "submitted", year_to_date=3_000 * WAN)
    after = total(town)
    assert after.done - before.done == (3_000 - 2_400) * WAN
    assert (after.reported, after.missing) == (1, before.due - 1)


def test_a_frozen_month_counts_what_was_approved(town):
    before = total(town).done
    make_report(town, town.project["road"], "2024-04", "submitted", year_to_date=3_000 * WAN)
    window = town.window["2024-04"]
    window.state = window.State.FROZEN
    window.save()
    assert total(town).done == before


def test_every_role_finds_its_own_figures(client, town):
    zone = board(town.viewer("park_reporter"), APRIL)
    assert zone.node.is_view
    assert zone.total.projects == Project.objects.filter(current__zone=town.unit["park"]).count()
    line = board(town.viewer("line"), APRIL)
    assert line.total.projects == len(line_projects(town))
    assert all(item.tally.projects for item in line.lines)
    client.force_login(
        town.user["town_reporter"], backend="django.contrib.auth.backends.ModelBackend"
    )
    assert "青石镇" in client.get("/").content.decode().partition("<main")[2]
    assert shown(town, "town_reporter") == "青石"


def line_projects(town: City) -> list[Project]:
    seen = Project.objects.visible_to(town.viewer("line"))
    return list(seen.filter(is_package=False).exclude(current__counting_unit=None))


def test_nothing_waits_where_nothing_is_owed(town):
    window = town.window["2024-04"]
    viewer = town.viewer("town_reporter")
    owed = [w for w in waiting(viewer, window) if w.is_primary]
    assert owed
    assert owed[0].count > 0
    for project in Project.objects.filter(current__reporting_unit=town.unit["town"]):
        make_report(town, project, "2024-04", "submitted", waiting_unit=town.unit["east"])
    assert [w for w in waiting(viewer, window) if w.is_primary] == []


def test_a_clerk_reads_her_own_projects_first_those_to_hand_in(client, town):
    listed = board(town.viewer("town_reporter"), APRIL)
    assert listed.lines == ()
    projects = list(
        Project.objects.filter(current__reporting_unit=town.unit["town"], is_package=False)
    )
    make_report(town, projects[0], "2024-04", "submitted", year_to_date=9_000 * WAN)
    found = own_projects(town.viewer("town_reporter"), APRIL, listed.node.uid)
    states = [row.state for row in found.rows]
    assert found.count == len(states) == listed.total.due
    assert states == sorted(states, key=["missing", "submitted"].index)
    client.force_login(
        town.user["town_reporter"], backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get("/").content.decode()
    assert all(row.name in page for row in found.rows)


def test_the_badge_counts_what_is_not_handed_in(town):
    viewer, window = town.viewer("town_reporter"), town.window["2024-04"]
    owed = sum(w.count for w in waiting(viewer, window) if w.is_primary)
    assert waiting_for(viewer, APRIL) == owed > 0


@pytest.mark.parametrize("name", ["office", "east_reviewer", "town_reporter", "line"])
def test_a_figure_leads_to_the_projects_it_counts(client, town, name):
    client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
    shown = board(town.viewer(name), APRIL)
    for tally, rows in [(shown.total, shown.rows)] + [(x.tally, x.rows) for x in shown.lines]:
        listed = client.get(rows).context["page"].paginator.count
        packages = Project.objects.visible_to(town.viewer(name)).filter(is_package=True)
        assert tally.projects <= listed <= tally.projects + packages.count(), rows
