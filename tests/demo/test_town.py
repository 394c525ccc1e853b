"""The small town that other tests stand on keeps what its docstring promises."""

import pytest

from city import city
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.infra import clock

pytestmark = pytest.mark.django_db


def test_town_scopes():
    town = city()
    assert str(clock.business_today()) == "2024-05-05"
    seen = {
        name: Project.objects.visible_to(town.viewer(name)).distinct().count() for name in town.user
    }
    assert seen["office"] == seen["leader"] == seen["auditor"] == 12
    assert seen["south_reviewer"] == seen["admin"] == 0
    assert seen["east_reviewer"] == 6
    assert seen["west_reviewer"] == 6
    assert seen["town_reporter"] == seen["park_reporter"] == 2
    assert MonthReport.objects.count() == 9
