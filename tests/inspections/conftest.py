"""The small town and an inspection that found mud on a road of 青石镇."""

from datetime import date

import pytest

from city import city
from yipanqi.apps.meeting.inspections import actions
from yipanqi.apps.meeting.inspections.actions import FindingWish, StopWish
from yipanqi.infra import clock

SECRET = "泥浆外溢暗查"
DUE = date(2024, 5, 31)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    settings.MEDIA_ROOT = tmp_path / "evidence"
    return city()


class Visit:
    """Short ways; the office unless another is named."""

    def __init__(self, town):
        self.town = town
        self.inspection = self.act("plan_inspection", title="五月暗访", planned_on=date(2024, 5, 5))
        self.stop = self.act(
            "add_stop",
            inspection=self.inspection.uid,
            wanted=StopWish(
                town.unit["town"].pk, "工业路南段", town.project["plant"], 120_580_000, 30_010_000
            ),
        )
        self.finding = self.act("note_finding", inspection=self.inspection.uid, wanted=self.wish())

    def wish(self, **changes):
        values = {
            "title": SECRET,
            "detail": "渣土车未冲洗上路。",
            "demand": "三日内清理并落实冲洗。",
            "unit": self.town.unit["town"].pk,
            "due_on": DUE,
            "stop": self.stop,
            "project": self.town.project["plant"],
        }
        return FindingWish(**values | changes)

    def act(self, verb, by="office", on=date(2024, 5, 5), **more):
        with clock.at(on):
            return getattr(actions, verb)(viewer=self.town.viewer(by), **more)


@pytest.fixture
def visit(town):
    return Visit(town)
