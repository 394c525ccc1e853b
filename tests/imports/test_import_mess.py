"""Realistic mess through the whole import: right, refused or listed; nothing lost."""

import pytest
from workbook_desk import APRIL, Desk

from city import city, make_project
from infra.workbooks import truth
from shared_data import SHARED, needs_shared
from yipanqi.apps.month.imports import actions
from yipanqi.apps.month.imports.carried import CARRIED, is_blocking
from yipanqi.apps.month.imports.models import Import
from yipanqi.apps.month.imports.queries import preview
from yipanqi.apps.month.imports.reading import TableChoice
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.core.refusal import Refusal
from yipanqi.core.tables.fields import TableField
from yipanqi.core.tables.mapping import Choice
from yipanqi.demo.mess import make_mess
from yipanqi.infra.texts import say
from yipanqi.infra.workbooks import read_workbook

SEEDS = range(12)


@pytest.fixture
def town(db):
    return city()


def registered(town, mess) -> dict[str, str]:
    """Every project of the mess enters the town's list; its code as in the file."""
    uids = {}
    for number, row in enumerate(mess.rows):
        name = str(row.values[TableField.NAME])
        code = row.values.get(TableField.CODE)
        if name not in uids:
            project = make_project(
                town,
                key=f"mess{number}",
                counting="town",
                name=name,
                approval_code=str(code or ""),
            )
            uids[name] = str(project.uid)
    return uids


def as_one_who_knows(book, mess) -> dict[str, TableChoice]:
    """The choices of a person who knows what each column means."""
    choices = {}
    for sheet, number, table in truth.numbered(truth.propose(book, APRIL).tables):
        columns = {}
        for column in table.columns:
            true = truth.true_column(mess, sheet, number, column.index)
            if true is not None and true.field is not None:
                columns[column.index] = Choice(true.field, true.unit)
            else:
                columns[column.index] = Choice(None)
        choices[f"{sheet}!{table.heads[0][0] + 1}"] = TableChoice(True, columns)
    return choices


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_right_or_refused_or_listed(town, seed):
    desk, mess = Desk(town), make_mess(seed, APRIL)
    uids = registered(town, mess)
    book = read_workbook(mess.content, mess.name)
    found = desk.upload(mess.content, name=mess.name)
    viewer = town.viewer("town_reporter")
    choices = as_one_who_knows(book, mess)
    refused = refusal_of(actions.confirm_mapping, viewer=viewer, uid=found.uid, tables=choices)
    if refused is not None:  # a table without a single figure is no month report
        assert refused.code == "import.no_figures"
        return
    found.refresh_from_db()
    shown = preview(viewer, found)
    planned = {(r.sheet, r.row): r for r in shown.plan.rows}
    for row in mess.rows:
        line = planned.pop((row.sheet, row.row))
        faults = {f for f in row.faults if is_blocking(f)}
        if faults:
            assert line.troubles, row
            continue
        if line.troubles:  # the same project twice in one file
            assert {t.finding.code for t in line.troubles} == {"row.project_twice"}
            continue
        assert line.target is not None
        assert line.target.facts.project_uid == uids[str(row.values[TableField.NAME])]
        for cell in line.changes:
            if cell.field in {f.value for f in CARRIED}:
                assert cell.after == row.values[TableField(cell.field)], (row, cell)
    assert not planned, "lines that are no project were read as one"
    apply_what_is_clear(desk, found, shown, mess, uids)


def apply_what_is_clear(desk, found, shown, mess, uids) -> None:
    out = [r.key for r in shown.plan.troubled]
    if not shown.plan.changed:
        return
    before = Import.objects.filter(state="applied").count()
    desk.apply(found, excluded=out)
    assert Import.objects.filter(state="applied").count() == before + 1
    left = {(r.sheet, r.row) for r in shown.plan.troubled}
    stands = {
        str(r.project.uid): r
        for r in MonthReport.objects.filter(window__month="2024-04").select_related("project")
    }
    for row in mess.rows:
        report = stands.get(uids[str(row.values[TableField.NAME])])
        if (row.sheet, row.row) in left or report is None:
            continue
        for of in CARRIED:
            value = row.values.get(of)
            if value is not None:
                assert getattr(report, of.value) == value, (of, row)
    with pytest.raises(Refusal, match=r"import\.(same_rows|nothing_to_change)"):
        desk.apply(_again(desk, mess, out))


def _again(desk, mess, out):
    found = desk.upload(mess.content, name=mess.name)
    choices = as_one_who_knows(read_workbook(mess.content, mess.name), mess)
    viewer = desk.town.viewer("town_reporter")
    actions.confirm_mapping(viewer=viewer, uid=found.uid, tables=choices)
    desk.settle(found, excluded=out)
    return found


def test_the_seeds_meet_what_they_should(town):
    traits = set().union(*(make_mess(seed, APRIL).traits for seed in SEEDS))
    wanted = {"two-level head", "merges lost", "category rows", "head per page", "formula"}
    assert wanted <= traits


def shared_workbooks():
    root = SHARED / "workbooks"
    return sorted(p for p in root.rglob("*") if p.is_file()) if root.is_dir() else []


@pytest.mark.parametrize("path", shared_workbooks(), ids=lambda p: p.name)
class TestSharedWorkbooks:
    pytestmark = needs_shared

    def test_previewed_or_refused_in_one_sentence(self, town, path):
        desk, content = Desk(town), path.read_bytes()
        refused = refusal_of(desk.upload, content, name=path.name)
        if refused is None:
            found = Import.objects.get()
            refused = refusal_of(desk.confirm, found)
        if refused is not None:
            words = say(refused)
            assert words.endswith("。")
            assert "%(" not in words
            return
        found.refresh_from_db()
        shown = preview(town.viewer("town_reporter"), found)
        assert shown.plan.rows or shown.plan.skipped
        assert not shown.plan.changed  # no project of the town stands in them


def refusal_of(call, *args, **named) -> Refusal | None:
    try:
        call(*args, **named)
    except Refusal as refusal:
        return refusal
    return None
