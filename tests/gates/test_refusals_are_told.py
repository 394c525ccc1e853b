"""Whoever proposed is told of a refusal: in the app once, and through the unit's channels."""

from datetime import date

import pytest

from gates.test_pauses_and_slips import START, asked
from yipanqi.apps.ledger.notices.actions import ChannelWish, open_channel
from yipanqi.apps.ledger.notices.models import Delivery, Notice
from yipanqi.apps.ledger.notices.queries import lines, notices_for
from yipanqi.apps.ledger.projects.actions import set_milestone
from yipanqi.apps.life.gates import actions
from yipanqi.core.projects.gates import Gate
from yipanqi.infra import clock


def told(town, who: str) -> list[str]:
    return [line.text for line in lines(notices_for(town.viewer(who)))]


def refused_gate(town, at_gates, key="k"):
    with clock.at(date(2024, 5, 5)):
        passage = at_gates.propose(Gate.COMPLETED, date(2024, 4, 20), items=("acceptance", "photo"))
    call = {"viewer": town.viewer("east_reviewer"), "passage_uid": passage.uid, "key": key}
    for _twice in range(2):
        actions.refuse_gate(reason="照片看不出永久性工程。", **call)


def refused_pause(town, at_gates):
    pause = asked(town)
    actions.refuse_pause(
        viewer=town.viewer("east_reviewer"), pause_uid=pause.uid, reason="可以分段施工。"
    )


def contested_slip(town, at_gates, by="town_reporter"):
    row = set_milestone(
        viewer=town.viewer(by), project=town.project["plant"],
        happens_on=date(2024, 9, 1), reason="用地指标未落实", **START,
    )  # fmt: skip
    actions.contest_slip(viewer=town.viewer("office"), moved_uid=row.uid, reason="指标已下达。")


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (refused_gate, ("竣工", "未予认定", "永久性工程")),
        (refused_pause, ("停缓建申请未获批准", "分段施工")),
        (contested_slip, ("开工", "2024-09-01", "不予认可", "指标已下达")),
    ],
)
def test_the_proposer_reads_what_was_refused_and_why(town, at_gates, page, refusal, words):
    refusal(town, at_gates)
    (text,) = told(town, "town_reporter")
    assert all(word in text for word in (town.project["plant"].current.name, *words))
    assert not told(town, "west_reporter")
    assert not told(town, "east_reviewer"), "who refused needs no telling"
    notice = Notice.objects.get()
    opened = page("town_reporter", f"/notices/{notice.uid}/open/", post=True)
    assert opened.headers["Location"] == f"/gates/{town.project['plant'].uid}/"


def test_it_goes_out_through_the_unit_s_channel(town, at_gates):
    plain = ChannelWish("email", "城建办邮箱", "jsb@example.org")
    open_channel(viewer=town.viewer("east_reviewer"), unit=town.unit["east"].pk, wish=plain)
    contested_slip(town, at_gates, by="east_reviewer")
    assert told(town, "east_reviewer"), "a mover of another unit is told at home"
    assert told(town, "town_reporter"), "and so is the unit that reports the project"
    assert Delivery.objects.get().channel.name == "城建办邮箱"
