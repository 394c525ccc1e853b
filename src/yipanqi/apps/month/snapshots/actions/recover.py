"""Clear up after a crash: give half-frozen months back, remove folders nobody vouches for."""

from dataclasses import dataclass
from datetime import timedelta

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots import folders
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act

STALE = timedelta(minutes=10)  # a running freeze takes seconds


@dataclass(frozen=True, slots=True)
class Recovery:
    reopened: tuple[str, ...]  # months given back to their writers
    removed: tuple[str, ...]  # folders


def recover_freezes(*, at_start: bool = False) -> Recovery:
    """Undo interrupted freezes. ``at_start``: no other process can be freezing now."""
    viewer = Viewer.system("recover interrupted freezes")
    windows = MonthWindow.objects.filter(state=MonthWindow.State.FREEZING)
    if not at_start:
        windows = windows.filter(freezing_since__lt=clock.now() - STALE)
    reopened = []
    for month in windows.values_list("month", flat=True):
        with act(viewer, "recover_freeze") as verb:
            window = MonthWindow.objects.select_for_update().get(month=month)
            verb.record(
                window,
                before={"state": window.state},
                after={"state": MonthWindow.State.REVIEWING},
                reason=viewer.system_reason,
                month=month,
            )
            if window.state == MonthWindow.State.FREEZING:
                window.state = MonthWindow.State.REVIEWING
                window.freeze_token, window.freezing_since = "", None
                window.save()
                reopened.append(month)
    return Recovery(tuple(reopened), tuple(folders.sweep()))
