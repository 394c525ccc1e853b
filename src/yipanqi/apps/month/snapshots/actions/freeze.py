"""Freeze a month (封账).

Two transactions. The first closes the month for every writer: whoever was inside has
finished, whoever comes later is refused. The second reads one consistent view, writes the
files beside, makes them durable, moves them into place and inserts the Snapshot row, which
is the truth. A crash anywhere leaves the month as it was, or frozen; ``recover`` clears up.
"""

import secrets
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

import yipanqi
from yipanqi.apps.month.reporting.facts import opening_projects
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.access import check_office
from yipanqi.apps.month.snapshots.changes import changes_between
from yipanqi.apps.month.snapshots.gather import Columns, gather
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import current_snapshot
from yipanqi.core.facts.current import TABLES, VERSION
from yipanqi.core.frozen import manifest as manifests
from yipanqi.core.frozen.canonical import digest_columns
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, parquet
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.models import Installation
from yipanqi.infra.seal import seal_all
from yipanqi.infra.verbs import act, check_version


def freeze_month(
    *,
    viewer: Viewer,
    month: Month,
    expected_version: int | None = None,
    key: str | None = None,
    frozen_at: datetime | None = None,
) -> Snapshot:
    """Freeze ``month`` and return its snapshot; the office's verb.

    ``frozen_at`` (default: now) is the instant of knowledge, set by the builder of a
    demonstration city only. Raises ``freeze.already_frozen``, ``freeze.previous_open``,
    ``freeze.under_way``, ``freeze.interrupted``.
    """
    check_office(viewer)
    token = _close(viewer, month, expected_version, key)
    if token is None:
        return current_snapshot(month)
    try:
        seal_all()
        return _write(viewer, month, token, frozen_at)
    except BaseException:
        _reopen(month, token)
        raise


def _close(
    viewer: Viewer, month: Month, expected_version: int | None, key: str | None
) -> str | None:
    """Close the month for writers; returns the token, or None for a repeated call."""
    with act(viewer, "begin_freeze", key=key) as verb:
        if verb.repeated:
            return None
        window = _locked(month)
        check_version(window, expected_version)
        if window.state == MonthWindow.State.FREEZING:
            raise Conflict("freeze.under_way", month=month)
        if window.is_closed:
            raise Refusal("freeze.already_frozen", month=month)
        before = MonthWindow.objects.filter(month__lt=str(month)).order_by("-month").first()
        if before is not None and not before.is_closed:
            raise Refusal("freeze.previous_open", month=month, previous=before.value)
        was = window.state
        window.state = MonthWindow.State.FREEZING
        window.freeze_token = secrets.token_hex(8)
        window.freezing_since = clock.now()
        window.save()
        verb.record(window, before={"state": was}, after={"state": window.state}, month=month)
    failpoint("freeze.closed")
    return window.freeze_token


def _locked(month: Month) -> MonthWindow:
    window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
    if window is None:
        raise Missing("month.no_window", month=month)
    return window


def _reopen(month: Month, token: str) -> None:
    """Give the month back to its writers after a freeze that failed."""
    MonthWindow.objects.filter(
        month=str(month), freeze_token=token, state=MonthWindow.State.FREEZING
    ).update(state=MonthWindow.State.REVIEWING, freeze_token="", freezing_since=None)


def _write(viewer: Viewer, month: Month, token: str, frozen_at: datetime | None) -> Snapshot:
    aside = folders.root() / f"{folders.ASIDE}{token}"
    try:
        with transaction.atomic(durable=True):
            _one_view()
            window = _locked(month)
            if window.freeze_token != token:
                raise Conflict("freeze.interrupted", month=month)
            known_at = (frozen_at or clock.now()).astimezone(UTC)
            base = _base_of(month)
            columns = gather(window, known_at, base)
            digests = {n: digest_columns(TABLES[n], c) for n, c in columns.items()}
            _write_tables(aside, columns)
            snapshot = _snapshot(viewer, window, known_at, base, digests)
            snapshot.changes = changes_between(snapshot.supersedes, columns)
            snapshot.manifest = _manifest(snapshot, aside, columns, digests)
            snapshot.manifest_hash = manifests.manifest_hash(snapshot.manifest)
            _move_into_place(snapshot, aside)
            failpoint("freeze.moved")
            _keep(viewer, window, snapshot)
            failpoint("freeze.inserted")
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    failpoint("freeze.committed")
    return snapshot


def _one_view() -> None:
    """One consistent view for all reads: SQLite's immediate transaction is one already.

    The level can only be set before a transaction's first query; a test that wraps the
    freeze in a transaction of its own has savepoints here.
    """
    if connection.vendor == "postgresql" and not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _base_of(month: Month) -> Snapshot | None:
    """The revision of the month before, on which this month's figures rest."""
    return Snapshot.objects.filter(month=str(month.previous)).order_by("-revision").first()


def _snapshot(
    viewer: Viewer,
    window: MonthWindow,
    known_at: datetime,
    base: Snapshot | None,
    digests: dict[str, str],
) -> Snapshot:
    earlier = Snapshot.objects.filter(month=window.month).order_by("-revision").first()
    last = Snapshot.objects.order_by("-issue").first()
    revision = earlier.revision + 1 if earlier else 1
    return Snapshot(
        window=window,
        month=window.month,
        revision=revision,
        issue=(Snapshot.objects.aggregate(top=Max("issue"))["top"] or 0) + 1,
        rows_hash=manifests.rows_hash(digests),
        previous_hash=last.manifest_hash if last else manifests.GENESIS,
        folder=f"{window.month}-r{revision}-{window.freeze_token}",
        frozen_at=known_at,
        frozen_on=clock.business_today(),
        frozen_by_id=viewer.user,
        reason=window.restating_reason,
        supersedes=earlier,
        built_on=base,
    )


def _write_tables(aside: Path, columns: dict[str, Columns]) -> None:
    aside.mkdir()
    for name, table in TABLES.items():
        parquet.write(aside / f"{name}.parquet", table, columns[name])
        failpoint(f"freeze.wrote.{name}")


def _manifest(
    snapshot: Snapshot, aside: Path, columns: dict[str, Columns], digests: dict[str, str]
) -> dict[str, Any]:
    home = Installation.objects.get(pk=1)
    before = snapshot.supersedes
    base = snapshot.built_on
    opening = opening_projects(snapshot.window)
    marked = {"opening": {"rows": len(opening), "projects": opening}} if opening else {}
    return marked | {
        "format": manifests.FORMAT,
        "facts": f"v{VERSION}",
        "month": snapshot.month,
        "revision": snapshot.revision,
        "issue": snapshot.issue,
        "tables": {
            name: {
                "file": f"{name}.parquet",
                "file_sha256": parquet.file_digest(aside / f"{name}.parquet"),
                "rows": len(columns[name]["month"]),
                "rows_sha256": digests[name],
            }
            for name in TABLES
        },
        "rows_hash": snapshot.rows_hash,
        "previous_manifest": snapshot.previous_hash,
        "supersedes": before.manifest_hash if before else None,
        "built_on": {"revision": str(base), "manifest": base.manifest_hash} if base else None,
        "audit_chain": {"length": home.chain_length, "head": home.chain_head},
        "frozen_at": snapshot.frozen_at.isoformat(),
        "frozen_on": snapshot.frozen_on.isoformat(),
        "reason": snapshot.reason,
        "changed_cells": len(snapshot.changes),
        "code_version": yipanqi.__version__,
    }


def _move_into_place(snapshot: Snapshot, aside: Path) -> None:
    from yipanqi.core.audit import canonical

    target = folders.folder_of(snapshot)
    file = aside / "manifest.json"
    file.write_bytes(canonical(snapshot.manifest))
    parquet.sync(file)
    parquet.sync(aside)
    failpoint("freeze.durable")
    aside.rename(target)
    parquet.sync(target.parent)


def _keep(viewer: Viewer, window: MonthWindow, snapshot: Snapshot) -> None:
    with act(viewer, "freeze_month") as verb:
        snapshot.save(force_insert=True)
        window.state = MonthWindow.State.FROZEN
        window.freeze_token, window.freezing_since = "", None
        window.restating_reason = ""
        window.version += 1
        window.save()
        verb.record(
            snapshot,
            after={
                "revision": str(snapshot),
                "rows_hash": snapshot.rows_hash,
                "manifest_hash": snapshot.manifest_hash,
            },
            reason=snapshot.reason,
            month=snapshot.month,
        )
