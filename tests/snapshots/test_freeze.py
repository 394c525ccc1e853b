"""Freezing a month: all or nothing, chained, verified down to the byte."""

import json

import pytest

from city import city
from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.actions import (
    accept_base,
    begin_restatement,
    freeze_month,
    recover_freezes,
)
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import (
    current_snapshot,
    snapshot_states,
    table,
    year_inputs,
)
from yipanqi.apps.month.snapshots.verify import verify_snapshots
from yipanqi.core.facts.current import TABLES
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.seal import seal_all, verify_chain

pytestmark = pytest.mark.django_db
MARCH, APRIL = Month(2024, 3), Month(2024, 4)


@pytest.fixture
def town(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    return city()


def test_a_frozen_month_holds_one_row_per_project_and_silence_stays_silence(town):
    snapshot = freeze_month(viewer=town.viewer("office"), month=MARCH)
    rows = {r["code"]: r for r in table(snapshot, "project_months")}
    assert len(rows) == len(town.project)
    silent = next(r for r in rows.values() if r["project_uid"] == str(town.project["silent"].uid))
    assert silent["report_status"] == "missing"
    assert silent["this_month"] is None
    assert silent["year_to_date"] is None
    told = next(r for r in rows.values() if r["project_uid"] == str(town.project["road"].uid))
    assert told["report_status"] == "approved"
    assert told["year_to_date"] is not None
    assert town.window["2024-03"].month == snapshot.month
    assert MonthWindow.objects.get(month="2024-03").state == MonthWindow.State.FROZEN
    assert [str(s.snapshot) for s in snapshot_states()] == ["2024-03/r1"]


def test_only_the_office_freezes(town):
    with pytest.raises(Forbidden) as refused:
        freeze_month(viewer=town.viewer("east_reviewer"), month=MARCH)
    assert refused.value.code == "freeze.office_only"
    assert not Snapshot.objects.exists()


def test_a_month_waits_for_the_month_before(town):
    with pytest.raises(Refusal) as refused:
        freeze_month(viewer=town.viewer("office"), month=APRIL)
    assert refused.value.code == "freeze.previous_open"


def test_freezing_twice_is_refused_and_repeating_a_key_is_not(town):
    office = town.viewer("office")
    first = freeze_month(viewer=office, month=MARCH, key="march")
    assert freeze_month(viewer=office, month=MARCH, key="march") == first
    with pytest.raises(Refusal) as refused:
        freeze_month(viewer=office, month=MARCH)
    assert refused.value.code == "freeze.already_frozen"


def test_the_same_facts_have_the_same_hash_and_the_chain_names_the_month_before(town):
    office = town.viewer("office")
    march = freeze_month(viewer=office, month=MARCH)
    april = freeze_month(viewer=office, month=APRIL)
    assert april.previous_hash == march.manifest_hash
    assert april.built_on == march
    assert [str(s) for s in year_inputs(APRIL)] == ["2024-03/r1", "2024-04/r1"]
    begin_restatement(viewer=office, month=APRIL, reason="复核")
    again = freeze_month(viewer=office, month=APRIL)
    assert str(again) == "2024-04/r2"
    assert again.rows_hash == april.rows_hash
    assert again.changes == []
    assert list(verify_snapshots()) == []


def test_restating_lists_the_changed_cells_and_marks_what_rests_on_it(town):
    office = town.viewer("office")
    freeze_month(viewer=office, month=MARCH)
    april = freeze_month(viewer=office, month=APRIL)
    window = begin_restatement(viewer=office, month=MARCH, reason="核减重复统计")
    assert not window.is_closed
    report = MonthReport.objects.get(project=town.project["road"], window=window)
    last = report.revisions.get(event="approved")
    last.pk, last.number = None, last.number + 1
    last.year_to_date, last.this_month = last.year_to_date - 10_000, last.this_month - 10_000
    last.save(force_insert=True)
    second = freeze_month(viewer=office, month=MARCH)
    assert second.reason == "核减重复统计"
    changed = {(c["table"], c["column"]) for c in second.changes}
    assert ("project_months", "year_to_date") in changed
    state = next(s for s in snapshot_states() if s.snapshot == april)
    assert state.rests_on_old_base
    assert current_snapshot(MARCH) == second
    accept_base(viewer=office, snapshot=april, reason="差额不影响排名")
    assert not next(s for s in snapshot_states() if s.snapshot == april).rests_on_old_base
    assert list(verify_snapshots()) == []


def test_a_restatement_needs_a_reason_and_a_frozen_month(town):
    office = town.viewer("office")
    with pytest.raises(Refusal) as refused:
        begin_restatement(viewer=office, month=MARCH, reason="  ")
    assert refused.value.code == "restate.reason_missing"
    with pytest.raises(Refusal) as refused:
        begin_restatement(viewer=office, month=MARCH, reason="更正")
    assert refused.value.code == "restate.not_frozen"


@pytest.mark.parametrize("name", [*(f"{t}.parquet" for t in TABLES), "manifest.json"])
def test_one_flipped_byte_in_any_file_is_found_and_named(town, name):
    snapshot = freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert list(verify_snapshots()) == []
    path = folders.folder_of(snapshot) / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    faults = list(verify_snapshots("2024-03"))
    assert faults
    assert {f.place for f in faults} == {"2024-03/r1"}
    if name.endswith(".parquet"):
        assert name.removesuffix(".parquet") in {f.table for f in faults}


def test_a_changed_row_in_the_database_is_found(town):
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    for changes, code in (
        ({"reason": "另一个原因"}, "verify.row_differs_from_manifest"),
        ({"rows_hash": "0" * 64}, "verify.rows_hash_differs"),
    ):
        before = Snapshot.objects.values(*changes).get()
        Snapshot.objects.update(**changes)
        assert code in {f.code for f in verify_snapshots()}
        Snapshot.objects.update(**before)
    manifest = Snapshot.objects.get().manifest
    Snapshot.objects.update(manifest=manifest | {"code_version": "9"})
    assert "verify.manifest_row_changed" in {f.code for f in verify_snapshots()}


def test_the_audit_chain_is_verified_and_a_changed_row_is_named(town):
    freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert verify_chain().unsealed > 0
    seal_all()
    report = verify_chain()
    assert report.fault is None
    assert report.unsealed == 0
    victim = AuditEntry.objects.get(verb="freeze_month")
    AuditEntry.objects.filter(pk=victim.pk).update(reason="改过")
    found = verify_chain()
    assert found.fault is not None
    assert found.fault.sequence == victim.sequence
    assert found.fault.uid == str(victim.uid)


def test_a_failed_freeze_gives_the_month_back(town, monkeypatch):
    from yipanqi.apps.month.snapshots.actions import freeze as module

    def full(*_args, **_kwargs):
        raise OSError("no space left")

    monkeypatch.setattr(module.parquet, "sync", full)
    with pytest.raises(OSError, match="no space"):
        freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert MonthWindow.objects.get(month="2024-03").state == MonthWindow.State.REVIEWING
    assert not Snapshot.objects.exists()
    assert list(folders.root().iterdir()) == []


def test_recovery_reopens_an_interrupted_freeze_and_sweeps_its_folder(town):
    MonthWindow.objects.filter(month="2024-03").update(state="freezing", freeze_token="cafe")
    (folders.root() / ".writing-cafe").mkdir()
    (folders.root() / "2024-03-r1-cafe").mkdir()
    assert folders.sweep() == []  # a freeze may be running
    found = recover_freezes(at_start=True)
    assert found.reopened == ("2024-03",)
    assert set(found.removed) == {".writing-cafe", "2024-03-r1-cafe"}
    kept = freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert recover_freezes(at_start=True).removed == ()
    assert folders.folder_of(kept).exists()


def test_the_manifest_carries_the_head_of_the_audit_chain(town):
    snapshot = freeze_month(viewer=town.viewer("office"), month=MARCH)
    chain = snapshot.manifest["audit_chain"]
    entry = AuditEntry.objects.get(sequence=chain["length"])
    assert entry.chain == chain["head"]
    on_disk = json.loads((folders.folder_of(snapshot) / "manifest.json").read_text())
    assert on_disk == snapshot.manifest


@pytest.mark.django_db(transaction=True)
def test_a_freeze_outside_any_test_transaction_is_one_view(settings, tmp_path):
    settings.YIPANQI_SNAPSHOTS = tmp_path / "snapshots"
    town = city()
    snapshot = freeze_month(viewer=town.viewer("office"), month=MARCH)
    assert snapshot.issue == 1
    assert list(verify_snapshots()) == []
    seal_all()
    assert verify_chain().fault is None
