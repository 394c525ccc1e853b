"""Accounts, appointments and delegations."""

from collections.abc import Iterable
from datetime import date

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import Q

from yipanqi.apps.ledger.units.models import Appointment, Delegation, Unit, User
from yipanqi.apps.ledger.units.queries import kind_of, kinds_held
from yipanqi.core.projects.identity import tidy
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def _admin_only(viewer: Viewer) -> None:
    if not viewer.is_system and not viewer.has(Role.ADMIN):
        raise Forbidden("person.admin_only")


def add_person(
    *,
    viewer: Viewer,
    username: str,
    name: str,
    password: str,
    phone: str = "",
    key: str | None = None,
) -> User:
    """Open an account; the first login asks for a new password.

    Raises ``person.username_taken``, ``person.weak_password``.
    """
    _admin_only(viewer)
    with act(viewer, "add_person", key=key) as verb:
        if verb.repeated:
            return User.objects.get(uid=verb.subject_uid)
        username = username.strip().lower()
        name = tidy(name)
        if not username or not name:
            raise Refusal("person.name_missing", field="username")
        if User.objects.filter(username=username).exists():
            raise Refusal("person.username_taken", field="username", username=username)
        user = User(username=username, name=name, phone=phone.strip())
        _set_password(user, password)
        user.must_change_password = True
        user.save()
        verb.record(user, after={"username": username, "name": name, "phone": phone})
    return user


def change_password(*, viewer: Viewer, user: User, current: str | None, new: str) -> User:
    """One's own password. Raises ``person.wrong_password``, ``person.weak_password``.

    ``current`` None: of somebody who has just come in with a first password, which opens nothing
    but this; any other account is refused.
    """
    if viewer.user != user.pk:
        raise Forbidden("person.own_password_only")
    with act(viewer, "change_password") as verb:
        row = User.objects.select_for_update().get(pk=user.pk)
        is_first = current is None and row.must_change_password
        if not is_first and not row.check_password(current or ""):
            raise Refusal("person.wrong_password", field="current")
        if row.check_password(new):
            raise Refusal("person.same_password", field="new")
        _set_password(row, new)
        row.must_change_password = False
        row.version += 1
        row.save()
        verb.record(row, after={"password_changed": True})
    return row


def reset_password(*, viewer: Viewer, user: User, password: str) -> User:
    """Set a first password again; the person must change it at the next login."""
    _admin_only(viewer)
    with act(viewer, "reset_password") as verb:
        row = User.objects.select_for_update().get(pk=user.pk)
        _set_password(row, password)
        row.must_change_password = True
        row.version += 1
        row.save()
        verb.record(row, after={"password_reset": True})
    return row


def set_active(
    *, viewer: Viewer, user: User, active: bool, reason: str, expected_version: int | None = None
) -> User:
    """Close or reopen an account; a closed one is out at its next request."""
    _admin_only(viewer)
    if viewer.user == user.pk:
        raise Refusal("person.not_oneself")
    with act(viewer, "set_active") as verb:
        row = User.objects.select_for_update().get(pk=user.pk)
        check_version(row, expected_version)
        verb.record(row, before={"active": row.is_active}, after={"active": active}, reason=reason)
        row.is_active = active
        row.version += 1
        row.save()
    return row


def appoint(
    *,
    viewer: Viewer,
    user: User,
    unit: Unit,
    role: Role,
    from_on: date,
    domains: Iterable[str] = (),
    to_on: date | None = None,
    key: str | None = None,
) -> Appointment:
    """Give a person a role in a unit.

    The administrator, the auditor and business roles are kept apart: no account holds two
    of these three kinds. Raises ``person.roles_apart``, ``person.already_appointed``,
    ``person.line_needs_domains``.
    """
    _admin_only(viewer)
    chosen = sorted(domains)
    if role is Role.LINE and not chosen:
        raise Refusal("person.line_needs_domains", field="domains")
    with act(viewer, "appoint", key=key) as verb:
        if verb.repeated:
            return Appointment.objects.get(uid=verb.subject_uid)
        held = Appointment.objects.filter(Q(to_on=None) | Q(to_on__gt=from_on), user=user)
        if any(kind_of(Role(a.role)) != kind_of(role) for a in held):
            raise Refusal("person.roles_apart", field="role")
        if held.filter(unit=unit, role=role).exists():
            raise Refusal("person.already_appointed", field="role", name=user.name)
        row = Appointment.objects.create(
            user=user, unit=unit, role=role, domains=chosen, from_on=from_on, to_on=to_on
        )
        verb.record(row, after={"user": user, "role": role, "from_on": from_on}, unit=unit)
    return row


def end_appointment(
    *, viewer: Viewer, appointment: Appointment, to_on: date, reason: str
) -> Appointment:
    """A role ends on a day."""
    _admin_only(viewer)
    with act(viewer, "end_appointment") as verb:
        row = Appointment.objects.select_for_update().get(pk=appointment.pk)
        if to_on <= row.from_on:
            raise Refusal("person.ends_before_start", field="to_on", day=row.from_on)
        row.to_on = to_on
        row.save()
        verb.record(row, after={"to_on": to_on}, reason=reason, unit=row.unit)
    return row


def delegate(
    *,
    viewer: Viewer,
    principal: User,
    deputy: User,
    from_on: date,
    to_on: date,
    reason: str,
    key: str | None = None,
) -> Delegation:
    """Let somebody act for oneself for a time; only the principal may give it.

    Raises ``delegation.own_only``, ``delegation.dates``, ``delegation.reason_missing``,
    ``delegation.roles_apart`` where the deputy would hold what must be kept apart.
    """
    if viewer.user != principal.pk or viewer.on_behalf_of:
        raise Forbidden("delegation.own_only")
    if not reason.strip():
        raise Refusal("delegation.reason_missing", field="reason")
    if to_on < from_on or to_on < clock.business_today():
        raise Refusal("delegation.dates", field="to_on")
    if principal.pk == deputy.pk:
        raise Refusal("delegation.to_oneself", field="deputy")
    if len(kinds_held(principal) | kinds_held(deputy)) > 1:
        raise Refusal("delegation.roles_apart", field="deputy", name=deputy.name)
    with act(viewer, "delegate", key=key) as verb:
        if verb.repeated:
            return Delegation.objects.get(uid=verb.subject_uid)
        row = Delegation.objects.create(
            principal=principal, deputy=deputy, from_on=from_on, to_on=to_on, reason=reason.strip()
        )
        verb.record(row, after={"deputy": deputy, "from_on": from_on, "to_on": to_on})
    return row


def end_delegation(*, viewer: Viewer, delegation: Delegation) -> Delegation:
    """Take a delegation back; either side may."""
    if viewer.user not in {delegation.principal_id, delegation.deputy_id}:
        raise Forbidden("delegation.own_only")
    with act(viewer, "end_delegation") as verb:
        row = Delegation.objects.select_for_update().get(pk=delegation.pk)
        row.ended_at = clock.now()
        row.save(update_fields=["ended_at"])
        verb.record(row, after={"ended": True})
    return row


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as fault:
        raise Refusal(
            "person.weak_password", field="new", reasons="；".join(fault.messages)
        ) from None
    user.set_password(password)
    user.password_changed_at = clock.now()
