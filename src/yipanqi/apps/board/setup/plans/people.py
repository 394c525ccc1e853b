"""People: accounts with a post in a unit. Their first passwords are made here, told once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models

from yipanqi.apps.board.setup.made import FirstPassword, Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground, Plan
from yipanqi.apps.board.setup.plans.units import since
from yipanqi.apps.ledger.units.actions import add_person, appoint
from yipanqi.apps.ledger.units.models import Appointment, Unit, User
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.projects.stages import Domain
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.tables.clean import name_key
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.units.tree import Node
from yipanqi.infra.texts import label, render

ROLES = {
    **dict.fromkeys(("填报员", "填报", "联络员", "信息员", "经办人", "填报人"), Role.REPORTER),
    **dict.fromkeys(("审核员", "审核", "复核", "审核人"), Role.REVIEWER),
    **dict.fromkeys(("行业主管部门", "行业审核员", "行业主管", "行业部门"), Role.LINE),
    **dict.fromkeys(("办公室", "推进办", "领导小组办公室", "市推进办"), Role.OFFICE),
    **dict.fromkeys(("领导", "分管领导", "主要领导", "市领导"), Role.LEADER),
    **dict.fromkeys(("审计员", "审计"), Role.AUDITOR),
    **dict.fromkeys(("管理员", "系统管理员"), Role.ADMIN),
}
_DOMAIN_WORDS = {
    Domain.INFRASTRUCTURE: "基础设施 基础设施类 交通 水利 能源 城建 市政 交通水利",
    Domain.INDUSTRY: "产业 产业类 工业 制造业 农业 服务业 现代农业",
    Domain.LIVELIHOOD: "民生 民生类 社会事业 教育 卫生 公共服务",
    Domain.REAL_ESTATE: "房地产 房地产开发 商品房",
}
DOMAINS = {word: domain for domain, words in _DOMAIN_WORDS.items() for word in words.split()}
AT_ROOT = frozenset({Role.OFFICE, Role.ADMIN, Role.AUDITOR})
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike on paper


@dataclass(frozen=True, slots=True)
class NewPost:
    username: str
    name: str
    phone: str
    unit: str
    role: Role
    domains: tuple[str, ...]


def plan(ground: Ground, load: Load, rows: Sequence[ProjectRow]) -> None:
    del load
    ground.plan.heads = (
        render("setup.head_username"), render("setup.head_unit"), render("setup.head_role")
    )  # fmt: skip
    held = {
        (a.user.username, a.unit_id, a.role)
        for a in Appointment.objects.filter(to_on=None).select_related("user")
    }
    names = dict(User.objects.values_list("username", "name"))
    for row in rows:
        _line(ground, row, names, held)


def _line(
    ground: Ground, row: ProjectRow, names: dict[str, str], held: set[tuple[str, int, str]]
) -> None:
    name = (row.text(F.NAME) or "").strip()
    phone = row.text(F.PHONE) or ""
    username = (row.text(F.USERNAME) or phone).strip().lower()
    missing = [of for of, value in ((F.NAME, name), (F.UNIT, row.text(F.UNIT))) if not value]
    missing += [] if username else [F.USERNAME if F.USERNAME in row.columns else F.PHONE]
    for of in missing:
        ground.fault(row, of, "setup.cell_missing")
    if missing:
        return
    if names.setdefault(username, name) != name:
        ground.fault(row, F.USERNAME, "setup.username_taken", name=names[username])
        return
    unit = ground.unit(row.text(F.UNIT) or "", render("setup.head_unit"))
    role = ground.word(Role, row.text(F.ROLE), ROLES, render("setup.head_role"))
    domains = _domains(ground, row, role)
    seat = _seat(ground, unit, role)
    shown = (username, seat.name if seat else "", label(role) if role else "")
    known = bool(seat and role and (username, seat.pk, role.value) in held)
    ready = seat is not None and role is not None and domains is not None and not known
    new = NewPost(username, name, phone, seat.uid, role, domains) if ready else None  # type: ignore[union-attr,arg-type]
    ground.line(row, name, shown, new).is_known = known


def _seat(ground: Ground, unit: Node | None, role: Role | None) -> Node | None:
    """The office, the administrator and the auditor of a city hold their posts at its root."""
    root = ground.tree.root
    return root if unit and role in AT_ROOT and unit.parent == root.pk else unit


def _domains(ground: Ground, row: ProjectRow, role: Role | None) -> tuple[str, ...] | None:
    """Of a line department; None while a word is open."""
    if role is not Role.LINE:
        return ()
    words = [w for w in (row.text(F.DOMAIN) or "").replace("，", "、").split("、") if name_key(w)]
    topic = render("setup.head_domain")
    found = [ground.word(Domain, word, DOMAINS, topic) for word in words or [""]]
    return None if None in found else tuple(sorted({d.value for d in found if d}))


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    nodes, day = tree_on(), since(tree_on())
    opened: dict[str, User] = {}
    for line in agreed.new:
        new: NewPost = line.make
        node = nodes.by_uid[new.unit]
        user = opened.get(new.username) or User.objects.filter(username=new.username).first()
        if user is None:
            password = first_password()
            user = add_person(
                viewer=viewer, username=new.username, name=new.name, password=password,
                phone=new.phone,
            )  # fmt: skip
            opened[new.username] = user
            made.add(load, user, new.name, line.key)
            made.passwords.append(FirstPassword(node.name, new.name, new.username, password))
        post = appoint(
            viewer=viewer, user=user, unit=Unit.objects.get(pk=node.pk), role=new.role,
            from_on=day, domains=new.domains,
        )  # fmt: skip
        made.add(load, post, f"{new.name} {label(new.role)}", line.key)
    made.counts = {"accounts": len(opened), "posts": len(agreed.new)}
    return made


def first_password() -> str:
    """Twelve letters and digits in groups, easy to read from paper."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))


def take_back(row: models.Model) -> None:
    row.delete()
