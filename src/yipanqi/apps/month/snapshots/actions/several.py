"""Several past months frozen in their order: one order, one job; the first refusal ends it."""

from collections.abc import Mapping

from yipanqi.apps.month.snapshots.access import check_office
from yipanqi.apps.month.snapshots.actions.orders import last_job
from yipanqi.apps.month.snapshots.queries import open_windows
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.jobs import enqueue
from yipanqi.infra.models import Job
from yipanqi.infra.verbs import act, check_version

SEVERAL = "freeze_months"


def order_freezes(
    *,
    viewer: Viewer,
    until: Month,
    versions: Mapping[str, int] | None = None,
    key: str | None = None,
) -> Job:
    """Every open month up to and with ``until``, oldest first; each is audited as ordered.

    ``versions``: what the person saw, by month; a month that moved on since, or that was not
    seen at all, refuses the whole order. Raises ``freeze.nothing_open``.
    """
    check_office(viewer)
    with act(viewer, "order_freezes", key=key) as verb:
        if verb.repeated and (earlier := last_job(SEVERAL, str(until))):
            return earlier
        windows = open_windows(until, lock=True)
        if not windows:
            raise Refusal("freeze.nothing_open", month=until)
        for window in windows:
            if versions is not None:
                check_version(window, versions.get(window.month, 0))
            verb.record(window, after={"ordered": True}, month=window.value)
        return enqueue(
            SEVERAL,
            str(until),
            requested_by=viewer.uid,
            months=[window.month for window in windows],
            on_behalf_of=viewer.on_behalf_of,
        )
