"""Region codes with their days: renames and renumberings are kept."""

from datetime import date

import pytest

from city import city
from shared_data import SHARED
from yipanqi.apps.ledger.units.actions import load_region_codes
from yipanqi.apps.ledger.units.models import RegionCode
from yipanqi.cli.codes import revisions_in, shaoxing_successions
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db
LISTS = {
    "201210": [("330602", "越城区"), ("330621", "绍兴县"), ("330682", "上虞市")],
    "201410": [("330602", "越城区"), ("330603", "柯桥区"), ("330604", "上虞区")],
}


def test_codes_are_loaded_with_their_days_and_what_became_of_them():
    town = city()
    count = load_region_codes(
        viewer=town.viewer("admin"),
        revisions=LISTS,
        source="演示",
        successions=shaoxing_successions(),
    )
    assert count == 5
    old = RegionCode.objects.get(code="330621")
    assert (old.valid_from, old.valid_to, old.successor) == (None, date(2014, 10, 1), "330603")
    assert RegionCode.objects.get(code="330682").successor == "330604"
    assert RegionCode.objects.get(code="330602").valid_to is None
    load_region_codes(viewer=town.viewer("admin"), revisions=LISTS, source="演示")
    assert RegionCode.objects.count() == 5
    assert AuditEntry.objects.filter(verb="load_region_codes").count() == 2


def test_only_the_administrator_loads_codes_and_an_empty_list_is_refused():
    town = city()
    with pytest.raises(Forbidden):
        load_region_codes(viewer=town.viewer("office"), revisions=LISTS, source="演示")
    with pytest.raises(Refusal) as refused:
        load_region_codes(viewer=town.viewer("admin"), revisions={}, source="演示")
    assert refused.value.code == "region.empty"


@pytest.mark.shared
@pytest.mark.skipif(
    not (SHARED / "codes").is_dir(), reason="published code lists are not beside the project"
)
def test_the_published_revisions_load_and_keep_shaoxing_s_history():
    town = city()
    revisions = revisions_in(SHARED / "codes")
    load_region_codes(
        viewer=town.viewer("admin"),
        revisions=revisions,
        source="GB/T 2260",
        successions=shaoxing_successions(),
    )
    county = RegionCode.objects.get(code="330621")
    assert county.name == "绍兴县"
    assert county.valid_to == date(2014, 10, 1)
    assert RegionCode.objects.get(code="330603").name == "柯桥区"
