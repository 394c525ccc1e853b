"""Freeze, score and publish the past through the same verbs that the office uses.

Each month is frozen on its own freezing day, knowing what was known that evening.
"""

from yipanqi.apps.units.models import User
from yipanqi.apps.units.queries import viewer_for
from yipanqi.core.month import Month
from yipanqi.demo import Progress
from yipanqi.demo.calendar import schedule
from yipanqi.demo.instants import LAST, instant, months
from yipanqi.infra import clock

OFFICE = "bangongshi"
EVENING = 18


def freeze_past(progress: Progress) -> None:
    """January 2023 to March 2024, in order."""
    past = [month for month in months() if month < LAST]
    for done, month in enumerate(past):
        progress(done, len(past), f"封账：{month.year}年{month.number}月")
        freeze_one(month)


def freeze_one(month: Month) -> None:
    from yipanqi.apps.snapshots.actions.freeze import freeze_month

    day = schedule(month).freeze_on
    with clock.at(day):
        viewer = viewer_for(User.objects.get(username=OFFICE))
        freeze_month(viewer=viewer, month=month, frozen_at=instant(day, EVENING))
