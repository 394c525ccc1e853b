"""The small town after a meeting of 5 May; nothing is frozen, its agenda is short."""

import pytest

from city import city
from meetings.conftest import Desk
from yipanqi.apps.meeting.meetings import actions
from yipanqi.core.month import Month


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return city()


@pytest.fixture
def room(town):
    desk = Desk(town)
    meeting = desk.called(desk.planned(month=Month(2024, 4)))
    return actions.open_room(viewer=desk.office, uid=meeting.uid)
