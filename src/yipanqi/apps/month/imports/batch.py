"""Workbooks without pages: a folder of a month, or one file tried out. For the command line.

A file's mapping is taken without a person only where every column is certain or remembered;
any row that would need a word from somebody refuses its whole file, and says which.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext as _

from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, tree_on
from yipanqi.apps.month.imports.access import importing_unit, is_office
from yipanqi.apps.month.imports.actions import apply_import, confirm_mapping, upload_workbook
from yipanqi.apps.month.imports.actions.apply import refuse_unready
from yipanqi.apps.month.imports.actions.mapping import refuse_open
from yipanqi.apps.month.imports.actions.upload import read_content, refuse_closed
from yipanqi.apps.month.imports.books import book_from
from yipanqi.apps.month.imports.carried import WANTED
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.plan import Plan, make_plan
from yipanqi.apps.month.imports.reading import Reading, TableChoice
from yipanqi.apps.month.imports.remarks import remarks_of_plan
from yipanqi.apps.month.imports.targets import targets_of
from yipanqi.apps.month.reporting.access import window_of
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.tables.mapping import Column, Confidence
from yipanqi.core.tables.own import own_template
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import ceilings
from yipanqi.infra.workbooks.kinds import ACCEPTED, extension
from yipanqi.infra.workbooks.remarks import Remark

SURE = frozenset((Confidence.OWN, Confidence.REMEMBERED, Confidence.CERTAIN))
UNREAD = "mapping.unknown_wording"


class Outcome(StrEnum):
    APPLIED = "applied"
    UNCHANGED = "unchanged"  # the same rows as before, or nothing differs
    REFUSED = "refused"
    READY = "ready"  # tried out only: it would be applied


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """One file. ``why`` is a sentence; ``remarks`` name every cell at fault."""

    name: str
    outcome: Outcome
    unit: str = ""
    rows: int = 0
    rows_changed: int = 0
    cells_changed: int = 0
    skipped: int = 0
    why: str = ""
    remarks: tuple[Remark, ...] = ()
    import_uid: str = ""


@dataclass(frozen=True, slots=True)
class FolderOutcome:
    files: tuple[FileOutcome, ...] = field(default=())

    def count(self, outcome: Outcome) -> int:
        return sum(f.outcome is outcome for f in self.files)

    @property
    def refused(self) -> tuple[FileOutcome, ...]:
        return tuple(f for f in self.files if f.outcome is Outcome.REFUSED)

    @property
    def cells_changed(self) -> int:
        return sum(f.cells_changed for f in self.files)


OnFile = Callable[[int, int, FileOutcome], None]


def workbooks_in(folder: Path) -> list[Path]:
    """Files of a folder and those under it, in a fixed order; what Office keeps open is none."""
    return sorted(
        path
        for path in Path(folder).rglob("*")
        if path.is_file()
        and extension(path.name) in ACCEPTED
        and not path.name.startswith(("~$", ".~", "."))
    )


def import_folder(
    viewer: Viewer,
    month: Month,
    folder: Path,
    *,
    confirm_mappings: bool = False,
    on_file: OnFile | None = None,
) -> FolderOutcome:
    """One import per file, each on its own transaction. ``confirm_mappings`` lets a stranger's
    file pass whose columns are all certain; else only our template and remembered heads do.
    """
    keep_trees()
    try:
        with clock.one_reading():
            files = tuple(_each(workbooks_in(folder), viewer, month, confirm_mappings, on_file))
    finally:
        forget_trees()
    return FolderOutcome(files)


def _each(
    paths: list[Path], viewer: Viewer, month: Month, confirm: bool, on_file: OnFile | None
) -> Iterator[FileOutcome]:
    for number, path in enumerate(paths, 1):
        outcome = import_file(viewer, month, path, confirm_mappings=confirm)
        if on_file is not None:
            on_file(number, len(paths), outcome)
        yield outcome


def import_file(
    viewer: Viewer, month: Month, path: Path, *, confirm_mappings: bool = False
) -> FileOutcome:
    """Read, check and apply one workbook, or refuse all of it."""
    tried = check_file(viewer, month, path, confirm_mappings=confirm_mappings)
    if tried.outcome is not Outcome.READY:
        return tried
    try:
        found = _bring_in(viewer, month, path)
    except Refusal as refusal:
        return FileOutcome(path.name, Outcome.REFUSED, unit=tried.unit, why=say(refusal))
    record = found.preview["record"]
    return FileOutcome(
        path.name,
        Outcome.APPLIED,
        unit=tried.unit,
        rows=record["read"],
        rows_changed=record["changed"],
        cells_changed=record["cells"],
        skipped=len(record["skipped"]),
        import_uid=str(found.uid),
    )


def _bring_in(viewer: Viewer, month: Month, path: Path) -> Import:
    content = path.read_bytes()
    unit = _unit_of_file(viewer, path, content)
    told = _("workbook “%(name)s”") % {"name": path.stem[:60]}
    found = upload_workbook(
        viewer=viewer,
        month=month,
        unit_uid=unit.uid,
        content=content,
        name=path.name,
        informant=told,
    )
    if not found.mapping.get("confirmed"):
        reading = read_content(content, path.name, month, unit)
        tables = {t.key: TableChoice(t.use, {}) for t in reading.tables}
        found = confirm_mapping(viewer=viewer, uid=found.uid, tables=tables)
    return apply_import(viewer=viewer, uid=found.uid)


def check_file(
    viewer: Viewer,
    month: Month,
    path: Path,
    *,
    unit_uid: str = "",
    confirm_mappings: bool = True,
) -> FileOutcome:
    """What an import of this file would do; nothing is written."""
    try:
        return _tried(viewer, month, path, unit_uid, confirm_mappings)
    except Refusal as refusal:
        return FileOutcome(path.name, Outcome.REFUSED, why=say(refusal))


def _tried(viewer: Viewer, month: Month, path: Path, unit_uid: str, confirm: bool) -> FileOutcome:
    if path.stat().st_size > ceilings.FILE_BYTES:
        megabytes = ceilings.FILE_BYTES // 2**20
        raise Refusal("workbook.too_large", name=path.name, megabytes=megabytes)
    content = path.read_bytes()
    refuse_closed(month)
    unit = importing_unit(viewer, unit_uid) if unit_uid else _unit_of_file(viewer, path, content)
    reading = read_content(content, path.name, month, unit)
    refuse_unsure(reading, certain_is_enough=confirm)
    refuse_open(reading)
    window = window_of(month)
    plan = make_plan(reading, targets_of(viewer, window, unit.pk))
    stored = Import(unit_id=unit.pk, window=window)
    try:
        refuse_unready(stored, plan)
    except Refusal as refusal:
        done = {"import.same_rows", "import.nothing_to_change"}
        kind = Outcome.UNCHANGED if refusal.code in done else Outcome.REFUSED
        return _outcome(path, unit, plan, kind, say(refusal))
    return _outcome(path, unit, plan, Outcome.READY, "")


def _outcome(path: Path, unit: Node, plan: Plan, kind: Outcome, why: str) -> FileOutcome:
    return FileOutcome(
        path.name,
        kind,
        unit=unit.name,
        rows=len(plan.rows),
        rows_changed=len(plan.changed) if kind is Outcome.READY else 0,
        cells_changed=plan.cells_changed if kind is Outcome.READY else 0,
        skipped=len(plan.skipped),
        why=why,
        remarks=tuple(remarks_of_plan(plan)) if kind is Outcome.REFUSED else (),
    )


def refuse_unsure(reading: Reading, *, certain_is_enough: bool) -> None:
    """Raises ``import.mapping_unsure`` naming the columns a person would have to confirm."""
    if reading.own is not None:
        return
    unsure = [
        f"{t.proposed.sheet}!{column.letters}“{column.label}”"
        for t in reading.tables
        if t.use
        for column in t.proposed.columns
        if not _is_sure(column, certain_is_enough)
    ]
    if unsure:
        raise Refusal("import.mapping_unsure", columns=unsure[:8], count=len(unsure))


def _is_sure(column: Column, certain_is_enough: bool) -> bool:
    if column.confidence is Confidence.NONE:
        return column.why != UNREAD
    if column.confidence is Confidence.AMBIGUOUS:
        return not WANTED & set(column.candidates)
    if column.confidence is Confidence.CERTAIN and not certain_is_enough:
        return False
    return column.confidence in SURE or column.field not in WANTED


def _unit_of_file(viewer: Viewer, path: Path, content: bytes) -> Node:
    """Our template says its unit; else the one named in the file's name; else the viewer's own."""
    own = own_template(book_from(content, path.name))
    tree = tree_on()
    if own is not None and own.unit in tree.by_uid:
        return importing_unit(viewer, own.unit)
    named = [n for n in tree.nodes.values() if n.name in path.stem and _reaches(viewer, n)]
    longest = max((len(n.name) for n in named), default=0)
    best = [n for n in named if len(n.name) == longest]
    if len(best) == 1:
        return best[0]
    if is_office(viewer):
        return tree.root
    posts = sorted(viewer.posts_as(Role.REPORTER))
    if len(posts) != 1:
        raise Refusal("import.unit_unclear", name=path.name)
    return tree.nodes[posts[0]]


def _reaches(viewer: Viewer, node: Node) -> bool:
    return is_office(viewer) or node.pk in viewer.units_as(Role.REPORTER)
