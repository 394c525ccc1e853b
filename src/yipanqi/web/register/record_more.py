"""More of one project's record: the year's curve with its forecast, site photos, who stands
behind it, what is suspected of it, and where each figure comes from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.doubles import suspected_of
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.models import Appointment
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.models import MonthReport, ReportPhoto
from yipanqi.apps.promises.commitments.access import WORKING, acting_units
from yipanqi.core.money import yi
from yipanqi.core.month import Month
from yipanqi.core.pipeline.forecast import Forecast, forecast
from yipanqi.core.rounding import half_up
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra.texts import label
from yipanqi.web.register.doubles import line_of

PHOTOS = 8
PEOPLE_AT_MOST = 12


@dataclass(frozen=True, slots=True)
class Person:
    """A post that answers for the project, and who holds it."""

    part: str
    unit: str
    names: str


def more_of(
    viewer: Viewer, project: Project, month: Month, entry: Any, reports: Sequence[MonthReport]
) -> dict[str, Any]:
    return {
        "curve": curve_of(entry, reports, month),
        "photos": photos_of(viewer, project),
        "people": people_of(project),
        "doubles": [line_of(one, viewer) for one in suspected_of(viewer, project)],
        "sources": sources_of(project, month, reports),
        "may_raise": bool(viewer.posts_as(*WORKING)),
        "may_enter_risk": bool(acting_units(viewer)),
    }


def curve_of(entry: Any, reports: Sequence[MonthReport], month: Month) -> dict[str, Any] | None:
    """S-curve of the year in 亿元 as an ECharts option: plan, done, and the forecast as a fan."""
    if entry is None:
        return None
    known: dict[str, int | None] = {r.window.month: r.year_to_date for r in reports}
    done = [
        known.get(str(Month(month.year, n))) if n <= month.number else None for n in range(1, 13)
    ]
    plan = [int(amount) for amount in entry.monthly_plan]
    series: list[dict[str, Any]] = [
        {
            "type": "line",
            "name": _("Planned since January"),
            "role": "plan",
            "data": [_yi(amount) for amount in accumulate(plan)],
        },
        {
            "type": "line",
            "name": _("Done since January"),
            "role": "actual",
            "data": [_yi(amount) for amount in done],
        },
    ]
    ahead = forecast(plan, done)
    if ahead is not None and ahead.month < 12:
        series += _fan(ahead)
    return {
        "unit": _("100 million yuan"),
        "xAxis": {"type": "category", "data": [f"{n}月" for n in range(1, 13)]},
        "yAxis": {"type": "value"},
        "series": series,
    }


def _fan(ahead: Forecast) -> list[dict[str, Any]]:
    """Three dashed lines from the last known month on; the outer ones carry no label."""
    empty: list[str | None] = [None] * (ahead.month - 1)
    lines = ((_("Forecast"), ahead.middle), (_("low"), ahead.low), (_("high"), ahead.high))
    shown = lines if ahead.low != ahead.high else lines[:1]
    return [
        {
            "type": "line",
            "name": name,
            "role": "forecast" if at == 0 else "edge",
            "data": [*empty, *(_yi(amount) for amount in path)],
        }
        for at, (name, path) in enumerate(shown)
    ]


def _yi(yuan: int | None) -> str | None:
    return None if yuan is None else str(half_up(yi(yuan), 4))


def photos_of(viewer: Viewer, project: Project) -> list[ReportPhoto]:
    """The newest site photos of the reports the viewer may read."""
    reports = MonthReport.objects.visible_to(viewer).filter(project=project)
    rows = ReportPhoto.objects.filter(report__in=reports, voided_at=None)
    return list(rows.select_related("file", "report__window").order_by("-added_at", "-pk")[:PHOTOS])


def people_of(project: Project) -> list[Person]:
    """Sponsor, lead unit, reporting unit and its posts, in the order of who answers first."""
    version: Any = project.current
    nodes = tree_on().nodes
    found = [Person(_("Sponsor"), version.sponsor, "")] if version.sponsor else []
    held: dict[tuple[int, str], list[str]] = {}
    asked = (
        (_("Lead unit"), version.lead_unit_id, Role.LEADER),
        (_("Review"), version.counting_unit_id, Role.REVIEWER),
        (_("Reporting"), version.reporting_unit_id, Role.REPORTER),
    )
    rows = Appointment.objects.filter(unit__in={unit for _part, unit, _role in asked}, to_on=None)
    for row in rows.select_related("user").order_by("pk"):
        if row.user.is_active:
            held.setdefault((row.unit_id, row.role), []).append(row.user.name)
    for part, unit, role in asked:
        names = held.get((unit, role.value), [])[:3]
        node = nodes.get(unit)
        who = f"{label(role)} {'、'.join(names)}" if names else ""
        found.append(Person(part, node.name if node else "—", who))
    return found[:PEOPLE_AT_MOST]


@dataclass(frozen=True, slots=True)
class Source:
    what: str
    where: str
    href: str


def sources_of(project: Project, month: Month, reports: Sequence[MonthReport]) -> list[Source]:
    """Which paper each kind of figure rests on, and the way there."""
    found = [
        Source(
            _("Class and plan of the year"),
            _("Annual list in force"),
            reverse("lists:index") + f"?month={month}",
        )
    ]
    mine = next((r for r in reports if r.window.month == str(month)), None)
    if mine is not None:
        found.append(
            Source(
                _("Done in the month and since January"),
                _("Month report"),
                reverse("reporting:report", args=[mine.uid]),
            )
        )
    found.append(
        Source(
            _("Light"), _("Light rules in force"), reverse("projects:lights") + f"?month={month}"
        )
    )
    found.append(
        Source(
            _("Moved dates"),
            _("Slip ledger"),
            reverse("projects:slips") + f"?month={month}&q={project.own_code}",
        )
    )
    return found
