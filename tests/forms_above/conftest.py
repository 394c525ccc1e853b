import pytest

from city import city
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.core.month import Month

MARCH = Month(2024, 3)


@pytest.fixture
def town(settings, tmp_path):
    """The town with March frozen."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    made = city()
    freeze_month(viewer=made.viewer("office"), month=MARCH)
    return made
