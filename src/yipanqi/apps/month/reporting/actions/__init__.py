"""What can be done with a month and its reports: one verb, one function."""

from yipanqi.apps.month.reporting.actions.measures import add_measure
from yipanqi.apps.month.reporting.actions.observe import record_observation
from yipanqi.apps.month.reporting.actions.opening import OpeningFigure, enter_opening
from yipanqi.apps.month.reporting.actions.photos import add_photo, void_photo
from yipanqi.apps.month.reporting.actions.review import approve_many, approve_report, return_report
from yipanqi.apps.month.reporting.actions.save import save_report
from yipanqi.apps.month.reporting.actions.submit import (
    Submission,
    submit_report,
    submit_unit,
    withdraw_report,
)
from yipanqi.apps.month.reporting.actions.window import change_dates, open_month, set_review_state

__all__ = [
    "OpeningFigure",
    "Submission",
    "add_measure",
    "add_photo",
    "approve_many",
    "approve_report",
    "change_dates",
    "enter_opening",
    "open_month",
    "record_observation",
    "return_report",
    "save_report",
    "set_review_state",
    "submit_report",
    "submit_unit",
    "void_photo",
    "withdraw_report",
]
