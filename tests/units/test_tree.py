"""The tree of units: dated names, codes and places; nothing deleted, no cycle."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from city import SINCE, city
from yipanqi.apps.ledger.units import actions
from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.ledger.units.models import RegionCode, UnitVersion
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.units.kinds import UnitKind
from yipanqi.core.units.tree import Node, Tree

MAY = date(2024, 5, 1)


@pytest.fixture
def town(db):
    return city()


def new_town(town, **changes):
    values = {"name": "白岭镇", "short_name": "白岭", "kind": UnitKind.TOWN}
    return UnitData(**values | {"parent": town.unit["east"], "code": "339902102"} | changes)


def test_a_unit_is_added_from_a_day_on(town):
    row = actions.add_unit(viewer=town.viewer("admin"), unit=new_town(town), from_on=MAY)
    assert row.pk in tree_on(MAY).under(town.unit["east"].pk)
    assert row.pk not in tree_on(date(2024, 4, 30)).nodes


def test_only_those_who_keep_the_tree_change_it(town):
    for name in ("leader", "auditor", "east_reviewer", "east_reporter", "line"):
        with pytest.raises(Forbidden):
            actions.add_unit(viewer=town.viewer(name), unit=new_town(town), from_on=MAY)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "青石镇"}, "unit.name_taken"),
        ({"name": " "}, "unit.name_missing"),
        ({"code": "339902101"}, "unit.code_taken"),
        ({"credit_code": "91350100M000100Y4A"}, "code.uscc_check"),
    ],
)
def test_a_unit_is_refused_by_rule(town, changes, code):
    unit = new_town(town, **changes)
    with pytest.raises(Refusal) as refused:
        actions.add_unit(viewer=town.viewer("admin"), unit=unit, from_on=MAY)
    assert refused.value.code == code


def test_a_region_code_must_be_valid_on_the_day(town):
    RegionCode.objects.create(
        code="339922", name="旧县", valid_from=SINCE, valid_to=date(2023, 1, 1), source="演示"
    )
    unit = new_town(
        town, name="新县", kind=UnitKind.COUNTY, parent=town.unit["city"], code="339922"
    )
    with pytest.raises(Refusal) as refused:
        actions.add_unit(viewer=town.viewer("admin"), unit=unit, from_on=MAY)
    assert refused.value.code == "unit.code_unknown"


def test_a_renamed_unit_keeps_its_past_and_its_identity(town):
    row = town.unit["west"]
    open_version = UnitVersion.objects.get(unit=row, to_on=None)
    changed = UnitData(
        name="西河区", short_name="西河", kind=UnitKind.DISTRICT, parent=town.unit["city"]
    )
    actions.change_unit(viewer=town.viewer("office"), row=row, unit=changed, from_on=MAY)
    assert tree_on(date(2024, 4, 30)).nodes[row.pk].name == "西河县"
    assert tree_on(MAY).nodes[row.pk].name == "西河区"
    assert UnitVersion.objects.get(pk=open_version.pk).to_on == MAY
    with pytest.raises(Refusal) as refused:
        actions.change_unit(viewer=town.viewer("office"), row=row, unit=changed, from_on=MAY)
    assert refused.value.code == "unit.change_before_last"


def test_a_unit_can_t_move_under_itself_and_can_t_end_above_others(town):
    east = town.unit["east"]
    data = UnitData(
        name="东山区", short_name="东山", kind=UnitKind.DISTRICT, parent=town.unit["town"]
    )
    with pytest.raises(Refusal) as refused:
        actions.change_unit(viewer=town.viewer("admin"), row=east, unit=data, from_on=MAY)
    assert refused.value.code == "unit.under_itself"
    with pytest.raises(Refusal) as refused:
        actions.end_unit(viewer=town.viewer("admin"), row=east, to_on=MAY, reason="撤并")
    assert refused.value.code == "unit.has_children"
    actions.end_unit(
        viewer=town.viewer("admin"), row=town.unit["town"], to_on=MAY, reason="撤镇设街道"
    )
    assert town.unit["town"].pk not in tree_on(MAY).nodes


def test_the_city_date_is_set_by_the_administrator_only(town):
    with pytest.raises(Forbidden):
        actions.set_business_date(viewer=town.viewer("office"), day=MAY, reason="演示")
    home = actions.set_business_date(viewer=town.viewer("admin"), day=MAY, reason="演示")
    assert home.business_date == MAY


def node(pk, parent, **changes):
    return replace(Node(pk, f"u{pk}", f"单位{pk}", f"单{pk}", "town", parent), **changes)


@given(st.lists(st.integers(0, 11), max_size=12))
def test_every_unit_lies_under_the_root_and_paths_are_closed(parents):
    """Law: ``under`` and ``above`` say the same, whatever the shape of the tree."""
    nodes = [node(0, None)] + [node(i + 1, min(p, i)) for i, p in enumerate(parents)]
    tree = Tree.of(nodes)
    assert tree.under(0) == frozenset(tree.nodes)
    for pk in tree.nodes:
        for above in tree.above(pk):
            assert pk in tree.under(above.pk)
    assert len(list(tree.walk())) == len(nodes)


@pytest.mark.parametrize(
    ("nodes", "code"),
    [
        ([], "tree.no_single_root"),
        ([node(1, None), node(2, None)], "tree.no_single_root"),
        ([node(1, None), node(2, 9)], "tree.unknown_parent"),
        ([node(1, None), node(2, 3), node(3, 2)], "tree.cycle"),
    ],
)
def test_a_tree_that_is_none_is_refused(nodes, code):
    with pytest.raises(Refusal) as refused:
        Tree.of(nodes)
    assert refused.value.code == code
