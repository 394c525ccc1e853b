"""Who is asking: roles, grants and the units they reach.

A viewer is built once per request from today's tree and is pure from there on. Read scope
is the own subtree plus, for a line department, its own domains everywhere; write scope is
narrower and named verb by verb.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    REPORTER = "reporter"  # 填报员
    REVIEWER = "reviewer"  # 审核员
    LINE = "line"  # 行业主管部门
    OFFICE = "office"  # 领导小组办公室
    LEADER = "leader"  # 领导
    AUDITOR = "auditor"  # 审计员
    ADMIN = "admin"  # 系统管理员: keeps the system, reads no business data


@dataclass(frozen=True, slots=True)
class Grant:
    """One role held in one unit, today.

    ``units`` are the primary keys of that unit and everything under it in today's tree;
    ``domains`` limit a LINE grant to project domains, which it then sees everywhere.
    """

    role: Role
    unit: int
    units: frozenset[int]
    domains: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Viewer:
    """The asking person with all grants in force, own or delegated.

    ``whole_tree`` is True where one grant other than ADMIN sits at the root.
    ``on_behalf_of`` names the person who delegated, if the viewer acts for somebody.
    ``system_reason`` marks a job without a person; it sees everything and says why.
    """

    user: int | None
    uid: str = ""
    name: str = ""
    grants: tuple[Grant, ...] = ()
    root: int | None = None
    on_behalf_of: str = ""
    system_reason: str = ""
    _units: frozenset[int] = field(default=frozenset(), init=False, repr=False)

    def __post_init__(self) -> None:
        reached: frozenset[int] = frozenset().union(
            *(g.units for g in self.grants if g.role is not Role.ADMIN)
        )
        object.__setattr__(self, "_units", reached)

    @classmethod
    def system(cls, reason: str) -> "Viewer":
        if not reason:
            raise ValueError("a system viewer states its reason")
        return cls(user=None, name="system", system_reason=reason)

    @property
    def is_system(self) -> bool:
        return bool(self.system_reason)

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(g.role for g in self.grants)

    @property
    def units(self) -> frozenset[int]:
        """Units whose rows the viewer may read through the tree."""
        return self._units

    @property
    def domains(self) -> frozenset[str]:
        """Project domains the viewer may read everywhere as a line department."""
        lines = (g.domains for g in self.grants if g.role is Role.LINE)
        return frozenset().union(*lines)

    @property
    def whole_tree(self) -> bool:
        return self.is_system or (
            self.root is not None
            and any(g.unit == self.root and g.role is not Role.ADMIN for g in self.grants)
        )

    @property
    def is_root_office(self) -> bool:
        """The office of the whole installation; a county's office is none."""
        return self.is_system or (self.root is not None and self.root in self.posts_as(Role.OFFICE))

    def has(self, *roles: Role) -> bool:
        return self.is_system or not self.roles.isdisjoint(roles)

    def units_as(self, *roles: Role) -> frozenset[int]:
        """Units reached through one of ``roles`` (own subtree of each grant)."""
        return frozenset().union(*(g.units for g in self.grants if g.role in roles))

    def posts_as(self, *roles: Role) -> frozenset[int]:
        """The very units in which the viewer holds one of ``roles``."""
        return frozenset(g.unit for g in self.grants if g.role in roles)
