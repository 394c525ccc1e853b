"""What can be done with a programme: one verb, one function."""

from yipanqi.apps.board.programmes.actions.charters import (
    Plan,
    change_programme,
    end_programme,
    open_programme,
)
from yipanqi.apps.board.programmes.actions.measures import (
    MeasureWish,
    add_programme_measure,
    end_programme_measure,
    record_programme_figure,
)
from yipanqi.apps.board.programmes.actions.participation import (
    Took,
    record_participation,
    void_participation,
)
from yipanqi.apps.board.programmes.actions.reports import (
    collect_programme_report,
    draft_programme_report,
    edit_programme_report,
    return_programme_report,
    sign_programme_report,
)
from yipanqi.apps.board.programmes.actions.tasks import add_programme_task

__all__ = [
    "MeasureWish",
    "Plan",
    "Took",
    "add_programme_measure",
    "add_programme_task",
    "change_programme",
    "collect_programme_report",
    "draft_programme_report",
    "edit_programme_report",
    "end_programme",
    "end_programme_measure",
    "open_programme",
    "record_participation",
    "record_programme_figure",
    "return_programme_report",
    "sign_programme_report",
    "void_participation",
]
