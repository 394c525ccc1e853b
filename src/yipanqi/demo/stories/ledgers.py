"""Requests of enterprises, risks and livelihood works, told day by day among the tasks.

``plan_ledgers`` plans them before the days are run; ``instructed`` makes a real instruction of
a task that a leader ordered. Enterprises are invented and say so in their names.
"""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.instructions.actions import Written, give_instruction, send_reply
from yipanqi.apps.promises.instructions.models import Instruction
from yipanqi.apps.promises.livelihood.actions import Work, add_work, record_survey, report_count
from yipanqi.apps.promises.risks.actions import Danger, mark_came_true, register_risk, review_risk
from yipanqi.core.commitments.states import CommitmentState
from yipanqi.core.ledgers.instructions import Urgency
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.demo.city import places
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.stories.requests import FIRST, REQUESTS, SPAN, plan_request
from yipanqi.demo.stories.task_lives import Teller
from yipanqi.demo.tables import table
from yipanqi.infra import clock

RISKS = 26
PROMISED_ON = date(2024, 1, 31)
OFFICE, VERIFIER = "bangongshi", "bangongshi2"
URGENCIES = {u.term: u for u in Urgency}


def plan_ledgers(teller: Teller) -> None:
    for n in range(REQUESTS):
        plan_request(teller, n)
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
