"""Which project a row is about: by hidden key, code, exact name, normalised name.

A near name is only ever listed for the user to choose; it is never applied. A row whose
key, code and name point at different projects is a conflict, not a vote.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from yipanqi.core.refusal import Finding, Severity
from yipanqi.core.tables.clean import name_key, squeeze
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField

NEAR = 0.82
MOST_CANDIDATES = 5


class By(StrEnum):
    KEY = "key"
    CODE = "code"
    OWN_CODE = "own_code"
    NAME = "name"
    NORMAL_NAME = "normal_name"
    CHOSEN = "chosen"  # the user chose among candidates


@dataclass(frozen=True, slots=True)
class KnownProject:
    uid: str
    name: str
    code: str = ""
    own_code: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    row: ProjectRow
    uid: str
    by: By


@dataclass(frozen=True, slots=True)
class Unmatched:
    """``finding`` is ``row.unknown_project``, ``row.near_names``, ``row.several_projects``,
    ``row.keys_disagree`` or ``row.project_twice``; ``candidates`` are uids, best first."""

    row: ProjectRow
    finding: Finding
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Identified:
    matches: tuple[Match, ...]
    unmatched: tuple[Unmatched, ...]


class Register:
    """The projects a file may speak of (the caller passes only what the viewer may write)."""

    def __init__(self, projects: Iterable[KnownProject]) -> None:
        self.projects = tuple(projects)
        self.by_uid = {p.uid: p for p in self.projects}
        self._by_key = [(name_key(p.name), p) for p in self.projects]
        self._keys: dict[By, dict[str, set[str]]] = {by: defaultdict(set) for by in By}
        for project in self.projects:
            self._add(By.KEY, project.uid, project.uid)
            self._add(By.CODE, squeeze(project.code).upper(), project.uid)
            self._add(By.OWN_CODE, squeeze(project.own_code).upper(), project.uid)
            self._add(By.NAME, project.name.strip(), project.uid)
            self._add(By.NORMAL_NAME, name_key(project.name), project.uid)

    def _add(self, by: By, key: str, uid: str) -> None:
        if key:
            self._keys[by][key].add(uid)

    def find(self, by: By, key: str) -> set[str]:
        return self._keys[by].get(key, set())

    def near(self, name: str) -> tuple[str, ...]:
        """Uids of projects with a similar name, best first."""
        wanted = name_key(name)
        scored = []
        matcher = SequenceMatcher(None, "", wanted, autojunk=False)  # indexes ``wanted`` once
        for key, project in self._by_key:
            matcher.set_seq1(key)
            if matcher.real_quick_ratio() >= NEAR and matcher.quick_ratio() >= NEAR:
                score = matcher.ratio()
            else:
                score = 0.9 if len(wanted) >= 6 and (wanted in key or key in wanted) else 0.0
            if score >= NEAR:
                scored.append((-score, project.uid))
        return tuple(uid for _, uid in sorted(scored)[:MOST_CANDIDATES])


def identify(
    rows: Sequence[ProjectRow],
    register: Register,
    chosen: Mapping[tuple[str, int], str] | None = None,
) -> Identified:
    """``chosen`` maps (sheet, row) to the uid a user picked among candidates."""
    matches: list[Match] = []
    unmatched: list[Unmatched] = []
    for row in rows:
        picked = (chosen or {}).get((row.sheet, row.row))
        if picked is not None and picked in register.by_uid:
            matches.append(Match(row, picked, By.CHOSEN))
            continue
        found = _one(row, register)
        if isinstance(found, Match):
            matches.append(found)
        else:
            unmatched.append(found)
    kept, doubled = _without_doubles(matches)
    return Identified(tuple(kept), (*unmatched, *doubled))


def _one(row: ProjectRow, register: Register) -> Match | Unmatched:
    hits = [(by, register.find(by, key)) for by, key in _keys(row)]
    name = row.text(TableField.NAME)
    if name and not (hits and hits[-1][0] is By.NAME and hits[-1][1]):
        hits.append((By.NORMAL_NAME, register.find(By.NORMAL_NAME, name_key(name))))
    pointed = [(by, uids) for by, uids in hits if uids]
    if not pointed:
        return _nothing_found(row, register)
    by, uids = pointed[0]
    common = set.intersection(*(u for _, u in pointed))
    stated = {b for b, u in hits if not u}
    if not common or _code_denied(stated, common, register):
        return Unmatched(row, _finding("row.keys_disagree", row), tuple(sorted(uids)))
    if len(common) > 1:
        return Unmatched(row, _finding("row.several_projects", row), tuple(sorted(common)))
    return Match(row, common.pop(), by)


def _keys(row: ProjectRow) -> list[tuple[By, str]]:
    name = row.text(TableField.NAME) or ""
    keys = [
        (By.KEY, row.text(TableField.UID) or ""),
        (By.CODE, squeeze(row.text(TableField.CODE) or "").upper()),
        (By.OWN_CODE, squeeze(row.text(TableField.OWN_CODE) or "").upper()),
        (By.NAME, name.strip()),
    ]
    return [(by, key) for by, key in keys if key]


def _code_denied(silent: set[By], uids: set[str], register: Register) -> bool:
    """The row states a code nobody has while the project found by name has another one."""
    if By.KEY in silent:
        return True
    for by in (By.CODE, By.OWN_CODE):
        if by in silent and any(_code_of(register.by_uid[u], by) for u in uids):
            return True
    return False


def _code_of(project: KnownProject, by: By) -> str:
    return project.code if by is By.CODE else project.own_code


def _nothing_found(row: ProjectRow, register: Register) -> Unmatched:
    name = row.text(TableField.NAME)
    near = register.near(name) if name else ()
    if near:
        best = register.by_uid[near[0]].name
        return Unmatched(row, _finding("row.near_names", row, candidate=best), near)
    return Unmatched(row, _finding("row.unknown_project", row))


def _without_doubles(matches: list[Match]) -> tuple[list[Match], list[Unmatched]]:
    rows_of: dict[str, list[Match]] = defaultdict(list)
    for match in matches:
        rows_of[match.uid].append(match)
    kept, doubled = [], []
    for match in matches:
        same = rows_of[match.uid]
        if len(same) == 1:
            kept.append(match)
        else:
            lines = [m.row.row + 1 for m in same]
            finding = _finding("row.project_twice", match.row, rows=lines)
            doubled.append(Unmatched(match.row, finding, (match.uid,)))
    return kept, doubled


def _finding(code: str, row: ProjectRow, **params: object) -> Finding:
    name = row.text(TableField.NAME) or row.text(TableField.CODE) or ""
    where = {"sheet": row.sheet, "row": row.row + 1, "name": name}
    return Finding(code, Severity.HARD, None, {**where, **params})
