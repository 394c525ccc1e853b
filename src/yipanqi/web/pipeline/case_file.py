"""What stands in a case file: the timeline, the months, the evidence, who answers."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from yipanqi.apps.ledger.projects.models import Project, StageEvent, Support
from yipanqi.apps.ledger.shares.wording import joint_leads, leads_in_words
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.slips import SlipLine, slip_lines
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.month import Month
from yipanqi.core.projects.stages import event_named
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.texts import label
from yipanqi.web.parts import Event

MONTHS = 12


def case_file(viewer: Viewer, project: Project, month: Month) -> dict[str, Any]:
    """A constant number of queries."""
    reports = list(
        MonthReport.objects.visible_to(viewer)
        .filter(project=project, window__month__lte=str(month))
        .select_related("window")
        .prefetch_related("photos")
        .order_by("-window__month")[:MONTHS]
    )
    problems = list(Problem.objects.filter(project=project).order_by("raised_on"))
    moved = slip_lines(viewer, month, project)
    photos = [p for r in reports for p in r.photos.all() if p.voided_at is None]
    nodes = tree_on().nodes
    version = project.current
    main = nodes.get(version.lead_unit_id)  # type: ignore[union-attr]
    joint = joint_leads(clock.business_today(), projects=[project.pk])
    supports = Support.objects.filter(project=project, to_on=None)
    return {
        "version": version,
        "lead": leads_in_words(main.name, joint.get(project.pk, ())) if main else "",
        "counting": nodes.get(version.counting_unit_id),  # type: ignore[union-attr]
        "supports": [nodes[s.unit_id] for s in supports if s.unit_id in nodes],
        "reports": reports,
        "photos": photos[:12],
        "problems": problems,
        "events": _timeline(project, problems, moved),
        "slipped": sum(m.days for m in moved if m.days > 0),
    }


def _timeline(project: Project, problems: list[Problem], moved: list[SlipLine]) -> list[Event]:
    """Stages, moved dates and problems in one line, newest first."""
    found: list[tuple[date, Event]] = []
    for stage in StageEvent.objects.filter(project=project, voided_at=None):
        text = label(event_named(stage.event))
        found.append((stage.real_on, _event(stage.real_on, text, stage.reason, key=True)))
    for line in moved:
        on = line.told_on
        text = _("Planned date moved from %(old)s to %(new)s, %(days)s days") % {
            "old": line.move.earlier, "new": line.move.later, "days": line.days,
        }  # fmt: skip
        found.append((on, _event(on, text, line.move.reason)))
    for problem in problems:
        text = _("Problem raised: %s") % problem.title
        found.append((problem.raised_on, _event(problem.raised_on, text, "")))
    return [event for _on, event in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _event(on: date, text: str, words: str, *, key: bool = False) -> Event:
    return Event(when=on.isoformat(), text=text, who="", words=words, is_key=key)
