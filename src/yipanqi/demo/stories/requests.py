"""Requests of enterprises, told day by day: how they come in and what becomes of them.

Enterprises are invented and say so in their names.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from yipanqi.apps.promises.service import actions as service
from yipanqi.apps.promises.service.actions import Wish
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.core.ledgers.service import RequestState
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.stories.task_lives import Teller
from yipanqi.demo.tables import table
from yipanqi.infra import clock

REQUESTS, FRESH = 44, 4
FIRST = date(2024, 1, 3)
SPAN = (TODAY - FIRST).days
FATES = ("solved",) * 9 + ("session",) * 4 + ("unsolved",) * 2 + ("silent",) * 2 + ("slow",) * 3
TOUR_TOWN = "diankou"


def plan_request(teller: Teller, n: int) -> None:
    chance = dice("request", n)
    rows, names = (table("service.toml")[name] for name in ("request", "enterprises"))
    kind = rows[n % len(rows)]
    county = chance.choice(places.counties())
    town = chance.choice(county.towns)
    if n == REQUESTS - 3:  # one waits for the visitor who walks the tour as a town's clerk
        county, town = next(
            (c, t) for c in places.counties() for t in c.towns if t.account == TOUR_TOWN
        )
    unit = teller.units[town.code].pk
    wish = Wish(
        title=kind["title"],
        topic=kind["topic"],
        content=kind["content"],
        enterprise=names[(n % 7 * 2 + n // 7 % 5) % len(names)],
        contact="办公室负责人",
        phone="0575-8800",
    )
    day = FIRST + timedelta(days=int(SPAN * (n + chance.random()) / REQUESTS))
    officer, above = teller.doers[unit], f"{county.account}.sh"

    def come_in() -> None:
        viewer = teller.viewer(officer)
        if n % 3:
            row = service.raise_request(viewer=viewer, officer_unit=unit, wish=wish)
            follow = ""
        else:
            link = service.make_ask_link(
                viewer=viewer, officer_unit=unit, enterprise=wish.enterprise
            )
            row, follow = service.send_request(secret=link, wish=wish)
        if n < REQUESTS - FRESH:  # the last ones are left for the visitor
            _Asked(teller, row, kind, officer, above, follow, chance).plan()

    teller.on(day, come_in)


class _Asked:
    """One request with its people; each method is a day's doing, if it still fits."""

    def __init__(  # noqa: PLR0917
        self,
        teller: Teller,
        row: ServiceRequest,
        kind: dict[str, Any],
        officer: str,
        above: str,
        follow: str,
        chance: Random,
    ) -> None:
        self.teller, self.row, self.kind, self.chance = teller, row, kind, chance
        self.officer, self.above, self.follow = officer, above, follow

    def plan(self) -> None:
        fate, day, roll = self.chance.choice(FATES), self.row.opened_on, self.chance.randint
        first = day + timedelta(days=roll(4, 7) if fate == "slow" else roll(0, 2))
        full = first + timedelta(days=roll(4, 11))
        self._on(first, self.accept)
        if fate in {"session", "unsolved"}:
            self._on(first + timedelta(days=1), self.call)
            self._on(first + timedelta(days=3), self.conclude)
        self._on(full, self.answer)
        if fate == "unsolved":
            self._on(full + timedelta(days=2), lambda: self.rate(2, is_solved=False))
            self._on(full + timedelta(days=9), self.answer)
            full += timedelta(days=9)
        if fate != "silent":
            stars = self.chance.choice((5, 5, 5, 4, 4, 3))
            self._on(full + timedelta(days=roll(1, 3)), lambda: self.rate(stars, is_solved=True))

    def _on(self, day: date, event: Callable[[], Any]) -> None:
        if day <= TODAY:
            self.teller.on(day, event)

    def _is(self, state: RequestState) -> bool:
        self.row.refresh_from_db()
        return self.row.state == state

    def accept(self) -> None:
        if self._is(RequestState.RAISED):
            words = "诉求已收到，专员将上门核实，并会同有关部门研究。"
            to_department = self.chance.random() < 0.5
            department = self.teller.units[self.kind["departments"][0]].pk
            service.accept_request(
                viewer=self.teller.viewer(self.officer),
                uid=self.row.uid,
                words=words,
                unit=department if to_department else None,
            )

    def call(self) -> None:
        if self._is(RequestState.HANDLING):
            units = [self.teller.units[key].pk for key in self.kind["departments"]]
            others = tuple(u for u in units if u != self.row.unit_id)
            if others:
                service.call_session(
                    viewer=self.teller.viewer(self.officer),
                    uid=self.row.uid,
                    units=others,
                    held_on=clock.business_today() + timedelta(days=1),
                    agenda=f"会商“{self.row.title}”的解决办法和分工。",
                )

    def conclude(self) -> None:
        session = self.row.sessions.filter(concluded_on=None).first()
        if session is not None and self._is(RequestState.HANDLING):
            service.conclude_session(
                viewer=self.teller.viewer(self.officer),
                session_uid=session.uid,
                conclusion="各部门明确分工和完成日期，由答复单位汇总答复企业。",
            )

    def answer(self) -> None:
        if self._is(RequestState.HANDLING):
            doer = self.teller.doers[self.row.unit_id]
            service.answer_request(
                viewer=self.teller.viewer(doer), uid=self.row.uid, answer=self.kind["answer"]
            )

    def rate(self, stars: int, *, is_solved: bool) -> None:
        if not self._is(RequestState.ANSWERED):
            return
        if not self.follow:
            viewer = self.teller.viewer(self.above)
            self.follow = service.make_follow_link(viewer=viewer, uid=self.row.uid)
        words = "问题已解决。" if is_solved else "还没有真正解决，请再协调。"
        service.rate_answer(secret=self.follow, rating=stars, is_solved=is_solved, words=words)
