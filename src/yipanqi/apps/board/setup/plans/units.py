"""Units: the tree, from a list with a column for what lies above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models

from yipanqi.apps.board.setup.made import Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground, Line, Plan, row_key
from yipanqi.apps.ledger.units.actions import add_unit
from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.ledger.units.models import Unit, UnitVersion
from yipanqi.apps.ledger.units.queries import forget_trees, tree_on
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.clean import name_key
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.units.kinds import UnitKind
from yipanqi.core.units.tree import Tree
from yipanqi.infra.texts import label, render

_K = UnitKind
WORDS = {
    **dict.fromkeys(("市辖区", "区", "城区"), _K.DISTRICT),
    "县": _K.COUNTY,
    "县级市": _K.COUNTY_CITY,
    **dict.fromkeys(("功能区", "新区", "管委会"), _K.FUNCTIONAL_ZONE),
    **dict.fromkeys(("开发区", "园区", "高新区", "经开区", "产业园区"), _K.DEVELOPMENT_ZONE),
    **dict.fromkeys(("镇", "乡", "乡镇"), _K.TOWN),
    **dict.fromkeys(("街道", "街道办事处"), _K.STREET),
    **dict.fromkeys(
        (
            "部门",
            "市直部门",
            "市级部门",
            "市直单位",
            "区县部门",
            "县级部门",
            "局",
            "委办局",
            "国企",
        ),
        _K.DEPARTMENT,
    ),
    **dict.fromkeys(("办公室", "领导小组办公室"), _K.OFFICE),
    **dict.fromkeys(("工作组", "小组", "组"), _K.GROUP),
    "专班": _K.TASK_FORCE,
}
_ENDINGS = (
    ("开发区", _K.DEVELOPMENT_ZONE), ("高新区", _K.DEVELOPMENT_ZONE), ("园区", _K.DEVELOPMENT_ZONE),
    ("新区", _K.FUNCTIONAL_ZONE), ("管委会", _K.FUNCTIONAL_ZONE), ("街道", _K.STREET),
    ("街道办事处", _K.STREET), ("人民政府", _K.TOWN), ("镇", _K.TOWN), ("乡", _K.TOWN),
    ("县", _K.COUNTY), ("区", _K.DISTRICT), ("市", _K.COUNTY_CITY), ("专班", _K.TASK_FORCE),
    ("工作组", _K.GROUP),
)  # fmt: skip
ROOT, OF_FILE = "root", "file:"


@dataclass(frozen=True, slots=True)
class NewUnit:
    """``parent`` is a unit's uid, or ``file:`` and the key of another line."""

    name: str
    short_name: str
    kind: UnitKind
    code: str
    parent: str


def plan(ground: Ground, load: Load, rows: Sequence[ProjectRow]) -> None:
    del load
    ground.plan.heads = (
        render("setup.head_unit_kind"), render("setup.head_parent"), render("setup.head_short")
    )  # fmt: skip
    named = [row for row in rows if row.text(F.NAME)]
    for row in rows:
        if not row.text(F.NAME):
            ground.fault(row, F.NAME, "setup.cell_missing")
    in_file = _by_name(named)
    for row in named:
        _line(ground, row, in_file)
    _refuse_circles(ground)


def _by_name(rows: Sequence[ProjectRow]) -> dict[str, list[ProjectRow]]:
    found: dict[str, list[ProjectRow]] = {}
    for row in rows:
        for of in {name_key(row.text(F.NAME) or ""), name_key(row.text(F.SHORT_NAME) or "")} - {""}:
            found.setdefault(of, []).append(row)
    return found


def _line(ground: Ground, row: ProjectRow, in_file: dict[str, list[ProjectRow]]) -> None:
    name = (row.text(F.NAME) or "").strip()
    kind = _kind(ground, row, name)
    parent = _parent(ground, row, in_file)
    if len(name) > 80:
        ground.fault(row, F.NAME, "setup.too_long", limit=80)
        return
    short = (row.text(F.SHORT_NAME) or name)[:20]
    above = _shown_parent(ground, parent, in_file)
    shown = (label(kind) if kind else "", above, short)
    known = _known(ground, name, parent)
    ready = kind is not None and parent is not None and not known
    new = NewUnit(name, short, kind, row.text(F.CODE) or "", parent) if ready else None  # type: ignore[arg-type]
    ground.line(row, name, shown, new).is_known = known


def _kind(ground: Ground, row: ProjectRow, name: str) -> UnitKind | None:
    written = row.text(F.UNIT_KIND)
    if written:
        return ground.word(UnitKind, written, WORDS, render("setup.head_unit_kind"))
    ends = [(end, kind) for end, kind in _ENDINGS if name.endswith(end)]
    end, kind = max(ends, key=lambda pair: len(pair[0])) if ends else ("", UnitKind.DEPARTMENT)
    text = render("setup.ask_ending", {"ending": end or "…"})
    options = [(k.value, label(k)) for k in UnitKind]
    answer = ground.ask(f"ending:{end}", text, options, proposed=kind.value)
    return UnitKind(answer) if answer else None


def _parent(ground: Ground, row: ProjectRow, in_file: dict[str, list[ProjectRow]]) -> str | None:
    written = row.text(F.PARENT)
    if not written:
        return ground.tree.root.uid
    found = ground.names.find(written)
    if len(found) == 1:
        return found[0].uid
    others = [r for r in in_file.get(name_key(written), []) if r is not row]
    if not found and len(others) == 1:
        return OF_FILE + row_key(others[0])
    near = [*found, *ground.names.near(written)]
    options = [(n.uid, ground.place(n)) for n in near]
    options += [(OF_FILE + row_key(r), f"{r.text(F.NAME)}（{row_key(r)}）") for r in others]
    options += [(n.uid, ground.place(n)) for _, n in ground.tree.walk() if n not in near]
    words = {"topic": render("setup.head_parent"), "word": written, "inside": ""}
    return ground.ask(f"parent:{name_key(written)}", render("setup.ask_unit", words), options)


def _shown_parent(ground: Ground, parent: str | None, in_file: dict[str, list[ProjectRow]]) -> str:
    if parent is None:
        return ""
    if not parent.startswith(OF_FILE):
        return ground.tree.by_uid[parent].short_name
    key = parent.removeprefix(OF_FILE)
    rows = [r for same in in_file.values() for r in same if row_key(r) == key]
    return (rows[0].text(F.NAME) or "") if rows else ""


def _known(ground: Ground, name: str, parent: str | None) -> bool:
    """The tree has it already, at the same place, or is it."""
    wanted, tree = name_key(name), ground.tree
    if name_key(tree.root.name) == wanted:
        return True
    for node in tree.nodes.values():
        if name_key(node.name) == wanted and node.parent is not None:
            above = tree.nodes[node.parent]
            if parent in {None, above.uid} or str(parent).startswith(OF_FILE):
                return True
    return False


def _refuse_circles(ground: Ground) -> None:
    above = {line.key: line.make.parent for line in ground.plan.new}
    for line in list(ground.plan.new):
        seen, at = {line.key}, str(above[line.key])
        while at.startswith(OF_FILE) and (key := at.removeprefix(OF_FILE)) in above:
            if key in seen:
                raise Refusal("setup.parent_circle", name=line.name, row=line.row + 1)
            seen.add(key)
            at = str(above[key])


def since(tree: Tree) -> date:
    """From when the tree is known: the root's first day."""
    first = UnitVersion.objects.filter(unit=tree.root.pk).order_by("from_on").first()
    if first is None:
        raise Refusal("setup.no_city")
    return first.from_on


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    tree, waiting = tree_on(), list(agreed.new)
    from_on = since(tree)
    known = {n.uid: Unit.objects.get(pk=n.pk) for n in tree.nodes.values()}
    keys = {line.key for line in agreed.new}
    sort = max((n.sort for n in tree.nodes.values()), default=0)
    while waiting:
        ready = [line for line in waiting if _place(line, known, keys, tree) in known]
        if not ready:
            raise Refusal("setup.parent_circle", name=waiting[0].name, row=waiting[0].row + 1)
        for line in ready:
            new: NewUnit = line.make
            sort += 1
            data = UnitData(
                name=new.name, short_name=new.short_name, kind=new.kind, code=new.code,
                parent=known[_place(line, known, keys, tree)], sort=sort,
            )  # fmt: skip
            row = add_unit(viewer=viewer, unit=data, from_on=from_on)
            known[OF_FILE + line.key] = row
            made.add(load, row, new.name, line.key)
        waiting = [line for line in waiting if line not in ready]
    made.counts = {"units": len(made.rows)}
    return made


def _place(line: Line, known: dict[str, Unit], keys: set[str], tree: Tree) -> str:
    """Where it hangs: under a unit of the tree, a line of this file, or a line that turned
    out to be in the tree already.
    """
    parent: str = line.make.parent
    if not parent.startswith(OF_FILE) or parent in known:
        return parent
    return parent if parent.removeprefix(OF_FILE) in keys else tree.root.uid


def take_back(row: models.Model) -> None:
    if isinstance(row, Unit):
        UnitVersion.objects.filter(unit=row).delete()
    row.delete()
    forget_trees()
