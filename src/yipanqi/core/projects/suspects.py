"""Which registered projects may be one project entered twice, or one cut into parts.

Rules of suspicion, never of judgement: a person looks and says. Sources are the checks an
office makes by hand when it opens a year's list: one approval code on two lines, the same owner
in the same town under nearly the same name, 一期 and 二期 side by side from one owner, and names
that say themselves that they are many (打包, 等12个项目).
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import combinations, pairwise

from yipanqi.core.projects.identity import ALIKE, likeness, normalised

OWNERS_ALIKE = 600  # per mille, where owner and town are the same
_ALIKE = int(ALIKE * 1000)
_DIGITS = re.compile(r"\d+")
_PARTS = re.compile(r"第?\d+(?:期|标段|标|号|批|阶段)|[A-Z东西南北中]区?(?=地块|标段)")
_MANY = re.compile(r"打包|项目包|项目群|等\d+个|等若干|等一批|一批|系列项目|多个项目")
COMMON = 60  # a pair of letters that stands in more names than this tells nothing


class SuspicionKind(StrEnum):
    SAME_CODE = "same_code"  # one approval code on two projects
    DOUBLE = "double"  # the same project under nearly the same name
    SPLIT = "split"  # one project registered in parts
    PACKAGE = "package"  # a package that is registered as one project


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a project. ``district`` and ``town`` are ids of units."""

    key: int
    name: str
    district: int
    town: int
    approval_code: str = ""
    owner_code: str = ""
    owner_name: str = ""
    is_package: bool = False
    package: int | None = None
    town_name: str = ""  # as names begin with it: 店口


@dataclass(frozen=True, slots=True)
class Suspected:
    """``other`` None: the project by itself. ``alike`` in per mille."""

    kind: SuspicionKind
    key: int
    other: int | None
    alike: int = 1000


def same_owner(one: Profile, other: Profile) -> bool:
    if one.owner_code and other.owner_code:
        return one.owner_code == other.owner_code
    first, second = normalised(one.owner_name), normalised(other.owner_name)
    return bool(first) and first == second


@lru_cache(maxsize=65_536)
def whole_name(name: str) -> str:
    """The name without what tells parts apart: 一期, 2号, A地块."""
    return _DIGITS.sub("", _PARTS.sub("", normalised(name)))


def says_many(name: str) -> bool:
    """Whether the name itself says that it stands for several projects."""
    return bool(_MANY.search(normalised(name)) or _MANY.search(name))


def compared(one: Profile, other: Profile) -> Suspected | None:
    """The gravest suspicion between two projects, if any. A package and its own part, and two
    parts of one package, are none.
    """
    if _of_one_package(one, other):
        return None
    if one.approval_code and one.approval_code == other.approval_code:
        return Suspected(SuspicionKind.SAME_CODE, one.key, other.key)
    if one.district != other.district or _of_two_towns(one, other):
        return None
    owner = one.town == other.town and same_owner(one, other)
    alike = int(likeness(one.name, other.name) * 1000)
    if alike >= (OWNERS_ALIKE if owner else _ALIKE):
        return Suspected(SuspicionKind.DOUBLE, one.key, other.key, alike)
    if owner and _parts_of_one(one.name, other.name):
        return Suspected(SuspicionKind.SPLIT, one.key, other.key, alike)
    return None


def _of_one_package(one: Profile, other: Profile) -> bool:
    if one.package is not None and one.package == other.package:
        return True
    return one.package == other.key or other.package == one.key


def _of_two_towns(one: Profile, other: Profile) -> bool:
    """Each bears the name of its own town: a school in every town is no double."""
    return (
        one.town != other.town
        and bool(one.town_name and other.town_name)
        and one.town_name in one.name
        and other.town_name in other.name
    )


def _parts_of_one(one: str, other: str) -> bool:
    whole = whole_name(one)
    return bool(whole) and whole == whole_name(other) and normalised(one) != normalised(other)


def alone(one: Profile) -> Suspected | None:
    if says_many(one.name) and not one.is_package and one.package is None:
        return Suspected(SuspicionKind.PACKAGE, one.key, None)
    return None


def suspicions(one: Profile, others: Iterable[Profile]) -> list[Suspected]:
    """Of one project at its entry: against all others, gravest first."""
    found = [alone(one), *(compared(one, other) for other in others if other.key != one.key)]
    order = list(SuspicionKind)
    kept = [s for s in found if s is not None]
    return sorted(kept, key=lambda s: (order.index(s.kind), -s.alike))


def all_suspicions(profiles: Sequence[Profile]) -> list[Suspected]:
    """Of a whole register. Only projects that share something rare are compared: a code, an
    owner in a town, or a pair of neighbouring letters few names of the district have.
    """
    by_key = {p.key: p for p in profiles}
    found = [s for p in profiles if (s := alone(p)) is not None]
    for first, second in sorted(set(_candidates(profiles))):
        suspected = compared(by_key[first], by_key[second])
        if suspected is not None:
            found.append(suspected)
    return found


def _candidates(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for p in profiles:
        if p.approval_code:
            groups["code", p.approval_code].append(p.key)
        if p.owner_code or p.owner_name:
            owner = p.owner_code or normalised(p.owner_name)
            groups["owner", p.town, owner].append(p.key)
        groups["whole", p.district, whole_name(p.name)].append(p.key)
    for keys in groups.values():
        if len(keys) <= COMMON:
            yield from combinations(sorted(keys), 2)
    yield from _by_rare_letters(profiles)


def _by_rare_letters(profiles: Sequence[Profile]) -> Iterator[tuple[int, int]]:
    """Pairs of names that share at least half of the shorter one's rare letter pairs."""
    districts: dict[int, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    for p in profiles:
        letters = frozenset("".join(pair) for pair in pairwise(normalised(p.name)))
        districts[p.district].append((p.key, letters))
    for names in districts.values():
        holders: dict[str, list[int]] = defaultdict(list)
        for key, letters in names:
            for letter in letters:
                holders[letter].append(key)
        shared: Counter[tuple[int, int]] = Counter()
        for keys in holders.values():
            if 1 < len(keys) <= COMMON:
                shared.update(combinations(sorted(keys), 2))
        rare = {
            key: sum(1 for letter in letters if len(holders[letter]) <= COMMON)
            for key, letters in names
        }
        for (first, second), count in shared.items():
            if count * 2 >= min(rare[first], rare[second]):
                yield first, second
