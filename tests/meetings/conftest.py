"""The small town with March published and a regular meeting on 6 May 2024."""

from datetime import date, time

import pytest

from city import city
from scoring.town_scheme import TOWN_SCHEME
from yipanqi.apps.meeting.meetings import actions
from yipanqi.apps.meeting.meetings.actions import Call, Rhythm, Settled
from yipanqi.apps.month.snapshots.actions import freeze_month
from yipanqi.apps.results.publishing.actions import (
    approve_publication,
    draft_publication,
    finalise_publication,
)
from yipanqi.apps.results.scoring.actions import adopt_scheme, score_month
from yipanqi.core.month import Month
from yipanqi.infra import clock

MARCH = Month(2024, 3)
LAST_DAY = date(2024, 4, 8)


@pytest.fixture
def plain_town(settings, tmp_path):
    """The town; nothing is frozen."""
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return city()


@pytest.fixture
def town(plain_town):
    """The town with March frozen and its scoreboard final."""
    office, leader = plain_town.viewer("office"), plain_town.viewer("leader")
    adopt_scheme(viewer=office, text=TOWN_SCHEME)
    freeze_month(viewer=office, month=MARCH)
    sheet = score_month(viewer=office, month=MARCH, scheme_key="town")
    draft = draft_publication(viewer=office, sheet=sheet)
    approved = approve_publication(viewer=leader, publication=draft)
    finalise_publication(viewer=office, publication=approved)
    return plain_town


class Desk:
    """Short ways for the office; ``act`` is any verb by any person."""

    def __init__(self, town):
        self.town = town
        self.office = town.viewer("office")

    def act(self, verb, by="office", on=None, **more):
        with clock.at(on or date(2024, 5, 5)):
            return getattr(actions, verb)(viewer=self.town.viewer(by), **more)

    def series(self):
        rhythm = Rhythm("全市例会", 6, time(9), place="市行政中心", chair="市长")
        return actions.open_series(viewer=self.office, rhythm=rhythm)

    def planned(self, series=None, month=MARCH, **more):
        call = Call(month=month, **more)
        return actions.plan_meeting(viewer=self.office, series=series or self.series(), call=call)

    def called(self, meeting):
        actions.draft_agenda(viewer=self.office, uid=meeting.uid)
        return actions.call_meeting(viewer=self.office, uid=meeting.uid)

    def task(self, **changes):
        values = {
            "text": "青石镇工业路5月底前交地",
            "kind": "task",
            "lead_unit": self.town.unit["east"].pk,
            "due_on": date(2024, 5, 31),
            "acceptance": "交地确认书，现场照片。",
        }
        return Settled(**values | changes)


@pytest.fixture
def desk(town):
    return Desk(town)


@pytest.fixture
def meeting(desk):
    return desk.called(desk.planned(month=Month(2024, 4)))


@pytest.fixture
def room(desk, meeting):
    return actions.open_room(viewer=desk.office, uid=meeting.uid)


@pytest.fixture
def log_in(client, town):
    def as_(name):
        client.force_login(town.user[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return as_
