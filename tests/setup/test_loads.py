"""One table at a time: what is asked, what is refused, what is remembered, what is taken back."""

import json
from datetime import date

import pytest

from setup.desk import APRIL, Desk, found, who
from setup.stranger import people_table, projects, projects_table, units_table
from shared_data import SHARED
from yipanqi.apps.board.setup import actions
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.stored import reading_of
from yipanqi.apps.ledger.projects.actions import amend_project
from yipanqi.apps.ledger.projects.models import AnnualList, Project
from yipanqi.apps.ledger.units.actions import add_alias, end_alias
from yipanqi.apps.ledger.units.models import Unit, UnitAlias, User
from yipanqi.apps.ledger.units.names import unit_names
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.tables.mapping import Confidence
from yipanqi.demo.mess.opening import Head, opening_table
from yipanqi.infra import clock, evidence
from yipanqi.infra.models import AuditEntry, EvidenceFile
from yipanqi.infra.texts import say

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def place(settings, tmp_path):
    settings.MEDIA_ROOT = settings.YIPANQI_EVIDENCE = tmp_path / "evidence"
    with clock.at(date(2024, 5, 5)):
        found()
        yield


def test_a_city_is_founded_once():
    with pytest.raises(Refusal) as refused:
        found()
    assert refused.value.code == "setup.city_exists"
    assert Unit.objects.count() == 2


def test_a_shared_name_is_asked_and_never_guessed():
    Desk().brought_in("units", units_table(1))
    office = who("bangongshi")
    for unit in ("东山区", "西河县"):
        root = next(n for n in tree_on().nodes.values() if n.name == unit)
        add_alias(
            viewer=office,
            unit=Unit.objects.get(pk=root.pk),
            name=f"{unit}城关",
            from_on=date(2024, 1, 1),
        )
    heads = [Head("name", ("单位名称",)), Head("kind", ("类别",)), Head("parent", ("上级单位",))]
    rows = [
        {"name": "城南街道", "kind": "街道", "parent": "东山区"},
        {"name": "城南街道", "kind": "街道", "parent": "西河县"},
    ]
    Desk().brought_in("units", opening_table(2, "街道名单", heads, rows))
    listed = [projects(1)[0] | {"lead": "城南街道", "county": "城南街道", "name": "道路"}]
    desk = Desk()
    load = desk.uploaded("projects", projects_table(3, listed))
    desk.confirmed(load, office)
    plan = desk.plan(load)
    assert any("有几个单位叫这个名称" in ask.text for ask in plan.open_asks)
    assert plan.new == []
    assert len(unit_names().find("城南街道", within=unit_names().find("西河县")[0].pk)) == 1


def test_an_answer_becomes_a_name_that_is_known_next_time():
    Desk().brought_in("units", units_table(1))
    desk = Desk({"市交通": "市交通运输局"})
    desk.brought_in("people", people_table(2))
    assert any("市交通" in text for text in desk.asked)
    alias = UnitAlias.objects.get()
    assert (alias.name, alias.from_on) == ("市交通", date(2024, 5, 5))
    assert unit_names().find("市交通")[0].name == "市交通运输局"
    assert unit_names(date(2024, 5, 4)).find("市交通") == ()
    with clock.at(date(2024, 6, 1)):
        end_alias(viewer=who("guanliyuan"), alias=alias, to_on=date(2024, 6, 1))
        assert unit_names().find("市交通") == ()


def test_an_alias_takes_no_official_name_and_no_second_unit():
    Desk().brought_in("units", units_table(1))
    east, west = (Unit.objects.get(pk=unit_names().find(n)[0].pk) for n in ("东山区", "西河县"))
    office, day = who("bangongshi"), date(2024, 1, 1)
    for unit, name, code in (
        (east, "西河县", "alias.is_a_name"),
        (east, "片区", ""),
        (west, "片区", "alias.taken"),
        (east, " ", "alias.missing"),
    ):
        if not code:
            add_alias(viewer=office, unit=unit, name=name, from_on=day)
            continue
        with pytest.raises(Refusal) as refused:
            add_alias(viewer=office, unit=unit, name=name, from_on=day)
        assert refused.value.code == code


def test_a_confirmed_head_is_remembered():
    Desk().brought_in("units", units_table(5))
    again = Desk().uploaded("units", units_table(5))
    columns = reading_of(again).tables[0].proposed.columns
    assert {c.confidence for c in columns if c.field} == {Confidence.REMEMBERED}


def test_a_refused_cell_is_named_and_keeps_everything_out():
    Desk().brought_in("units", units_table(1))
    listed = projects(4)
    listed[1]["plan"] = "约2亿元"
    listed[2]["m3"] = 1
    desk = Desk({"投资类型": "政府投资", "项目级别": "市级"})
    load = desk.uploaded("projects", projects_table(4, listed))
    office = who("bangongshi")
    desk.confirmed(load, office)
    actions.settle_load(
        viewer=office,
        uid=load.uid,
        answers={a.key: desk.answer(a) for a in desk.plan(load).open_asks},
    )
    plan = desk.plan(load)
    told = {f.finding.code: f for f in plan.faults}
    assert set(told) == {"cell.approximate", "setup.months_differ"}
    assert "2亿" in told["cell.approximate"].value
    assert all("!" in f.address for f in plan.faults)
    with pytest.raises(Refusal) as refused:
        actions.apply_load(viewer=office, uid=load.uid)
    assert refused.value.code == "setup.still_open"
    assert not Project.objects.unscoped("test").exists()
    excluded = [f.key for f in plan.faults]
    actions.settle_load(viewer=office, uid=load.uid, answers={}, excluded=excluded)
    done, _ = actions.apply_load(viewer=office, uid=load.uid, seen=desk.plan(load).digest)
    assert Project.objects.unscoped("test").count() == 2
    assert len(done.record["excluded"]) == 2


def test_a_load_is_taken_back_while_nothing_builds_on_it():
    units, _ = Desk().brought_in("units", units_table(1))
    truth = {
        "投资类型": "政府投资",
        "项目级别": "市级",
        "市交通": "市交通运输局",
        "前期工作": "前期",
    }
    listed, _ = Desk(truth).brought_in("projects", projects_table(2, projects(12)))
    admin, office = who("guanliyuan"), who("bangongshi")
    with pytest.raises(Refusal) as refused:
        actions.undo_load(viewer=admin, uid=units.uid, reason="传错了文件")
    assert refused.value.code == "setup.built_on"
    assert len(tree_on().nodes) == 11
    actions.undo_load(viewer=office, uid=listed.uid, reason="传错了文件")
    assert not Project.objects.unscoped("test").exists()
    assert not AnnualList.objects.exists()
    actions.undo_load(viewer=admin, uid=units.uid, reason="传错了文件")
    assert len(tree_on().nodes) == 2
    assert Load.objects.get(pk=units.pk).state == "undone"
    undone = AuditEntry.objects.filter(verb="undo_load", reason="传错了文件")
    assert undone.count() == 2
    for entry in undone:
        kept = EvidenceFile.objects.get(sha256=entry.values["before.kept"])
        content = b"".join(evidence.response(kept).streaming_content)
        removed = [row["model"] for row in json.loads(content)]
        assert len(removed) >= len(entry.values["before.rows"]), "children, too"
    assert "units.unitversion" in removed
    with pytest.raises(Conflict):
        actions.undo_load(viewer=admin, uid=units.uid, reason="再来一次")
    Desk().brought_in("units", units_table(1))
    assert len(tree_on().nodes) == 11


def test_nothing_is_taken_back_once_somebody_has_worked_on_it():
    Desk().brought_in("units", units_table(1))
    truth = {
        "投资类型": "政府投资",
        "项目级别": "市级",
        "市交通": "市交通运输局",
        "前期工作": "前期",
    }
    load, _ = Desk(truth).brought_in("projects", projects_table(2, projects(12)))
    office = who("bangongshi")
    project = Project.objects.unscoped("test").order_by("pk")[0]
    amend_project(viewer=office, project=project, changes={"place": "东港路"}, reason="补登地址")
    with pytest.raises(Refusal) as refused:
        actions.undo_load(viewer=office, uid=load.uid, reason="传错了文件")
    assert refused.value.code == "setup.worked_on"
    assert Project.objects.unscoped("test").count() == 12


def test_people_who_have_signed_in_are_not_taken_back():
    Desk().brought_in("units", units_table(1))
    load, told = Desk({"市交通": "市交通运输局"}).brought_in("people", people_table(2))
    assert len({p.password for p in told}) == len(told)
    user = User.objects.get(username="qingshi")
    assert user.must_change_password
    assert user.check_password(next(p.password for p in told if p.username == "qingshi"))
    user.last_login = clock.now()
    user.save()
    with pytest.raises(Refusal) as refused:
        actions.undo_load(viewer=who("guanliyuan"), uid=load.uid, reason="名单有误")
    assert refused.value.code == "setup.signed_in"
    assert User.objects.filter(username="liuxi").exists()


def test_the_office_loads_no_people_and_the_administrator_no_projects():
    with pytest.raises(Forbidden):
        Desk().uploaded("people", people_table(1), by="bangongshi")
    with pytest.raises(Forbidden):
        Desk().uploaded("projects", projects_table(1, projects(2)), by="guanliyuan")


LEDGERS = SHARED / "workbooks" / "ledgers"


@pytest.mark.shared
@pytest.mark.skipif(not LEDGERS.is_dir(), reason="no ledgers beside the project")
def test_ledgers_of_others_are_previewed_or_refused_in_one_sentence():
    """Nothing is lost: a table is shown with every column, or one sentence says why not."""
    outcomes = {}
    for path in sorted(LEDGERS.rglob("*")):
        if not path.is_file():
            continue
        try:
            load = actions.upload_table(
                viewer=who("bangongshi"), kind="projects", month=APRIL,
                content=path.read_bytes(), name=path.name,
            )  # fmt: skip
        except Refusal as refusal:
            outcomes[path.name] = say(refusal)
        else:
            outcomes[path.name] = [len(t.proposed.columns) for t in reading_of(load).tables]
    assert outcomes
    for said in outcomes.values():
        assert said
        assert "。" in said if isinstance(said, str) else all(said)


def test_the_page_names_the_column_that_is_missing_and_the_head_not_recognised(client):
    """A stranger words 总投资 as 总盘子: said before the confirming, its own unit stands ready."""
    Desk().brought_in("units", units_table(1))
    heads = [
        Head("name", ("项目名称",)),
        Head("county", ("所属区县",)),
        Head("total", ("总盘子（万元）",)),
        Head("plan", ("2024年计划投资（万元）",)),
    ]
    row = {"county": "东山区", "total": 100, "plan": 20}
    rows = [row | {"name": f"东山{n}号工程"} for n in (1, 2)]
    load = Desk().uploaded("projects", opening_table(2, "项目盘子", heads, rows))
    user = User.objects.get(username="bangongshi")
    user.must_change_password = False
    user.save()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/setup/table/{load.uid}/columns/")
    text = page.content.decode()
    assert "还没有一列对应“总投资”" in text
    assert "1 列的表头没有认出" in text
    assert "各列均已识别" not in text
    assert "演示城市日期" not in text
    column = next(c for t in page.context["tables"] for c in t.columns if "总盘子" in c.label)
    assert (column.field, column.unit, column.is_unknown) == ("", "万元", True)
