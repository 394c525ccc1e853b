"""Saved views: own and shared, a usual one per person, the query kept without month and page."""

import pytest

from yipanqi.apps.ledger.projects import actions
from yipanqi.apps.ledger.projects.models import SavedView
from yipanqi.core.refusal import Forbidden, Missing, Refusal


def test_a_view_opens_the_register_and_can_be_left(town, page):
    answer = page(
        "east_reviewer",
        "/projects/views/",
        {"name": "施工中", "query": "month=2024-03&page=3&stage=started&group=domain&nonsense=1"},
        post=True,
    )
    assert answer.status_code == 302
    view = SavedView.objects.get()
    assert view.query == "stage=started&group=domain"
    page("east_reviewer", f"/projects/views/{view.uid}/usual/", post=True)
    opened = page("east_reviewer", "/projects/")
    assert opened.context["filters"].stage == "started"
    assert opened.context["look"].group == "domain"
    assert opened.context["current"] == view
    assert page("east_reviewer", "/projects/?view=none").context["filters"].stage == ""
    assert page("east_reviewer", "/projects/?month=2024-03").context["filters"].stage == "started"
    assert page("office", "/projects/").context["filters"].stage == ""
    page("east_reviewer", f"/projects/views/{view.uid}/usual/", post=True)  # put away again
    assert page("east_reviewer", "/projects/").context["filters"].stage == ""


def test_only_the_office_shares_and_others_see_only_the_shared(town, page):
    office, reviewer = town.viewer("office"), town.viewer("east_reviewer")
    own = actions.save_view(viewer=reviewer, name="本区", query="stage=started")
    shared = actions.save_view(viewer=office, name="红灯", query="light=red", is_shared=True)
    with pytest.raises(Forbidden):
        actions.save_view(viewer=reviewer, name="全市", query="", is_shared=True)
    assert [v.name for v in page("west_reviewer", "/projects/").context["views"]] == ["红灯"]
    with pytest.raises(Missing):
        actions.choose_usual_view(viewer=town.viewer("west_reviewer"), view_uid=own.uid)
    with pytest.raises(Forbidden):
        actions.withdraw_view(viewer=reviewer, view_uid=shared.uid)
    actions.choose_usual_view(viewer=reviewer, view_uid=shared.uid)
    actions.withdraw_view(viewer=office, view_uid=shared.uid)
    assert page("east_reviewer", "/projects/").context["filters"].light == ""


def test_the_same_name_replaces_and_a_name_is_needed(town):
    viewer = town.viewer("east_reviewer")
    first = actions.save_view(viewer=viewer, name="本区", query="stage=started")
    again = actions.save_view(viewer=viewer, name="本区", query="stage=landed")
    assert (first.pk, again.query) == (again.pk, "stage=landed")
    with pytest.raises(Refusal, match=r"view\.name_missing"):
        actions.save_view(viewer=viewer, name=" ", query="")
    with pytest.raises(Forbidden):
        actions.save_view(viewer=town.viewer("admin"), name="系统", query="")
