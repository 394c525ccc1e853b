"""Freeze, score and publish the past through the same verbs that the office uses.

Each month is frozen on its own freezing day, knowing what was known that evening; scored the
same day, and published on its publishing day after a leader's approval.
"""

from yipanqi import schemes
from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.snapshots.actions.freeze import freeze_month
from yipanqi.apps.results.publishing.actions.draft import draft_publication
from yipanqi.apps.results.publishing.actions.publish import (
    approve_publication,
    finalise_publication,
)
from yipanqi.apps.results.scoring.actions import score_month, seed_schemes
from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.demo import Progress
from yipanqi.demo.city.calendar import schedule
from yipanqi.demo.city.instants import FIRST, LAST, instant, months
from yipanqi.infra import clock

OFFICE, LEADER = "bangongshi", "lingdao"
EVENING = 18
CITY_SCHEME = "city_2024"  # what the city publishes
COMPARED = "yanan_2017"  # scored beside it, to be looked at


def freeze_past(progress: Progress) -> None:
    """January 2023 to March 2024, in order."""
    with clock.at(schedule(FIRST).opens_on):
        adopted = seed_schemes(viewer=_viewer(OFFICE), keys=(CITY_SCHEME, COMPARED))
    keys = [version.key for version in adopted]
    past = [month for month in months() if month < LAST]
    for done, month in enumerate(past):
        progress(done, len(past), f"封账、计分、晾晒：{month.year}年{month.number}月")
        sheets = _close(month, keys)
        if CITY_SCHEME in sheets:
            _publish(month, sheets[CITY_SCHEME])


def _close(month: Month, keys: list[str]) -> dict[str, ScoreSheet]:
    day = schedule(month).freeze_on
    with clock.at(day):
        office = _viewer(OFFICE)
        freeze_month(viewer=office, month=month, frozen_at=instant(day, EVENING))
        return {
            key: score_month(viewer=office, month=month, scheme_key=key)
            for key in keys
            if schemes.shipped(key).in_force_from <= month.last
        }


def _publish(month: Month, sheet: ScoreSheet) -> None:
    with clock.at(schedule(month).publish_on):
        office = _viewer(OFFICE)
        made = draft_publication(viewer=office, sheet=sheet)
        made = approve_publication(viewer=_viewer(LEADER), publication=made)
        finalise_publication(viewer=office, publication=made)


def _viewer(username: str) -> Viewer:
    return viewer_for(User.objects.get(username=username))
