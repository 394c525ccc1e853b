"""Months frozen under version 1 of the facts are read, verified, restated and scored."""

from datetime import UTC, date, datetime

import pytest

from city import city
from promises import Promises
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.actions import begin_restatement, freeze_month
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.month.snapshots.verify import verify_snapshots
from yipanqi.apps.promises.commitments.facts import commitment_rows
from yipanqi.core.audit import canonical
from yipanqi.core.facts import v1, v2
from yipanqi.core.facts.current import TABLES, VERSION, tables_of
from yipanqi.core.frozen import manifest as manifests
from yipanqi.core.month import Month
from yipanqi.core.scheme import evaluate, load
from yipanqi.infra import clock
from yipanqi.infra.score import duck

MARCH, APRIL = Month(2024, 3), Month(2024, 4)
SCHEME = """
[scheme]
key = "kept"
title = "交办事项按期办结"
version = "1"
unit = "分"
rounding = "half_up"
in_force_from = 2024-01-01
[total]
full = "none"
places = 2
rank_on = "rounded"
ties = "competition"
[defaults]
null = "zero"
[[leagues]]
key = "all"
title = "单位"
where = "level = 1 AND NOT is_view"
[[measures]]
key = "closed_on_time"
title = "按期销号的交办事项（件）"
from = "commitments"
by = "lead_unit_uid"
where = "state = 'closed' AND NOT is_late"
aggregate = "count"
[[criteria]]
key = "kept"
title = "按期办结"
primitive = "count"
value = "closed_on_time"
each = 2
floor = 0
cap = 10
places = 2
"""


def as_version_1(snapshot: Snapshot) -> None:
    """The month as the version before would have written it: its tables, its manifest."""
    for name in v2.ADDED:
        folders.table_file(snapshot, name).unlink()
    kept = {n: t for n, t in snapshot.manifest["tables"].items() if n in v1.TABLES}
    snapshot.rows_hash = manifests.rows_hash({n: t["rows_sha256"] for n, t in kept.items()})
    snapshot.manifest |= {"facts": "v1", "tables": kept, "rows_hash": snapshot.rows_hash}
    snapshot.manifest_hash = manifests.manifest_hash(snapshot.manifest)
    file = folders.folder_of(snapshot) / "manifest.json"
    file.write_bytes(canonical(snapshot.manifest))
    snapshot.save()


@pytest.fixture
def town(settings, tmp_path, db):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def test_version_2_adds_tables_and_changes_none():
    assert VERSION == 2
    assert tables_of("v1") == v1.TABLES
    assert {name: TABLES[name] for name in v1.TABLES} == dict(v1.TABLES)
    assert set(TABLES) - set(v1.TABLES) == {
        "commitments", "figures", "project_shares", "service_requests", "livelihood_items",
    }  # fmt: skip


def test_an_old_month_is_intact_and_silent_about_what_it_never_kept(town):
    march = freeze_month(viewer=town.viewer("office"), month=MARCH)
    as_version_1(march)
    april = freeze_month(viewer=town.viewer("office"), month=APRIL)
    assert list(verify_snapshots()) == []
    assert march.manifest["facts"] == "v1"
    assert april.manifest["facts"] == "v2"
    assert table(march, "commitments") == []
    assert len(table(march, "project_months")) == len(town.project)
    assert table(april, "project_months")[0]["previous_year_to_date"] is not None


def test_a_restated_old_month_lists_changes_of_its_own_tables_only(town):
    office = town.viewer("office")
    as_version_1(freeze_month(viewer=office, month=MARCH))
    begin_restatement(viewer=office, month=MARCH, reason="复核")
    again = freeze_month(viewer=office, month=MARCH)
    assert again.changes == []
    assert list(verify_snapshots()) == []


def test_a_missing_new_table_is_a_fault_and_an_unknown_version_too(town):
    march = freeze_month(viewer=town.viewer("office"), month=MARCH)
    folders.table_file(march, "commitments").unlink()
    assert ("verify.table_missing", "commitments") in {
        (f.code, f.table) for f in verify_snapshots()
    }
    march.manifest = march.manifest | {"facts": "v99"}
    march.save()
    assert "verify.facts_unknown" in {f.code for f in verify_snapshots()}


def test_old_and_new_months_are_scored_together_by_a_scheme_of_promises(town):
    office = town.viewer("office")
    march = freeze_month(viewer=office, month=MARCH)
    as_version_1(march)
    promises = Promises(town)
    with clock.at(date(2024, 4, 8)):
        kept = promises.assigned(due_on=date(2024, 4, 20))
    promises.done(kept, on=date(2024, 4, 18))
    promises.act("close_out", kept, "east_reviewer", date(2024, 4, 22))
    april = freeze_month(viewer=office, month=APRIL)
    scheme = load(SCHEME)
    found = [folders.folder_of(s) for s in (march, april)]
    ids = [str(march), str(april)]
    facts = {n: [r for s in (march, april) for r in table(s, n)] for n in TABLES}
    sheet = duck.score(scheme, found, APRIL, ids)
    assert sheet == evaluate(scheme, facts, APRIL, ids)
    points = {c.unit_uid: c.points for c in sheet.cells}
    assert points[str(town.unit["east"].uid)] == 2
    assert sum(points.values()) == 2


def test_a_promise_is_frozen_as_it_stood_on_the_months_last_day(town):
    promises = Promises(town)
    with clock.at(date(2024, 4, 8)):
        row = promises.assigned(due_on=date(2024, 4, 25))
    promises.act("ask_extension", row, "town_reporter", date(2024, 4, 24),
                 new_due_on=date(2024, 5, 20), reason="汛期")  # fmt: skip
    promises.act("grant_extension", row, "east_reviewer", date(2024, 5, 6))
    promises.done(row, on=date(2024, 5, 8))
    promises.act("close_out", row, "east_reviewer", date(2024, 5, 9))
    assert list(commitment_rows(MARCH, clock.now())) == []
    (april,) = commitment_rows(APRIL, clock.now())
    assert (april["state"], april["due_on"], april["done_on"]) == ("open", date(2024, 4, 25), None)
    assert april["is_late"]
    assert april["extensions"] == 0
    (may,) = commitment_rows(Month(2024, 5), clock.now())
    assert (may["state"], may["due_on"]) == ("closed", date(2024, 5, 20))
    assert may["is_late"], "granted after the date: late it stays"
    assert may["extensions"] == 1
    assert list(commitment_rows(APRIL, datetime(2024, 1, 1, tzinfo=UTC))) == []
