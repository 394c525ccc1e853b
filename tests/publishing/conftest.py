import pytest

from city import city
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.results.publishing.actions import (
    approve_publication,
    draft_publication,
    finalise_publication,
)
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.core.month import Month

MARCH = Month(2024, 3)


@pytest.fixture
def town(settings, tmp_path):
    """The town with March frozen."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    made = city()
    adopt_scheme(viewer=made.viewer("office"), text=TOWN_SCHEME)
    freeze_month(viewer=made.viewer("office"), month=MARCH)
    return made


@pytest.fixture
def sheet(town):
    return score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town")


@pytest.fixture
def draft(town, sheet):
    return draft_publication(viewer=town.viewer("office"), sheet=sheet)


@pytest.fixture
def published(town, draft):
    return publish(town, draft)


def publish(town, draft):
    approved = approve_publication(viewer=town.viewer("leader"), publication=draft)
    return finalise_publication(viewer=town.viewer("office"), publication=approved)


@pytest.fixture
def log_in(client, town):
    def as_(name):
        client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_
