import pytest

from city import city
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.core.month import Month

MARCH = Month(2024, 3)


@pytest.fixture
def town(settings, tmp_path):
    """The town with its scheme adopted and March frozen."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    made = city()
    adopt_scheme(viewer=made.viewer("office"), text=TOWN_SCHEME)
    freeze_month(viewer=made.viewer("office"), month=MARCH)
    return made


@pytest.fixture
def sheet(town):
    return score_month(viewer=town.viewer("office"), month=MARCH, scheme_key="town")


@pytest.fixture
def log_in(client, town):
    def as_(name):
        client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_
