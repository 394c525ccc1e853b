"""Found a real, empty city: its root, its office, two first accounts, its first month."""

from dataclasses import dataclass, replace
from datetime import date

from yipanqi.apps.board.setup.made import FirstPassword
from yipanqi.apps.board.setup.plans.people import first_password
from yipanqi.apps.ledger.units.actions import add_person, add_unit, appoint
from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.ledger.units.models import Unit, User
from yipanqi.apps.month.reporting.actions import open_month
from yipanqi.apps.month.reporting.months import proposed
from yipanqi.apps.results.scoring.actions import seed_schemes
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.kinds import TERRITORIAL, UnitKind
from yipanqi.infra.models import Installation
from yipanqi.infra.verbs import act

YEARS_BACK = 2  # so far a past month can lie before the first one


@dataclass(frozen=True, slots=True)
class FoundingAccount:
    username: str
    name: str


def found_city(
    *,
    viewer: Viewer,
    name: str,
    kind: UnitKind,
    code: str,
    office: str,
    administrator: FoundingAccount,
    office_account: FoundingAccount,
    first_month: Month,
    short_name: str = "",
) -> list[FirstPassword]:
    """Everything of it in one transaction, without any demonstration data.

    Raises ``setup.city_exists``, ``setup.root_kind`` and what the verbs refuse.
    """
    if kind not in TERRITORIAL:
        raise Refusal("setup.root_kind", field="kind")
    with act(viewer, "found_city") as verb:
        if Unit.objects.exists() or User.objects.exists():
            raise Refusal("setup.city_exists")
        home, _ = Installation.objects.update_or_create(
            pk=1, defaults={"title": name[:60], "is_demo": False, "business_date": None}
        )
        since = date(first_month.year - YEARS_BACK, 1, 1)
        city = UnitData(
            name=name, short_name=short_name or name[:20], kind=kind, parent=None, code=code, sort=1
        )
        root = add_unit(viewer=viewer, unit=city, from_on=since)
        desk = UnitData(
            name=office, short_name=office[:20], kind=UnitKind.OFFICE, parent=root, sort=2
        )
        add_unit(viewer=viewer, unit=desk, from_on=since)
        post = _Post(root, since, Role.ADMIN)
        told = [
            _account(viewer, post, administrator, name),
            _account(viewer, replace(post, role=Role.OFFICE), office_account, office),
        ]
        open_month(viewer=viewer, schedule=proposed(first_month, "full"))
        seed_schemes(viewer=viewer)
        verb.record(home, after={"name": name, "first_month": first_month, "kind": kind})
    return told


@dataclass(frozen=True, slots=True)
class _Post:
    unit: Unit
    since: date
    role: Role


def _account(viewer: Viewer, post: _Post, who: FoundingAccount, unit: str) -> FirstPassword:
    password = first_password()
    user = add_person(viewer=viewer, username=who.username, name=who.name, password=password)
    appoint(viewer=viewer, user=user, unit=post.unit, role=post.role, from_on=post.since)
    return FirstPassword(unit, user.name, user.username, password)
