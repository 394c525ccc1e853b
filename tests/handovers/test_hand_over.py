"""A person moves: posts, open work and delegations go to the successor in one transaction."""

from datetime import date

import pytest

from city import city
from promises import Promises
from yipanqi.apps.ledger.units.actions import delegate
from yipanqi.apps.ledger.units.models import Appointment, Delegation
from yipanqi.apps.promises.handovers import actions
from yipanqi.apps.promises.handovers.actions import hand_over
from yipanqi.apps.promises.handovers.models import HandOver
from yipanqi.apps.promises.handovers.pack import pack_of
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


def moved(town, **changes):
    values = {
        "viewer": town.viewer("admin"),
        "leaver": town.user["town_reporter"],
        "successor": town.user["west_reporter"],
        "reason": "工作调动",
    }
    return hand_over(**values | changes)


def test_everything_goes_in_one_transfer(town):
    promises = Promises(town)
    row = promises.assigned()
    promises.act("sign_for", row, "town_reporter", contact="青石镇填报员")
    town.user["town_reporter"].name = "青石镇填报员"
    town.user["town_reporter"].save()
    delegate(
        viewer=town.viewer("town_reporter"),
        principal=town.user["town_reporter"],
        deputy=town.user["east_reporter"],
        from_on=date(2024, 5, 5),
        to_on=date(2024, 5, 20),
        reason="出差",
    )
    pack = pack_of(town.user["town_reporter"])
    assert {i.kind for i in pack.items} == {"to_do", "delegation_given"}
    made = moved(town, seen=len(pack.items))
    assert [p["role"] for p in made.posts] == ["reporter"]
    posts = Appointment.objects.filter(user=town.user["west_reporter"], unit=town.unit["town"])
    assert posts.get().to_on is None
    assert town.viewer("town_reporter").roles == frozenset()
    assert not Delegation.objects.filter(ended_at=None).exists()
    row.refresh_from_db()
    assert row.contact == town.user["west_reporter"].name
    assert {"hand_over", "appoint", "end_appointment"} <= set(
        AuditEntry.objects.values_list("verb", flat=True)
    )
    assert pack_of(town.user["west_reporter"]).counts[0] == ("to_do", 1)


def test_only_the_administrator_and_never_halfway(town):
    with pytest.raises(Forbidden, match=r"handover\.admin_only"):
        moved(town, viewer=town.viewer("office"))
    with pytest.raises(Refusal, match=r"handover\.same_person"):
        moved(town, successor=town.user["town_reporter"])
    with pytest.raises(Refusal, match=r"handover\.changed"):
        moved(town, seen=99)
    with pytest.raises(Refusal, match=r"person\.roles_apart"):
        moved(town, successor=town.user["auditor"])
    assert not HandOver.objects.unscoped("counted").exists()
    assert town.viewer("town_reporter").has(Role.REPORTER), "nothing half done stays"


def test_the_list_is_for_those_whom_it_concerns(town, client):
    Promises(town).assigned()
    made = moved(town)
    backend = "django.contrib.auth.backends.ModelBackend"
    for who, titled in (("office", True), ("admin", False), ("west_reporter", True)):
        client.force_login(town.user[who], backend=backend)
        page = client.get(f"/handovers/{made.uid}/")
        assert page.status_code == 200
        assert ("工业路拓宽交地" in page.content.decode()) is titled
    paper = client.get(f"/handovers/{made.uid}/list.docx")
    assert paper.content.startswith(b"PK")
    client.force_login(town.user["south_reviewer"], backend=backend)
    assert client.get(f"/handovers/{made.uid}/").status_code == 404
    with pytest.raises((Missing, Refusal)):
        moved(town)


def asked(town, by="office", **changes):
    values = {
        "viewer": town.viewer(by),
        "leaver": town.user["town_reporter"],
        "successor": town.user["west_reporter"],
        "reason": "轮岗",
    }
    return actions.ask_hand_over(**values | changes)


@pytest.mark.parametrize("by", ["office", "east_reviewer", "town_reporter", "leader"])
def test_the_office_the_head_above_and_the_leaver_may_ask(town, by):
    row = asked(town, by)
    assert row.state == "asked"
    assert town.viewer("town_reporter").has(Role.REPORTER), "nothing moves yet"


@pytest.mark.parametrize("by", ["west_reviewer", "east_reporter", "auditor", "admin", "line"])
def test_nobody_else_asks(town, by):
    with pytest.raises(Forbidden, match=r"handover\.askers_only"):
        asked(town, by)


def test_a_head_asks_for_nobody_who_also_works_elsewhere(town):
    Appointment.objects.create(
        user=town.user["town_reporter"], unit=town.unit["west"], role="reporter",
        from_on=date(2024, 1, 1),
    )  # fmt: skip
    with pytest.raises(Forbidden, match=r"handover\.askers_only"):
        asked(town, "east_reviewer")


def test_asked_carried_out_and_signed_by_three(town):
    Promises(town).assigned()
    row = asked(town, "east_reviewer")
    with pytest.raises(Conflict, match=r"handover\.waits"):
        asked(town)
    with pytest.raises(Conflict, match=r"handover\.waits"):
        moved(town)
    with pytest.raises(Forbidden, match=r"handover\.admin_only"):
        actions.carry_out_hand_over(viewer=town.viewer("office"), uid=row.uid)
    admin = town.viewer("admin")
    with pytest.raises(Refusal, match=r"handover\.changed"):
        actions.carry_out_hand_over(viewer=admin, uid=row.uid, seen=9)
    row = actions.carry_out_hand_over(viewer=admin, uid=row.uid, seen=1)
    assert (row.state, len(row.items), row.on) == ("moved", 1, date(2024, 5, 5))
    assert town.viewer("west_reporter").posts_as(Role.REPORTER) >= {town.unit["town"].pk}
    with pytest.raises(Conflict, match=r"handover\.not_waiting"):
        actions.carry_out_hand_over(viewer=admin, uid=row.uid)
    for who in ("town_reporter", "west_reporter", "east_reviewer"):
        assert not row.is_signed
        row = actions.sign_hand_over(viewer=town.viewer(who), uid=row.uid)
        with pytest.raises(Forbidden, match=r"handover\.nothing_to_sign"):
            actions.sign_hand_over(viewer=town.viewer(who), uid=row.uid)
    assert row.is_signed
    assert row.witness == town.user["east_reviewer"]
    with pytest.raises(Forbidden, match=r"handover\.nothing_to_sign"):
        actions.sign_hand_over(viewer=town.viewer("office"), uid=row.uid)


def test_who_leaves_can_still_sign_and_read_but_an_asker_reads_no_titles(town, client):
    Promises(town).assigned()
    row = asked(town, "east_reviewer")
    row = actions.carry_out_hand_over(viewer=town.viewer("admin"), uid=row.uid)
    backend = "django.contrib.auth.backends.ModelBackend"
    for who, titled in (("town_reporter", True), ("east_reviewer", False), ("admin", False)):
        client.force_login(town.user[who], backend=backend)
        page = client.get(f"/handovers/{row.uid}/").content.decode()
        assert ("工业路拓宽交地" in page) is titled
        assert client.get(f"/handovers/{row.uid}/list.docx").status_code == (200 if titled else 403)
    client.force_login(town.user["town_reporter"], backend=backend)
    assert "移交清单待签字" in client.get("/").content.decode()
    sent = {"key": "one", "version": row.version}
    assert client.post(f"/handovers/{row.uid}/sign/", sent).status_code == 302
    row.refresh_from_db()
    assert row.leaver_signed_on == date(2024, 5, 5)


def test_an_asked_one_is_withdrawn_with_a_reason_by_who_asked(town):
    row = asked(town, "east_reviewer")
    with pytest.raises(Forbidden, match=r"handover\.not_yours"):
        actions.withdraw_hand_over(viewer=town.viewer("west_reporter"), uid=row.uid, reason="不")
    with pytest.raises(Refusal, match=r"handover\.reason_needed"):
        actions.withdraw_hand_over(viewer=town.viewer("east_reviewer"), uid=row.uid, reason=" ")
    actions.withdraw_hand_over(viewer=town.viewer("east_reviewer"), uid=row.uid, reason="暂缓")
    assert asked(town).state == "asked", "it can be asked for anew"


def test_a_deputy_signs_nothing_for_the_principal(town):
    row = moved(town)
    with pytest.raises(Forbidden, match=r"handover\.nothing_to_sign"):
        actions.sign_hand_over(viewer=town.deputy("health_reporter", "office"), uid=row.uid)


def test_the_page_asks_for_some_and_hands_over_for_the_administrator(town, client):
    backend = "django.contrib.auth.backends.ModelBackend"
    client.force_login(town.user["east_reviewer"], backend=backend)
    found = client.get("/handovers/?q=填报").content.decode()
    leaver = town.user["town_reporter"]
    assert f"/handovers/person/{leaver.uid}/" in found
    assert f"/handovers/person/{town.user['west_reporter'].uid}/" not in found
    page = client.get(f"/handovers/person/{leaver.uid}/?q=west").content.decode()
    assert "提出移交申请" in page
    sent = {"successor": str(town.user["west_reporter"].uid), "reason": "轮岗", "key": "k"}
    answer = client.post(f"/handovers/person/{leaver.uid}/", sent)
    row = HandOver.objects.unscoped("the test").get()
    assert (answer.status_code, row.state) == (302, "asked")
    client.force_login(town.user["admin"], backend=backend)
    assert "工作移交（待办理1）" in client.get("/system/").content.decode()
    carried = {"seen": 0, "key": "c", "version": row.version}
    client.post(f"/handovers/{row.uid}/carry-out/", carried)
    row.refresh_from_db()
    assert row.state == "moved"
