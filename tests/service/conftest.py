"""The small town and one enterprise; its next worked day is 6 May 2024."""

from datetime import date

import pytest

from city import City, make_city
from yipanqi.apps.promises.service import actions
from yipanqi.apps.promises.service.actions import Wish
from yipanqi.infra import clock

WISH = Wish(
    title="厂房用电增容", topic="energy", content="需增容 2000 千伏安。", phone="13800000000"
)


@pytest.fixture
def town(db) -> City:
    return make_city()


class Desk:
    """Short ways to act on requests of the town."""

    def __init__(self, town: City) -> None:
        self.town = town

    def by(self, name: str, **acting):
        return self.town.viewer(name, **acting)

    def unit(self, name: str) -> int:
        return self.town.unit[name].pk

    def raised(self, by="town_reporter", unit="town", enterprise="演示精密机械有限公司", **more):
        wish = Wish(**{"title": WISH.title, "topic": WISH.topic, "enterprise": enterprise} | more)
        return actions.raise_request(viewer=self.by(by), officer_unit=self.unit(unit), wish=wish)

    def accepted(self, unit=None, by="town_reporter", row=None):
        row = row or self.raised()
        return actions.accept_request(
            viewer=self.by(by), uid=row.uid, words="已受理，三日内现场勘查。", unit=unit
        )

    def answered(self, by="town_reporter", row=None):
        row = row or self.accepted()
        return actions.answer_request(viewer=self.by(by), uid=row.uid, answer="已增容送电。")

    def asked(self, by="town_reporter", unit="town", enterprise="演示精密机械有限公司") -> str:
        return actions.make_ask_link(
            viewer=self.by(by), officer_unit=self.unit(unit), enterprise=enterprise
        )


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


def on(day: int):
    return clock.at(date(2024, 5, day))
