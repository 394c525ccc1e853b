"""The list as a workbook: columns of a row of ``queries.lines``."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from yipanqi.core.ledgers.problems import Cause, ProblemState
from yipanqi.infra.listing import ListColumn
from yipanqi.infra.texts import label


def _project(line: Any) -> str:
    project = line.problem.project
    return project.current.name if project and project.current else ""


COLUMNS = (
    ListColumn(_("Problem"), lambda line: line.problem.title, 40),
    ListColumn(_("Project"), _project, 30),
    ListColumn(_("Cause"), lambda line: label(Cause(line.problem.cause)), 12),
    ListColumn(_("Raised by"), lambda line: line.raised_by, 14),
    ListColumn(_("To be solved by"), lambda line: line.unit, 14),
    ListColumn(_("Raised on"), lambda line: line.problem.raised_on, 12),
    ListColumn(_("Due"), lambda line: line.problem.due_on, 12),
    ListColumn(_("Days overdue"), lambda line: line.days, 10),
    ListColumn(_("State"), lambda line: label(ProblemState(line.problem.state)), 14),
    ListColumn(_("Recurred"), lambda line: line.problem.recurrence_of_id is not None, 10),
)
