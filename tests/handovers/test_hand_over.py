"""A person moves: posts, open work and delegations go to the successor in one transaction."""

from datetime import date

import pytest

from city import city
from promises import Promises
from yipanqi.apps.handovers.actions import hand_over
from yipanqi.apps.handovers.models import HandOver
from yipanqi.apps.handovers.pack import pack_of
from yipanqi.apps.units.actions import delegate
from yipanqi.apps.units.models import Appointment, Delegation
from yipanqi.core.refusal import Forbidden, Missing, Refusal
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
