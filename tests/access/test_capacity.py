"""Who somebody is at this moment: keys, sessions, delegations, closed accounts."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from access.conftest import BACKEND
from access.place import VIEWERS
from city import PASSWORD
from yipanqi.apps.ledger.projects.models import StageEvent
from yipanqi.apps.ledger.units import actions
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.apps.month.reporting import actions as reporting
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.uid import new_uid

pytestmark = pytest.mark.django_db
APRIL = Month(2024, 4)


def enter(place, who: str) -> Client:
    client = Client()
    client.force_login(place.town.user[VIEWERS[who]], backend=BACKEND)
    client.get("/tour/")
    return client


# --- a key holds for one verb of one person
def photo(place, who: str, project: str, key: str, **more):
    from access.place import picture

    return reporting.add_photo(
        viewer=more.pop("viewer", None) or place.viewer(who),
        month=APRIL,
        project_uid=place.town.project[project].uid,
        file=picture(more.pop("colour", "blue")),
        name="现场.png",
        key=key,
    )


def test_the_same_person_sends_a_form_twice_and_does_it_once(place):
    first = photo(place, "county", "school", "k")
    assert photo(place, "county", "school", "k").pk == first.pk


def test_a_key_of_another_person_opens_nothing(place):
    silent = photo(place, "county", "road", "k")
    mine = photo(place, "zone", "chips", "k", colour="green")
    assert mine.pk != silent.pk
    assert mine.report.project == place.town.project["chips"]


def test_a_key_of_another_verb_is_a_new_key(place):
    found = photo(place, "county", "school", "k")
    voided = reporting.void_photo(
        viewer=place.viewer("county"), photo_uid=found.uid, reason="拍错了", key="k"
    )
    assert voided.voided_at is not None


def test_a_key_of_endless_length_is_kept_short(place):
    photo(place, "county", "school", "k" * 10_000)
    assert (
        max(len(key) for key in AuditEntry.objects.exclude(key=None).values_list("key", flat=True))
        <= 120
    )


# --- acting for somebody ends when they say so
@pytest.fixture
def deputy(place) -> Client:
    client = enter(place, "town")
    principal = place.town.user["east_reviewer"]
    assert client.post("/account/act-for/", {"principal": str(principal.uid)}).status_code == 302
    assert client.session["acting_for"] == str(principal.uid)
    return client


def test_the_deputy_does_what_the_principal_may_and_both_are_named(place, deputy):
    problem = place.own["problem"]
    deputy.post(f"/problems/{problem.uid}/accept/")
    entry = AuditEntry.objects.filter(subject_uid=str(problem.uid)).order_by("-pk")[0]
    assert (entry.actor_name, entry.on_behalf_of) == ("青石镇填报员", "东山区审核员")


def test_the_deputy_does_not_approve_what_they_handed_in_themselves(place, deputy):
    report = place.own["report"]
    deputy.post(f"/reporting/reports/{report.uid}/approve/", {"remark": "属实"})
    report.refresh_from_db()
    assert report.state == "submitted"


@pytest.mark.parametrize("how", ["ended", "over", "closed", "apart"])
def test_an_ended_delegation_is_felt_at_the_next_request(place, deputy, how):
    delegation, report = place.own["delegation"], place.own["report"]
    if how == "ended":
        actions.end_delegation(viewer=place.viewer("reviewer"), delegation=delegation)
    elif how == "over":
        type(delegation).objects.update(to_on=date(2024, 5, 4))
    elif how == "closed":
        type(place.own["person"]).objects.filter(username="east_reviewer").update(is_active=False)
    else:
        Appointment.objects.filter(user__username="east_reviewer").update(role="auditor")
    before = AuditEntry.objects.count()
    answer = deputy.post(f"/reporting/reports/{report.uid}/approve/", {"remark": "属实"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert AuditEntry.objects.count() == before, "nothing is done in one's own name instead"
    assert "acting_for" not in deputy.session
    assert "委托已结束" in deputy.get("/tour/").content.decode()
    assert deputy.post("/logout/").status_code == 302


def test_nobody_acts_for_somebody_who_has_not_asked_them_to(place):
    client = enter(place, "town")
    for name in ("office", "admin", "town_reporter", "west_reviewer"):
        uid = str(place.town.user[name].uid)
        assert client.post("/account/act-for/", {"principal": uid}).status_code == 404
    assert client.post("/account/act-for/", {"principal": "nonsense"}).status_code == 404
    assert "acting_for" not in client.session


@pytest.mark.parametrize(
    ("giver", "taker"), [("admin", "office"), ("office", "auditor"), ("auditor", "admin")]
)
def test_a_delegation_never_joins_what_is_kept_apart(place, giver, taker):
    person = place.town.user
    with pytest.raises(Refusal, match=r"delegation.roles_apart"):
        actions.delegate(
            viewer=place.town.viewer(giver), principal=person[giver], deputy=person[taker],
            from_on=date(2024, 5, 5), to_on=date(2024, 5, 6), reason="出差",
        )  # fmt: skip


def test_a_role_that_ends_some_day_still_keeps_the_others_away(place):
    admin, person = place.viewer("admin"), place.town.user["health_reporter"]
    Appointment.objects.filter(user=person).update(to_on=date(2030, 1, 1))
    with pytest.raises(Refusal, match=r"person.roles_apart"):
        actions.appoint(
            viewer=admin, user=person, unit=place.town.unit["city"], role=Role.ADMIN,
            from_on=date(2024, 5, 5),
        )  # fmt: skip


def test_who_acts_for_another_cannot_pass_it_on(place):
    person = place.town.user
    acting = viewer_for(person["town_reporter"], acting_for=person["east_reviewer"])
    with pytest.raises(Refusal, match=r"delegation.own_only"):
        actions.delegate(
            viewer=acting, principal=person["east_reviewer"], deputy=person["west_reporter"],
            from_on=date(2024, 5, 5), to_on=date(2024, 5, 6), reason="转交",
        )  # fmt: skip


# --- sessions
def log_in(client: Client, name: str, password: str = PASSWORD, **more):
    return client.post("/login/", {"username": name, "password": password, **more})


def test_a_session_planted_before_the_login_is_worth_nothing_after_it(place):
    visitor = Client()
    planted = visitor.session
    planted["acting_for"] = str(place.town.user["office"].uid)
    planted.save()
    visitor.cookies["yipanqi_session"] = planted.session_key
    log_in(visitor, "town_reporter")
    assert visitor.session.session_key != planted.session_key
    thief = Client()
    thief.cookies["yipanqi_session"] = planted.session_key
    assert thief.get("/").status_code == 302
    visitor.get("/")
    assert "acting_for" not in visitor.session


@pytest.mark.parametrize("ends", ["logout", "closed", "password", "reset"])
def test_an_old_cookie_is_dead_after(place, ends):
    client = Client()
    log_in(client, "town_reporter")
    old = client.cookies["yipanqi_session"].value
    admin, person = place.viewer("admin"), place.town.user["town_reporter"]
    if ends == "logout":
        client.post("/logout/")
    elif ends == "closed":
        actions.set_active(viewer=admin, user=person, active=False, reason="调离")
    elif ends == "reset":
        actions.reset_password(viewer=admin, user=person, password="Another-2024-town")
    else:
        new = "Another-2024-town"
        client.post("/account/password/", {"current": PASSWORD, "new": new, "again": new})
    thief = Client()
    thief.cookies["yipanqi_session"] = old
    assert thief.get("/").url.startswith("/login/")


def test_a_role_taken_away_is_gone_at_the_next_request(place):
    client = enter(place, "town")
    href = f"/projects/{place.own['project'].uid}/"
    assert client.get(href).status_code == 200
    appointment = place.town.user["town_reporter"].appointments.get()
    actions.end_appointment(
        viewer=place.viewer("admin"), appointment=appointment, to_on=date(2024, 5, 5), reason="调离"
    )
    assert client.get(href).status_code == 404


def test_a_first_password_opens_nothing_but_its_own_change(place):
    type(place.own["person"]).objects.filter(username="town_reporter").update(
        must_change_password=True
    )
    client = Client()
    log_in(client, "town_reporter")
    for href in ("/", "/projects/", f"/projects/{place.own['project'].uid}/", "/search/?q=项目"):
        assert client.get(href).url == "/account/password/"


def test_a_first_password_is_typed_once_unless_its_session_has_stood_about(place):
    people = type(place.own["person"]).objects.filter(username="town_reporter")
    people.update(must_change_password=True)
    client, page = Client(), "/account/password/"
    log_in(client, "town_reporter")
    assert 'name="current"' not in client.get(page).content.decode()
    session = client.session
    fresh, session["came_with_first"] = session["came_with_first"], "2024-01-01T00:00:00+08:00"
    session.save()
    new = {"new": "Another-2024-town", "again": "Another-2024-town"}
    assert 'name="current"' in client.post(page, new).content.decode()
    assert people.get().must_change_password
    session["came_with_first"] = fresh
    session.save()
    assert client.post(page, new).url == "/"
    assert not people.get().must_change_password
    assert 'name="current"' in client.get(page).content.decode()


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "http:evil.example", "\thttps://evil.example", "https:evil.example"],
)  # fmt: skip
def test_the_login_leads_to_no_other_host(place, target):
    assert log_in(Client(), "office", next=target).url == "/"
    assert log_in(Client(), "office", next="/projects/?page=2").url == "/projects/?page=2"


def test_spelling_the_name_otherwise_does_not_get_round_the_lock(place, settings):
    settings.AXES_ENABLED = True
    for name in ("office", "OFFICE", " office", "Office ", "oFFice"):
        log_in(Client(), name, "wrong")
    client = Client()
    log_in(client, "office")
    assert "_auth_user_id" not in client.session


def test_failed_logins_are_kept_with_the_name_and_without_the_password(place):
    log_in(Client(), "office\r\nroot", "secret-word")
    entry = AuditEntry.objects.filter(verb="log_in_failed").order_by("-pk")[0]
    assert "secret-word" not in str(entry.values)
    assert not hasattr(entry, "password")


def test_without_the_token_no_form_is_taken(place):
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.town.user["office"], backend=BACKEND)
    before = AuditEntry.objects.count()
    answer = client.post(f"/reporting/reports/{place.own['report'].uid}/approve/", {"remark": "好"})
    assert answer.status_code == 403
    assert "页面" in answer.content.decode()
    save = f"/reporting/2024-04/project/{place.own['project'].uid}/save/"
    assert client.post(save, "{}", content_type="application/json").status_code == 403
    assert AuditEntry.objects.count() == before


# --- what an auditor of one county reads
def test_an_auditor_of_a_county_reads_the_audit_of_that_county_only(place):
    person = place.town.user["auditor"]
    Appointment.objects.filter(user=person).update(unit=place.town.unit["east"])
    page = enter(place, "auditor").get("/system/audit/").content.decode()
    assert str(place.own["report"].uid) in page
    assert str(place.foreign["report"].uid) not in page
    assert str(place.foreign["unit"].uid) not in page


def test_a_changed_cell_of_a_hidden_project_is_shown_to_nobody_else(place):
    snapshot = place.own["snapshot"]
    cells = {
        key: {"table": "project_months", "row": str(place.town.project[key].uid),
              "column": "year_to_date", "before": 1, "after": 2}
        for key in ("silent", "plant")
    }  # fmt: skip
    type(snapshot).objects.filter(pk=snapshot.pk).update(
        changes=list(cells.values()), supersedes=snapshot
    )
    href = f"/snapshots/{snapshot.uid}/"
    page = enter(place, "county_leader").get(href).content.decode()
    assert "青石镇精密轴承生产线项目" in page
    assert "西河县智能仓储项目" not in page
    assert "西河县智能仓储项目" in enter(place, "leader").get(href).content.decode()


def test_a_bulk_approval_tells_nothing_of_reports_that_were_only_guessed(place):
    client = enter(place, "reviewer")
    foreign = place.foreign["report"].uid
    answer = client.post(
        "/reporting/2024-04/review/approve/",
        {"row": [f"{foreign}:2", f"{new_uid()}:2"]},
        follow=True,
    )
    assert "西河县智能仓储项目" not in answer.content.decode()


def test_a_stage_entry_of_another_project_is_not_reached_through_ones_own(place):
    foreign, own = place.foreign["event"], place.own["project"]
    client = enter(place, "reviewer")
    href = f"/projects/{own.uid}/stage/{foreign.uid}/void/"
    assert client.post(href, {"reason": "录入有误"}).status_code == 404
    assert StageEvent.objects.get(pk=foreign.pk).voided_at is None


def test_an_idle_session_cannot_carry_out_one_last_verb(place):
    client = enter(place, "reviewer")
    session = client.session
    session["last_seen"] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()
    before = AuditEntry.objects.count()
    client.post(f"/reporting/reports/{place.own['report'].uid}/approve/", {"remark": "好"})
    assert AuditEntry.objects.count() == before


def test_a_viewer_of_an_ended_delegation_is_never_built(place):
    person = place.town.user
    with pytest.raises(Missing):
        viewer_for(person["town_reporter"], acting_for=person["office"])
