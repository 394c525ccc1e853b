"""Reads of frozen months."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from yipanqi.apps.month.reporting.models import MonthReport, MonthWindow
from yipanqi.apps.month.snapshots import folders
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing
from yipanqi.infra import clock
from yipanqi.infra.models import Job


@dataclass(frozen=True, slots=True)
class SnapshotState:
    """A snapshot and whether its ground has moved since."""

    snapshot: Snapshot
    is_current: bool  # no later revision of the same month
    rests_on_old_base: bool


def current_snapshot(month: Month) -> Snapshot:
    """The latest revision of a month; raises ``snapshot.none``."""
    found = Snapshot.objects.filter(month=str(month)).order_by("-revision").first()
    if found is None:
        raise Missing("snapshot.none", month=month)
    return found


def snapshot_by_uid(uid: str) -> Snapshot:
    found = Snapshot.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("snapshot.not_found")
    return found


def snapshot_states() -> list[SnapshotState]:
    """All snapshots, newest issue first. Two queries."""
    rows = list(Snapshot.objects.select_related("built_on", "frozen_by").order_by("-issue"))
    superseded = {r.supersedes_id for r in rows if r.supersedes_id}
    return [
        SnapshotState(
            snapshot=row,
            is_current=row.pk not in superseded,
            rests_on_old_base=row.built_on_id in superseded and not row.base_accepted_reason,
        )
        for row in rows
    ]


def year_inputs(month: Month) -> list[Snapshot]:
    """Current revisions from January to ``month``, in order: what a score of the month reads."""
    wanted = [str(m) for m in month.year_to_date()]
    found: dict[str, Snapshot] = {}
    for row in Snapshot.objects.filter(month__in=wanted).order_by("month", "revision"):
        found[row.month] = row
    return [found[m] for m in wanted if m in found]


def table(snapshot: Snapshot, name: str) -> list[dict[str, Any]]:
    """Rows of one frozen table; none of a table that its version did not have."""
    columns = folders.columns(snapshot, name)
    names = list(columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def default_month() -> Month | None:
    """The newest month whose window has opened by the city's today."""
    rows = MonthWindow.objects.filter(opens_on__lte=clock.business_today())
    newest = rows.order_by("-month").first()
    return newest.value if newest else None


def snapshots_of(month: Month) -> list[Snapshot]:
    """Revisions of one month, newest first."""
    rows = Snapshot.objects.filter(month=str(month)).select_related("frozen_by", "built_on")
    return list(rows.order_by("-revision"))


def window_for(month: Month) -> MonthWindow:
    """Raises ``month.no_window``."""
    found = MonthWindow.objects.filter(month=str(month)).first()
    if found is None:
        raise Missing("month.no_window", month=month)
    return found


def open_before(month: Month) -> Month | None:
    """The month before, where it must be frozen first."""
    before = MonthWindow.objects.filter(month__lt=str(month)).order_by("-month").first()
    return before.value if before is not None and not before.is_closed else None


def open_windows(until: Month, *, lock: bool = False) -> list[MonthWindow]:
    """Months not frozen yet, up to and with ``until``, oldest first."""
    rows = MonthWindow.objects.filter(month__lte=str(until)).order_by("month")
    return [w for w in (rows.select_for_update() if lock else rows) if not w.is_closed]


@dataclass(frozen=True, slots=True)
class OpenMonth:
    """A month that could be frozen, and how its reports stand."""

    window: MonthWindow
    approved: int
    waiting: int  # handed in, not through their review
    others: int


def open_months(until: Month) -> list[OpenMonth]:
    """Two queries, whatever the number of months."""
    windows = open_windows(until)
    rows = MonthReport.objects.unscoped("of whole months, for the office's order to freeze")
    counts = {
        (month, state): n
        for month, state, n in rows.filter(window__in=windows)
        .values_list("window__month", "state")
        .annotate(n=Count("pk"))
    }
    state = MonthReport.State
    found = []
    for window in windows:
        mine = {s: n for (month, s), n in counts.items() if month == window.month}
        approved, waiting = mine.pop(state.APPROVED, 0), mine.pop(state.SUBMITTED, 0)
        found.append(OpenMonth(window, approved, waiting, sum(mine.values())))
    return found


def job_by_uid(uid: str, *names: str) -> Job:
    """A job of one of these kinds; raises ``job.not_found``."""
    found = Job.objects.filter(uid=uid, name__in=names).first()
    if found is None:
        raise Missing("job.not_found")
    return found
