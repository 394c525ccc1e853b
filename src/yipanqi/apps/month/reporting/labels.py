"""Names of the report's fields and of the steps of its history, as people read them."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

FIELDS: Mapping[str, Promise] = {
    "this_month": _("Investment this month"),
    "year_to_date": _("Investment since January"),
    "statistics_counted": _("Counted in statistics"),
    "statistics_month": _("Month of statistics"),
    "next_month_plan": _("Plan for next month"),
    "physical_progress": _("Physical progress"),
    "problems": _("Problems"),
    "photos": _("Photos"),
}

SOURCES: Mapping[str, Promise] = {
    "phone": pgettext_lazy("source", "telephone"),
    "wecom": pgettext_lazy("source", "WeCom"),
    "paper": pgettext_lazy("source", "paper"),
    "scan": pgettext_lazy("source", "scan"),
}

EVENTS: Mapping[str, Promise] = {
    "submitted": _("Submitted"),
    "passed": _("Passed and sent up"),
    "approved": _("Approved"),
    "returned": _("Returned"),
    "withdrawn": _("Withdrawn"),
    "restated": _("Restated"),
}


def field_label(name: str | None) -> str:
    return str(FIELDS.get(name or "", _("Whole report")))
