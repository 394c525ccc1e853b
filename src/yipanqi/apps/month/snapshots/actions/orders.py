"""Order long work: the order is audited, and its job exists exactly when the order was kept."""

from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.apps.month.snapshots.access import check_office
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.jobs import enqueue
from yipanqi.infra.models import Installation, Job
from yipanqi.infra.verbs import act, check_version

FREEZE, VERIFY = "freeze_month", "verify_frozen_months"


def order_freeze(
    *,
    viewer: Viewer,
    month: Month,
    expected_version: int | None = None,
    key: str | None = None,
) -> Job:
    """Have ``month`` frozen by the worker; the one live job of the month."""
    check_office(viewer)
    with act(viewer, "order_freeze", key=key) as verb:
        window = MonthWindow.objects.select_for_update().filter(month=str(month)).first()
        if window is None:
            raise Missing("month.no_window", month=month)
        if not verb.repeated:
            check_version(window, expected_version)
            verb.record(window, after={"ordered": True}, month=month)
        elif earlier := last_job(FREEZE, str(month)):
            return earlier
        return enqueue(
            FREEZE,
            str(month),
            requested_by=viewer.uid,
            month=str(month),
            on_behalf_of=viewer.on_behalf_of,
            version=window.version,
        )


def order_verification(*, viewer: Viewer, key: str | None = None) -> Job:
    """Have all frozen months and the audit chain recomputed; for those who see everything."""
    if not viewer.whole_tree or not viewer.has(Role.OFFICE, Role.LEADER, Role.AUDITOR):
        raise Forbidden("freeze.page_only")
    with act(viewer, "order_verification", key=key) as verb:
        if not verb.repeated:
            verb.record(Installation.objects.get(pk=1), after={"ordered": True})
        elif earlier := last_job(VERIFY, "all"):
            return earlier
        return enqueue(VERIFY, "all", requested_by=viewer.uid)


def last_job(name: str, key: str) -> Job | None:
    return Job.objects.filter(name=name, key=key).order_by("-id").first()
