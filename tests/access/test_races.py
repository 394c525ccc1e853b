"""Two at the same moment: one wins, the other is told so, nothing is half done.

Real threads on real connections; on PostgreSQL rows are locked, on SQLite the writer is.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from access.place import FIGURES, WORDS, picture
from city import WAN, City, city
from yipanqi.apps.month.reporting import actions
from yipanqi.apps.month.reporting.models import MonthReport, ReportPhoto, ReportRevision
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.infra.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
APRIL = Month(2024, 4)
AT_ONCE = 4


@pytest.fixture
def town() -> City:
    return city()


def together(*calls: Callable[[], Any]) -> list[Any]:
    """What each returned or refused with, all let go at the same moment."""
    gate = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        gate.wait()
        try:
            return call()
        except Refusal as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls))


def won(results: list[Any]) -> list[Any]:
    return [found for found in results if not isinstance(found, Exception)]


def saved(town: City, **more: Any) -> MonthReport:
    return actions.save_report(
        viewer=town.viewer("town_reporter"),
        month=APRIL,
        project_uid=town.project["plant"].uid,
        values=more.pop("values", FIGURES),
        explanations=WORDS,
        **more,
    )


def submitted(town: City) -> MonthReport:
    saved(town)
    return actions.submit_report(
        viewer=town.viewer("town_reporter"), month=APRIL, project_uid=town.project["plant"].uid
    )


def test_two_who_approve_at_once_approve_once(town):
    report = submitted(town)
    viewer = town.viewer("office")
    results = together(
        *[
            lambda: actions.approve_report(
                viewer=viewer, report_uid=report.uid, remark="好", expected_version=report.version
            )
        ]
        * AT_ONCE
    )
    assert len(won(results)) == 1
    assert ReportRevision.objects.filter(report=report, event="approved").count() == 1


def test_approving_and_sending_back_at_once_leave_one_of_the_two(town):
    report = submitted(town)
    viewer = town.viewer("office")
    common = {"viewer": viewer, "report_uid": report.uid, "expected_version": report.version}
    results = together(
        lambda: actions.approve_report(remark="好", **common),
        lambda: actions.return_report(reasons={"this_month": "与凭证不符。"}, **common),
    )
    assert len(won(results)) == 1
    report.refresh_from_db()
    assert report.state == won(results)[0].state
    assert report.version == won(results)[0].version


def test_two_saves_of_one_version_never_overwrite_each_other(town):
    first = saved(town)
    amounts = [n * WAN for n in range(801, 801 + AT_ONCE)]
    results = together(
        *[
            lambda amount=amount: saved(
                town, values={"this_month": amount}, expected_version=first.version
            )
            for amount in amounts
        ]
    )
    assert len(won(results)) == 1
    first.refresh_from_db()
    assert first.this_month == won(results)[0].this_month
    assert first.version == won(results)[0].version


def test_one_form_sent_many_times_at_once_works_once(town):
    saved(town)
    photos = together(
        *[
            lambda: actions.add_photo(
                viewer=town.viewer("town_reporter"),
                month=APRIL,
                project_uid=town.project["plant"].uid,
                file=picture("red"),
                name="x.png",
                key="one-form",
            )
        ]
        * AT_ONCE
    )
    assert ReportPhoto.objects.count() == 1
    assert AuditEntry.objects.filter(verb="add_photo").count() == 1
    assert {getattr(found, "pk", None) for found in won(photos)} == {ReportPhoto.objects.get().pk}
