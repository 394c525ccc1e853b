"""Requests of enterprises, risks and livelihood works, told day by day among the tasks.

``plan_ledgers`` plans them before the days are run; ``instructed`` makes a real instruction of
a task that a leader ordered. Enterprises are invented and say so in their names.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from yipanqi.apps.commitments.models import Commitment
from yipanqi.apps.instructions.actions import Written, give_instruction, send_reply
from yipanqi.apps.instructions.models import Instruction
from yipanqi.apps.livelihood.actions import Work, add_work, record_survey, report_count
from yipanqi.apps.risks.actions import Danger, mark_came_true, register_risk, review_risk
from yipanqi.apps.service import actions as service
from yipanqi.apps.service.actions import Wish
from yipanqi.apps.service.models import ServiceRequest
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.instructions import Urgency
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.service import RequestState
from yipanqi.demo import places
from yipanqi.demo.dice import dice
from yipanqi.demo.instants import TODAY
from yipanqi.demo.tables import table
from yipanqi.demo.task_lives import Teller
from yipanqi.infra import clock

REQUESTS, FRESH, RISKS = 44, 4, 26
FIRST = date(2024, 1, 3)
SPAN = (TODAY - FIRST).days
FATES = ("solved",) * 9 + ("session",) * 4 + ("unsolved",) * 2 + ("silent",) * 2 + ("slow",) * 3
TOUR_TOWN = "diankou"
PROMISED_ON = date(2024, 1, 31)
OFFICE, VERIFIER = "bangongshi", "bangongshi2"
URGENCIES = {u.term: u for u in Urgency}


def plan_ledgers(teller: Teller) -> None:
    for n in range(REQUESTS):
        _plan_request(teller, n)
    for n in range(RISKS):
        _plan_risk(teller, n)
    for kind in table("service.toml")["work"]:
        _plan_work(teller, kind)


def instructed(teller: Teller, by: str, kind: dict[str, Any], order: Any) -> Commitment:
    """The task as a leader's instruction; the leader is told of what comes of it."""
    written = Written(
        leader=order.source.removesuffix("批示"),
        title=order.title,
        text=order.requirement,
        lead_unit=order.lead_unit,
        supporting_units=order.supporting_units,
        urgency=URGENCIES[kind["term"]],
    )
    row = give_instruction(viewer=teller.viewer(by), written=written)
    teller.on(row.commitment.due_on + timedelta(days=12), _replying(teller, by, row))
    return row.commitment


def _replying(teller: Teller, by: str, row: Instruction) -> Callable[[], Any]:
    def reply() -> None:
        row.commitment.refresh_from_db()
        if row.commitment.state == CommitmentState.CLOSED:
            words = "已办结，办理情况已核实，请阅示。"
            send_reply(viewer=teller.viewer(by), uid=row.uid, reply=words)

    return reply


# --- requests


def _plan_request(teller: Teller, n: int) -> None:
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


# --- risks


def _plan_risk(teller: Teller, n: int) -> None:
    chance = dice("risk", n)
    rows = table("service.toml")["risk"]
    kind = rows[n % len(rows)]
    county = chance.choice(places.counties())
    town = chance.choice(county.towns)
    by = teller.doers[teller.units[town.code].pk]
    day = FIRST + timedelta(days=int(SPAN * (n + chance.random()) / RISKS))
    likelihood = min(chance.randint(1, 5), chance.randint(1, 5))
    impact = chance.randint(2, 5)
    if day > TODAY:
        return

    def enter() -> None:
        row = register_risk(
            viewer=teller.viewer(by),
            unit=teller.units[town.code].pk,
            danger=Danger(
                title=kind["title"].format(place=town.name),
                kind=kind["kind"],
                likelihood=likelihood,
                impact=impact,
                content=kind["content"],
                measures=kind["measures"],
                measures_due_on=day + timedelta(days=75),
            ),
        )
        if chance.random() < 0.6:
            teller.on(row.review_on - timedelta(days=1), _reviewing(teller, by, row, chance))
        if n in {4, 17}:
            teller.on(day + timedelta(days=20), _happening(teller, by, row))

    teller.on(day, enter)


def _reviewing(teller: Teller, by: str, row: Any, chance: Random) -> Callable[[], Any]:
    def review() -> None:
        review_risk(
            viewer=teller.viewer(by),
            uid=row.uid,
            likelihood=max(1, row.likelihood - chance.randint(0, 2)),
            impact=row.impact,
            words="现场复核，措施部分到位，继续管控。",
        )

    return review


def _happening(teller: Teller, by: str, row: Any) -> Callable[[], Any]:
    def happen() -> None:
        mark_came_true(
            viewer=teller.viewer(by),
            uid=row.uid,
            on=clock.business_today(),
            words="局部发生，无人员伤亡，已停工处置并上报。",
        )

    return happen


# --- livelihood works


def _plan_work(teller: Teller, kind: dict[str, Any]) -> None:
    chance = dice("livelihood", kind["title"])
    work = Work(
        title=kind["title"],
        counted_in=kind["counted_in"],
        lead_unit=teller.units[kind["lead"]].pk,
        shares={teller.units[key].pk: target for key, target in kind["shares"].items()},
        decimals=kind["decimals"],
        requirement="按月报送进度，年底前全面完成并接受满意度调查。",
        sponsor="市政府分管副市长",
    )

    def promise() -> None:
        row = add_work(viewer=teller.viewer(OFFICE), year=2024, work=work)
        for share in row.shares.all():
            pace = chance.uniform(0.55, 1.35)
            for number in range(1, 5):
                if number == 4 and chance.random() < 0.2:
                    continue  # April is still silent
                done = min(share.target_scaled, int(share.target_scaled * number * pace / 12))
                day = date(2024, number + 1, 3 if number < 4 else 2)
                teller.on(day, _counting(teller, share, Month(2024, number), done))
        if chance.random() < 0.7:
            content = chance.randint(8_600, 9_700)
            teller.on(date(2024, 4, 18), _asking(teller, row, content, chance.randint(180, 900)))

    teller.on(PROMISED_ON, promise)


def _counting(teller: Teller, share: Any, month: Month, done: int) -> Callable[[], Any]:
    def count() -> None:
        viewer = teller.viewer(teller.doers[share.unit_id])
        try:
            report_count(viewer=viewer, share_uid=share.uid, month=month, done_scaled=done)
        except Refusal:
            return

    return count


def _asking(teller: Teller, row: Any, content: int, asked: int) -> Callable[[], Any]:
    def ask() -> None:
        record_survey(
            viewer=teller.viewer(VERIFIER),
            uid=row.uid,
            on=clock.business_today(),
            asked=asked,
            satisfaction_scaled=content,
        )

    return ask
