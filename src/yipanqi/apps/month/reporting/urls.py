"""Addresses of the month's station, under ``/reporting/``."""

from django.urls import path, register_converter

from yipanqi.apps.month.reporting.views import months, record, review, sheet, sign, standing
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal


class MonthConverter:
    """``2024-04`` ↔ ``Month``; an impossible month is no address."""

    regex = r"\d{4}-\d{2}"

    def to_python(self, value: str) -> Month:
        try:
            return Month.parse(value)
        except Refusal as refusal:
            raise ValueError(value) from refusal

    def to_url(self, value: Month | str) -> str:
        return str(value)


register_converter(MonthConverter, "month")

urlpatterns = [
    path("", sheet.index, name="index"),
    path("<month:month>/unit/<uuid:unit>/", sheet.sheet_page, name="sheet"),
    path("<month:month>/unit/<uuid:unit>/submit/", sheet.submit_page, name="submit_unit"),
    path("<month:month>/unit/<uuid:unit>/signature/", sign.signature_page, name="signature"),
    path(
        "<month:month>/unit/<uuid:unit>/signature/<uuid:uid>/",
        sign.signed_scan,
        name="signed_scan",
    ),
    path(
        "<month:month>/unit/<uuid:unit>/signature.xlsx", sign.signature_file, name="signature_file"
    ),
    path("<month:month>/project/<uuid:project>/save/", sheet.save_row, name="save"),
    # one project's month
    path("<month:month>/project/<uuid:project>/", record.record_page, name="record"),
    path("<month:month>/project/<uuid:project>/submit/", record.submit, name="submit"),
    path("<month:month>/project/<uuid:project>/photos/", record.add_photo, name="add_photo"),
    path("<month:month>/project/<uuid:project>/peek/", review.peek, name="peek"),
    path("reports/<uuid:report>/", record.report_page, name="report"),
    path("reports/<uuid:report>/withdraw/", record.withdraw, name="withdraw"),
    path("reports/<uuid:report>/approve/", review.approve, name="approve"),
    path("reports/<uuid:report>/return/", review.send_back, name="return"),
    path("photos/<uuid:photo>/", record.photo, name="photo"),
    path("photos/<uuid:photo>/void/", record.void_photo, name="void_photo"),
    # review
    path("review/", review.review_index, name="review"),
    path("<month:month>/review/", review.queue_page, name="review"),
    path("<month:month>/review/approve/", review.approve_bulk, name="approve_bulk"),
    # the months themselves
    path("months/", months.index, name="months"),
    path("months/open/", months.open_next, name="open_month"),
    path("<month:month>/dates/", months.change, name="change_dates"),
    # who has not reported
    path("<month:month>/standing/", standing.standing_page, name="standing"),
    path("<month:month>/state/", standing.set_state, name="set_state"),
]
