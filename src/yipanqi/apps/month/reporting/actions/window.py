"""The month's window: open it, and say that its review has begun."""

from yipanqi.apps.month.reporting.access import require_office
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.reporting.windows import MonthSchedule, WindowState, check_window_move
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import act, check_version

DATES = ("opens_on", "cut_off_on", "due_on", "reviewed_by_on", "freeze_on", "publish_on")


def open_month(
    *, viewer: Viewer, schedule: MonthSchedule, note: str = "", key: str | None = None
) -> MonthWindow:
    """Open a month with its dates. Raises ``report.month_opened_already``."""
    require_office(viewer)
    month = schedule.month
    with act(viewer, "open_month", key=key) as verb:
        if verb.repeated:
            return MonthWindow.objects.get(uid=verb.subject_uid)
        if MonthWindow.objects.filter(month=str(month)).exists():
            raise Refusal("report.month_opened_already", month=month)
        dates = {name: getattr(schedule, name) for name in DATES}
        window = MonthWindow.objects.create(month=str(month), note=note.strip()[:200], **dates)
        verb.record(window, after=dates | {"note": window.note}, month=month)
    return window


def set_review_state(
    *,
    viewer: Viewer,
    month: Month,
    state: WindowState,
    reason: str = "",
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthWindow:
    """Between open and reviewing, both ways. Late reports still come in while in review.

    Raises ``window.move_not_allowed``; freezing is a verb of its own.
    """
    require_office(viewer)
    with act(viewer, "set_review_state", key=key) as verb:
        window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
        if window is None:
            raise Missing("report.month_not_found", month=month)
        if verb.repeated:
            return window
        check_version(window, expected_version)
        if window.is_closed or state not in {WindowState.OPEN, WindowState.REVIEWING}:
            raise Refusal("report.month_frozen", month=month)
        check_window_move(month, WindowState(window.state), state)
        before = {"state": window.state}
        window.state = state.value
        window.version += 1
        window.save(update_fields=["state", "version"])
        verb.record(
            window, before=before, after={"state": window.state}, reason=reason, month=month
        )
    return window


def change_dates(
    *,
    viewer: Viewer,
    schedule: MonthSchedule,
    reason: str,
    note: str | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthWindow:
    """Move a month's dates while it still takes reports.

    Timeliness is judged on the due date that stands at the freeze. Raises
    ``report.month_frozen``, ``report.dates_reason_missing``, ``report.dates_unchanged``.
    """
    require_office(viewer)
    month = schedule.month
    if not reason.strip():
        raise Refusal("report.dates_reason_missing", field="reason")
    with act(viewer, "change_dates", key=key) as verb:
        window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
        if window is None:
            raise Missing("report.month_not_found", month=month)
        if verb.repeated:
            return window
        if window.is_closed:
            raise Refusal("report.month_frozen", month=month)
        check_version(window, expected_version)
        names = (*DATES, "note")
        before = {name: getattr(window, name) for name in names}
        after = {name: getattr(schedule, name) for name in DATES}
        after["note"] = window.note if note is None else note.strip()[:200]
        if after == before:
            raise Refusal("report.dates_unchanged")
        for name, value in after.items():
            setattr(window, name, value)
        window.version += 1
        window.save(update_fields=[*names, "version"])
        verb.record(window, before=before, after=after, reason=reason.strip(), month=month)
    return window
