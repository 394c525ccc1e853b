"""The past of the city: frozen, scored and published by the office's own verbs."""

import pytest
from django.core.management import call_command

from yipanqi.apps.publishing.models import Publication
from yipanqi.apps.reporting.models import MonthWindow
from yipanqi.apps.scoring.models import ScoreSheet
from yipanqi.apps.snapshots.models import Snapshot
from yipanqi.apps.snapshots.queries import table
from yipanqi.apps.snapshots.verify import verify_snapshots
from yipanqi.demo import build
from yipanqi.demo.folders import wipe_folders
from yipanqi.demo.instants import months
from yipanqi.infra.seal import verify_chain

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module", autouse=True)
def frozen(django_db_setup, django_db_blocker):
    """Built once for the module, committed as a freeze must be, and cleared away after it."""
    told = []
    try:
        with django_db_blocker.unblock():
            build(lambda done, total, what: told.append((done, total, what)))
        yield told
    finally:
        with django_db_blocker.unblock():
            call_command("flush", interactive=False, verbosity=0)
            wipe_folders()


def test_progress_is_told_in_order(frozen):
    assert [done for done, _total, _what in frozen] == sorted(d for d, _t, _w in frozen)
    assert frozen[-1][:2] == (100, 100)


def test_fifteen_months_are_published_and_april_is_not():
    closed = MonthWindow.objects.filter(state="published").values_list("month", flat=True)
    assert list(closed) == [str(month) for month in months()[:-1]]
    assert MonthWindow.objects.get(month="2024-04").state == "reviewing"
    assert Snapshot.objects.count() == 15
    assert Publication.objects.filter(state="final").count() == 15


def test_what_is_frozen_holds():
    assert list(verify_snapshots()) == []
    assert verify_chain().fault is None


def test_a_month_knows_nothing_of_later_months():
    march = Snapshot.objects.get(month="2024-03")
    for row in table(march, "project_months"):
        assert row["list_version"] in {None, "2024/1"}
        for name in ("actual_start_on", "enrolled_on", "completed_on", "commissioned_on"):
            assert row[name] is None or row[name].isoformat() <= "2024-03-31"
    first = Snapshot.objects.get(month="2023-01")
    assert len(table(first, "project_months")) < len(table(march, "project_months"))


def test_six_counties_are_ranked_and_places_change():
    sheets = ScoreSheet.objects.filter(scheme__key="city_2024").order_by("month")
    assert sheets.count() == 15
    orders = set()
    for sheet in sheets:
        ranks = sheet.ranks.filter(league="counties").order_by("rank")
        assert ranks.count() == 6
        assert all(line.total is not None for line in ranks)
        orders.add(tuple(line.unit_name for line in ranks))
    assert len(orders) > 4
    zones = sheets.last().ranks.filter(league="zones").values_list("unit_name", flat=True)
    assert "绍兴滨海新区" in zones
