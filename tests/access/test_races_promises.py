"""Two at the same moment over what was promised: closing, answering, signing, handing over.

As in ``test_races``: real threads; one wins, the others are told so, nothing is half done.
"""

from types import SimpleNamespace

import pytest

from access.place import APRIL
from access.test_races import AT_ONCE, together, won
from access.verbs_programmes import plan_of
from city import City, city
from promises import Promises
from yipanqi.apps.board.programmes import actions as programmes
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.promises.commitments import actions as commitments
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.handovers import actions as hand_overs
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.service import actions as service
from yipanqi.apps.promises.service.models import ServiceRequest
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def town() -> City:
    return city()


def times(verb: str) -> int:
    return AuditEntry.objects.filter(verb=verb).count()


def test_one_hand_over_is_asked_for_and_its_posts_move_once(town):
    viewers = [town.viewer(who) for who in ("office", "east_reviewer", "town_reporter", "leader")]
    wish = {
        "leaver": town.user["town_reporter"],
        "successor": town.user["west_reporter"],
        "reason": "轮岗",
    }
    asked = together(*[lambda v=v: hand_overs.ask_hand_over(viewer=v, **wish) for v in viewers])
    assert len(won(asked)) == 1
    row = won(asked)[0]
    admin = town.viewer("admin")
    moved = together(
        *[lambda: hand_overs.carry_out_hand_over(viewer=admin, uid=row.uid, seen=0)] * AT_ONCE
    )
    assert len(won(moved)) == 1
    posts = Appointment.objects.filter(user=town.user["west_reporter"], unit=town.unit["town"])
    assert posts.count() == 1
    assert times("end_appointment") == 1
    assert HandOver.objects.unscoped("counted").count() == 1


def test_carried_out_or_withdrawn_never_both(town):
    row = hand_overs.ask_hand_over(
        viewer=town.viewer("office"),
        leaver=town.user["town_reporter"],
        successor=town.user["west_reporter"],
        reason="轮岗",
    )
    results = together(
        lambda: hand_overs.carry_out_hand_over(viewer=town.viewer("admin"), uid=row.uid),
        lambda: hand_overs.withdraw_hand_over(
            viewer=town.viewer("office"), uid=row.uid, reason="暂缓"
        ),
    )
    assert len(won(results)) == 1
    row.refresh_from_db()
    holds = Appointment.objects.filter(user=town.user["west_reporter"], unit=town.unit["town"])
    assert holds.exists() is (row.state == "moved")


def test_a_programmes_report_is_signed_once_and_not_while_it_is_edited(town):
    plan = plan_of(SimpleNamespace(town=town), "east")
    row = programmes.open_programme(viewer=town.viewer("office"), plan=plan)
    report = programmes.draft_programme_report(
        viewer=town.viewer("east_reporter"), uid=row.uid, month=APRIL
    )
    signs = {"report_uid": report.uid, "expected_version": report.version}
    results = together(
        *[
            lambda who=who: programmes.sign_programme_report(viewer=town.viewer(who), **signs)
            for who in ("office", "east_reviewer")
        ],
        lambda: programmes.edit_programme_report(
            viewer=town.viewer("east_reporter"), texts={"next": "抓紧推进。"}, **signs
        ),
    )
    assert len(won(results)) == 1
    report.refresh_from_db()
    assert report.version == won(results)[0].version
    assert times("sign_programme_report") == int(report.state == "signed")


def test_a_request_is_answered_first_once(town):
    request = service.raise_request(
        viewer=town.viewer("town_reporter"),
        officer_unit=town.unit["town"].pk,
        wish=service.Wish(title="增容", topic="energy", enterprise="演示机械有限公司"),
    )
    results = together(
        *[
            lambda: service.accept_request(
                viewer=town.viewer("town_reporter"), uid=request.uid, words="已受理。"
            )
        ]
        * AT_ONCE
    )
    assert len(won(results)) == 1
    assert Commitment.objects.unscoped("counted").count() == 1
    assert ServiceRequest.objects.unscoped("counted").get().commitment is not None


def test_closed_or_sent_back_never_both(town):
    promises = Promises(town)
    row = promises.done(promises.assigned())
    common = {"uid": row.uid, "expected_version": row.version}
    results = together(
        *[lambda: commitments.close_out(viewer=town.viewer("office"), **common)] * 2,
        lambda: commitments.return_done(
            viewer=town.viewer("east_reviewer"), reason="缺照片", **common
        ),
    )
    assert len(won(results)) == 1
    row.refresh_from_db()
    assert (row.state == "closed") is (times("close_out") == 1)
    assert (row.state == "returned") is (times("return_done") == 1)
