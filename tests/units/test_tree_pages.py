"""The tree on screen: as of a day, with what units were called before; who keeps it."""

from datetime import date

import pytest
from django.urls import reverse

from city import city
from yipanqi.apps.ledger.units.actions import change_unit, end_unit
from yipanqi.apps.ledger.units.actions.tree import UnitData
from yipanqi.apps.ledger.units.models import RegionCode, UnitVersion
from yipanqi.core.refusal import Conflict
from yipanqi.core.units.kinds import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return city()


@pytest.fixture
def go(client, town):
    def _go(name, *args, by="admin", post=None, **query):
        client.force_login(town.user[by])
        address = reverse(f"units:{name}", args=args)
        return client.post(address, post) if post is not None else client.get(address, query)

    return _go


def typed(town, **changes):
    return {
        "name": "白石镇",
        "short_name": "白石",
        "kind": "town",
        "parent": str(town.unit["east"].uid),
        "code": "339902102",
        "sort": "20",
        "from_on": "2024-05-01",
        "key": "u1",
    } | changes


@pytest.mark.parametrize(
    ("by", "keeps"),
    [("admin", 200), ("office", 200), ("east_reviewer", 403), ("leader", 403), ("auditor", 403)],
)
def test_all_see_the_tree_and_few_keep_it(go, town, by, keeps):
    assert "青石镇" in go("tree", by=by).content.decode()
    assert go("unit", town.unit["town"].uid, by=by).status_code == 200
    assert go("codes", by=by).status_code == 200
    assert go("add", by=by).status_code == keeps
    assert go("change", town.unit["town"].uid, by=by).status_code == keeps
    assert ("新增单位" in go("tree", by=by).content.decode()) == (keeps == 200)
    names = go("unit", town.unit["town"].uid, by=by).content.decode()
    assert ("town_reporter" in names) == (keeps == 200)


def test_a_unit_is_added_once(go, town):
    assert go("add", post=typed(town)).status_code == 302
    go("add", post=typed(town))
    version = UnitVersion.objects.get(name="白石镇")
    assert version.parent == town.unit["east"]
    assert go("unit", "01890000-0000-7000-8000-000000000000").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"name": ""}, "name", "必填"),
        ({"name": "青石镇"}, "name", "青石镇"),
        ({"code": "339902101"}, "code", "339902101"),
        ({"credit_code": "91310115MA1H8R7C6D"}, "credit_code", "信用代码"),
        ({"kind": "village"}, "kind", "village"),
    ],
)
def test_what_a_unit_refuses(go, town, changes, field, words):
    page = go("add", post=typed(town, **changes))
    assert page.status_code == 200
    assert words in str(page.context["form"].errors[field])


def test_a_renamed_unit_keeps_its_past(go, town):
    uid = town.unit["town"].uid
    form = go("change", uid).context["form"]
    values = form.initial | {"name": "青石街道", "kind": "street", "from_on": "2024-05-01"}
    values.pop("is_view")
    assert go("change", uid, post=values).status_code == 302
    before, after = go("tree", on="2024-04-30"), go("tree")
    assert "青石街道" not in str([r.node.name for r in before.context["rows"]])
    assert "青石街道" in str([r.node.name for r in after.context["rows"]])
    assert "现为青石街道" in after.content.decode()
    page = go("unit", uid).content.decode()
    assert "青石镇" in page
    assert "2024-05-01" in page
    stale = go("change", uid, post=values | {"key": "k2", "from_on": "2024-05-02"})
    assert "其他人已修改" in stale.content.decode()


def test_a_unit_is_not_offered_under_itself(go, town):
    offered = str(go("change", town.unit["east"].uid).context["form"].fields["parent"].choices)
    assert str(town.unit["town"].uid) not in offered
    assert str(town.unit["city"].uid) in offered


def test_ending_a_unit(go, town):
    east, uid = town.unit["east"].uid, town.unit["west_town"].uid
    post = {"to_on": "2024-05-05", "reason": "并入县城", "version": "1"}
    assert go("end", uid, by="leader", post=post).status_code == 403
    go("end", east, post=post)  # it has units under it
    assert UnitVersion.objects.get(unit=town.unit["east"]).to_on is None
    go("end", uid, post=post | {"reason": ""})
    assert UnitVersion.objects.get(unit=town.unit["west_town"]).to_on is None
    go("end", uid, post=post)
    assert UnitVersion.objects.get(unit=town.unit["west_town"]).to_on == date(2024, 5, 5)
    page = go("unit", uid).content.decode()
    assert "已撤销" in page
    assert "data-dialog" not in page
    assert "柳溪镇" in go("tree").content.decode()  # among what has ended


def test_verbs_of_the_tree_refuse_a_stale_reader(town):
    data = UnitData(
        name="柳溪街道", short_name="柳溪", kind=UnitKind.STREET, parent=town.unit["west"]
    )
    viewer, row = town.viewer("admin"), town.unit["west_town"]
    change_unit(viewer=viewer, row=row, unit=data, from_on=date(2024, 5, 1), expected_version=1)
    with pytest.raises(Conflict):
        end_unit(viewer=viewer, row=row, to_on=date(2024, 5, 5), reason="撤并", expected_version=1)


def test_codes_are_found_by_digits_and_by_name_old_and_new(go):
    RegionCode.objects.create(
        code="330621", name="绍兴县", valid_to=date(2013, 10, 18), successor="330603", source="x"
    )
    RegionCode.objects.create(
        code="330603", name="柯桥区", valid_from=date(2013, 10, 18), source="x"
    )
    assert [c.code for c in go("codes", q="3306").context["codes"]] == ["330603", "330621"]
    assert [c.code for c in go("codes", q="绍兴").context["codes"]] == ["330621"]
    assert "330603" in go("codes", q="绍兴").content.decode()
    assert "没有找到代码" in go("codes", q="火星").content.decode()


def test_a_day_before_the_tree_began_shows_its_first_day(go):
    page = go("tree", on="1990-01-01")
    assert page.status_code == 200
    assert page.context["day"] == date(2020, 1, 1)
    assert go("tree", on="soon").context["day"] == date(2024, 5, 5)


def test_the_tree_asks_as_often_for_many_units(go, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        go("tree")
