"""Accounts, roles and delegations: allowed, refused by scope, refused by rule, audited."""

from datetime import date

import pytest

from city import PASSWORD, city
from yipanqi.apps.ledger.units import actions
from yipanqi.apps.ledger.units.models import Appointment, User
from yipanqi.apps.ledger.units.queries import viewer_for
from yipanqi.core.refusal import Conflict, Forbidden, Missing, Refusal
from yipanqi.core.scope import Role
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db
STRONG = "Qingshan-2024-xy"


@pytest.fixture
def town():
    return city()


def code_of(call, **kwargs):
    with pytest.raises(Refusal) as refused:
        call(**kwargs)
    return refused.value.code


def add(town, by="admin", **changes):
    values = {"username": "new.one", "name": "新填报员", "password": STRONG}
    return actions.add_person(viewer=town.viewer(by), **values | changes)


def test_the_administrator_opens_an_account_that_must_change_its_password(town):
    person = add(town, phone="13800000000")
    assert person.must_change_password
    assert person.check_password(STRONG)
    entry = AuditEntry.objects.get(subject_uid=str(person.uid))
    assert entry.values["after.username"] == "new.one"
    assert STRONG not in str(entry.values)


def test_nobody_else_opens_accounts(town):
    for name in ("office", "leader", "auditor", "east_reporter"):
        with pytest.raises(Forbidden):
            add(town, by=name)
    assert not User.objects.filter(username="new.one").exists()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"username": "OFFICE"}, "person.username_taken"),
        ({"username": " "}, "person.name_missing"),
        ({"password": "12345678901"}, "person.weak_password"),
        ({"password": "short"}, "person.weak_password"),
    ],
)
def test_an_account_is_refused_by_rule(town, changes, code):
    assert code_of(add, town=town, **changes) == code


def test_the_same_key_opens_one_account(town):
    first = add(town, key="k1")
    assert add(town, key="k1") == first
    assert User.objects.filter(username="new.one").count() == 1


def test_one_changes_one_s_own_password_only(town):
    user = town.user["east_reporter"]
    viewer = town.viewer("east_reporter")
    changed = actions.change_password(viewer=viewer, user=user, current=PASSWORD, new=STRONG)
    assert changed.check_password(STRONG)
    other = town.user["west_reporter"]
    with pytest.raises(Forbidden):
        actions.change_password(viewer=viewer, user=other, current=PASSWORD, new=STRONG)
    wrong = {"viewer": viewer, "user": changed, "current": "nonsense", "new": "Another-2024-zz"}
    assert code_of(actions.change_password, **wrong) == "person.wrong_password"
    unsaid = wrong | {"current": None}
    assert code_of(actions.change_password, **unsaid) == "person.wrong_password"
    same = {"viewer": viewer, "user": changed, "current": STRONG, "new": STRONG}
    assert code_of(actions.change_password, **same) == "person.same_password"


def test_administrator_auditor_and_business_roles_are_kept_apart(town):
    give = {"viewer": town.viewer("admin"), "from_on": date(2024, 5, 1)}
    for name, role in (("office", Role.ADMIN), ("admin", Role.OFFICE), ("auditor", Role.REPORTER)):
        call = give | {"user": town.user[name], "unit": town.unit["city"], "role": role}
        assert code_of(actions.appoint, **call) == "person.roles_apart"
    line = give | {"user": town.user["office"], "unit": town.unit["ndrc"], "role": Role.LINE}
    assert code_of(actions.appoint, **line) == "person.line_needs_domains"


def test_a_role_given_is_seen_at_once_and_ends_on_its_day(town):
    admin = town.viewer("admin")
    person = add(town)
    post = actions.appoint(
        viewer=admin,
        user=person,
        unit=town.unit["east"],
        role=Role.REVIEWER,
        from_on=date(2024, 5, 1),
    )
    assert town.unit["town"].pk in viewer_for(person).units
    actions.end_appointment(
        viewer=admin, appointment=post, to_on=date(2024, 5, 5), reason="岗位调整"
    )
    assert viewer_for(person).units == frozenset()
    assert Appointment.objects.filter(pk=post.pk).exists()  # nothing is deleted


def test_a_closed_account_keeps_its_past_and_stale_forms_are_refused(town):
    admin, person = town.viewer("admin"), town.user["east_reporter"]
    version = person.version
    actions.set_active(viewer=admin, user=person, active=False, reason="离岗")
    with pytest.raises(Conflict):
        actions.set_active(
            viewer=admin, user=person, active=True, reason="返岗", expected_version=version
        )
    assert not User.objects.get(pk=person.pk).is_active
    own = {"viewer": admin, "user": town.user["admin"], "active": False, "reason": "误操作"}
    assert code_of(actions.set_active, **own) == "person.not_oneself"


def test_a_delegation_lets_the_deputy_act_and_the_record_names_both(town):
    principal, deputy = town.user["east_reviewer"], town.user["west_reviewer"]
    given = actions.delegate(
        viewer=town.viewer("east_reviewer"),
        principal=principal,
        deputy=deputy,
        from_on=date(2024, 5, 5),
        to_on=date(2024, 5, 9),
        reason="出差",
    )
    acting = viewer_for(deputy, acting_for=principal)
    assert acting.on_behalf_of == principal.name
    assert acting.uid == str(deputy.uid)
    assert town.unit["town"].pk in acting.units
    actions.end_delegation(viewer=town.viewer("west_reviewer"), delegation=given)
    with pytest.raises(Missing):
        viewer_for(deputy, acting_for=principal)


def test_a_delegation_is_given_by_oneself_and_not_passed_on(town):
    principal, deputy = town.user["east_reviewer"], town.user["west_reviewer"]
    dates = {"from_on": date(2024, 5, 5), "to_on": date(2024, 5, 9), "reason": "出差"}
    for name in ("admin", "west_reviewer"):
        with pytest.raises(Forbidden):
            actions.delegate(viewer=town.viewer(name), principal=principal, deputy=deputy, **dates)
    own = {"viewer": town.viewer("east_reviewer"), "principal": principal}
    past = dates | {"from_on": date(2024, 4, 1), "to_on": date(2024, 4, 2)}
    assert code_of(actions.delegate, **own, deputy=deputy, **past) == "delegation.dates"
    assert code_of(actions.delegate, **own, deputy=principal, **dates) == "delegation.to_oneself"
    actions.delegate(**own, deputy=deputy, **dates)
    acting = viewer_for(deputy, acting_for=principal)
    with pytest.raises(Forbidden):
        actions.delegate(viewer=acting, principal=deputy, deputy=town.user["office"], **dates)
